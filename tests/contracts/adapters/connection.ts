/** The account's connection: its health told truly, outages with their times, an end that is an end, ids that last. */
import { describe, expect, vi } from 'vitest';
import { systemClock } from '../../../src/clock/clock.js';
import { PEOPLE, ROOMS, WAIT, connect, eventually, type Bench, type Suite } from './bench.js';
import { RecordingSink } from './sink.js';

export function connection(suite: Suite): void {
  describe('Health', () => health(suite));
  describe('A platform that is away', () => outages(suite));
  describe('The end', () => ending(suite));
  describe('Ids', () => ids(suite));
  describe('What it declares', () => declared(suite));
}

const unwell = { ok: false, reason: expect.stringMatching(/\S/) };

function health({ connected, unstarted }: Suite): void {
  unstarted('is not well before the start, and says why', async (b) => {
    expect(b.adapter.health()).toMatchObject(unwell);
  });
  connected('is well once connected', async (b) => {
    expect(b.adapter.health()).toMatchObject({ ok: true, reason: expect.stringMatching(/\S/) });
  });
  connected('is not well after the end, and says why', async (b) => {
    await b.adapter.stop();
    expect(b.adapter.health()).toMatchObject(unwell);
  });
}

function outages({ where, traits: { can, lacks } }: Suite): void {
  const { connected, unstarted } = where(!lacks.has('outages'), 'it is there whenever the bot is');

  unstarted('does not fail the start: it works as soon as the platform is there', async (b) => {
    await b.double.goDown();
    await b.adapter.start(b.sink);
    expect(b.adapter.health()).toMatchObject(unwell);
    expect(await b.adapter.send(b.speech({ room: 'r1' }, '有人吗'))).toMatchObject({ state: 'unready' });
    await b.double.comeBack();
    await well(b);
    await b.heard('m1', { room: 'r1', from: 'li', text: '路灯坏了' });
    await b.adapter.send(b.speech({ room: 'r1' }, '收到'));
    await b.double.showed(1);
  });

  connected('is told at once with a reason, and as a gap with both times when it is back', async (b) => {
    const before = systemClock.now();
    await b.heard('m1', { room: 'r1', from: 'li', text: '一' });
    await b.double.goDown();
    await vi.waitFor(() => expect(b.adapter.health()).toMatchObject(unwell), WAIT);
    const down = await eventually(() => b.sink.of('down')[0], 'down');
    expect(down.reason).toMatch(/\S/);
    expect(b.sink.of('gap')).toEqual([]);
    await b.double.comeBack();
    await well(b);
    const gap = await eventually(() => b.sink.of('gap')[0], 'gap');
    const { platform, account } = b.adapter;
    expect(gap).toMatchObject({ source: { platform, account }, replayed: can.has('replays') });
    expect(gap.at).toBeGreaterThanOrEqual(before);
    expect(gap.at).toBeLessThanOrEqual(gap.until);
    expect(gap.until).toBeLessThanOrEqual(systemClock.now());
    expect(down.at).toBe(gap.at);
  });

  connected('is got over: what is said and sent afterwards arrives, three times in a row', async (b) => {
    for (const round of [1, 2, 3]) {
      await b.double.goDown();
      await vi.waitFor(() => expect(b.adapter.health()).toMatchObject(unwell), WAIT);
      await b.double.comeBack();
      await well(b);
      await b.heard(`m${round}`, { room: 'r1', from: 'li', text: `第${round}次` });
      await b.adapter.send(b.speech({ room: 'r1' }, `收到${round}`));
      await b.double.showed(round);
    }
    expect(b.sink.talk(b.double.roomId('r1'))).toEqual(['第1次', '第2次', '第3次']);
    expect(b.sink.of('gap')).toHaveLength(3);
  });

  connected('lets nothing go out meanwhile: the text keeps its place', async (b) => {
    await b.double.goDown();
    await vi.waitFor(() => expect(b.adapter.health()).toMatchObject(unwell), WAIT);
    expect(await b.adapter.send(b.speech({ room: 'r1' }, '有人吗'))).toMatchObject({ state: 'unready' });
    await b.double.comeBack();
    await well(b);
    expect(b.double.shown()).toEqual([]);
  });

  where(can.has('replays') && !lacks.has('outages'), 'what is said meanwhile is lost there').connected(
    'what is said meanwhile comes afterwards, in order and once',
    async (b) => {
      await b.heard('m1', { room: 'r1', from: 'li', text: '一' });
      await b.double.goDown();
      await vi.waitFor(() => expect(b.adapter.health()).toMatchObject(unwell), WAIT);
      for (const text of ['二', '三', '四']) await b.double.say(text, { room: 'r1', from: 'li', text });
      await b.double.comeBack();
      await b.double.say('m5', { room: 'r1', from: 'li', text: '五' });
      const all = ['一', '二', '三', '四', '五'];
      await vi.waitFor(() => expect(b.sink.talk(b.double.roomId('r1'))).toEqual(all), WAIT);
    },
  );
}

const well = (b: Bench) => vi.waitFor(() => expect(b.adapter.health()).toMatchObject({ ok: true }), WAIT);

function ending({ connected, unstarted, where, traits: { can } }: Suite): void {
  connected('no event comes after it, though people go on talking; the next start hears them again', async (b) => {
    await b.heard('m1', { room: 'r1', from: 'li', text: '一' });
    await b.adapter.stop();
    const heard = b.sink.tried.length;
    await b.double.say('m2', { room: 'r1', from: 'li', text: '二' }).catch(() => undefined);
    const later = new RecordingSink();
    await connect(await b.again(), later);
    const id = await b.double.say('m3', { room: 'r1', from: 'li', text: '三' });
    await eventually(() => later.message(id), 'message');
    expect(b.sink.tried).toHaveLength(heard);
  });

  where(can.has('replays'), 'what is said once is given once there').connected(
    'what was given and never kept is given again by the next start',
    async (b) => {
      await b.heard('m1', { room: 'r1', from: 'li', text: '一' });
      b.sink.full = true;
      const tried = b.sink.tried.length;
      const id = await b.double.say('m2', { room: 'r1', from: 'li', text: '二' });
      await vi.waitFor(() => expect(b.sink.tried.length).toBeGreaterThan(tried), WAIT);
      await b.adapter.stop();
      b.sink.full = false;
      await connect(await b.again(), b.sink);
      await eventually(() => b.sink.message(id), 'message');
      expect(b.sink.talk(b.double.roomId('r1'))).toEqual(['一', '二']);
    },
  );

  connected('may be asked for twice', async (b) => {
    await b.adapter.stop();
    await b.adapter.stop();
    expect(b.adapter.health()).toMatchObject(unwell);
  });

  unstarted('may come before any start', async (b) => {
    await b.adapter.stop();
    expect(b.adapter.health()).toMatchObject(unwell);
  });
}

function ids({ connected, where, make, traits: { lacks } }: Suite): void {
  connected('are the same for the same room and person after a new start, and new for each message', async (b) => {
    const one = await b.heard('m1', { room: 'r1', from: 'li', text: '一' });
    await b.adapter.stop();
    const second = await b.again();
    await connect(second, b.sink);
    const two = await b.heard('m2', { room: 'r1', from: 'li', text: '二' });
    expect([two.room, two.from, two.source]).toEqual([one.room, one.from, one.source]);
    expect(two.id).not.toBe(one.id);
    expectOut(await second.send({ ...b.speech({ room: 'r1' }, '收到'), replyTo: one.id }));
    await b.double.showed(1);
    expect(b.double.shown()[0]?.room).toBe('r1');
  });

  connected('are no longer than 200 characters, and differ between rooms and between people', async (b) => {
    const said = [];
    for (const room of Object.keys(ROOMS))
      for (const from of Object.keys(PEOPLE)) said.push(await b.heard(`${room}${from}`, { room, from, text: '在' }));
    expect(new Set(said.map(({ room }) => room)).size).toBe(Object.keys(ROOMS).length);
    expect(new Set(said.map(({ from }) => from)).size).toBe(Object.keys(PEOPLE).length);
    expect(new Set(said.map(({ id }) => id)).size).toBe(said.length);
    for (const id of said.flatMap(({ id, room, from }) => [id, room ?? '', from])) {
      expect(id.length).toBeLessThanOrEqual(200);
      expect(id.trim()).not.toBe('');
    }
  });

  where(!lacks.has('ownIds'), "rooms and people are the core's own there").connected(
    'of one account are not those of another',
    async (b) => {
      const mine = await b.heard('m1', { room: 'r1', from: 'li', text: '一' });
      const other = await make(systemClock);
      const sink = new RecordingSink();
      try {
        await other.addPerson('li', PEOPLE.li);
        await other.addRoom('r1', { title: ROOMS.r1, members: ['li'] });
        const adapter = await other.adapter({ account: 'another' });
        expect(adapter.account).not.toBe(b.adapter.account);
        await connect(adapter, sink);
        const id = await other.say('m1', { room: 'r1', from: 'li', text: '一' });
        const theirs = await eventually(() => sink.message(id), 'message');
        expect([theirs.id, theirs.room]).not.toEqual([mine.id, mine.room]);
        expect(theirs.id).not.toBe(mine.id);
        expect(theirs.room).not.toBe(mine.room);
        await adapter.stop();
      } finally {
        await other.stop();
      }
    },
  );
}

const expectOut = ({ state }: { state: string }): void => expect(['accepted', 'delivered']).toContain(state);

/** The events of each kind that nobody gives but the platform: a capability that is declared must be one that was seen. */
function declared({ unstarted, traits: { can, lacks, fails } }: Suite): void {
  unstarted('is what this suite saw of it', async (b) => {
    const { textLimit, paced, ...capabilities } = b.adapter.capabilities;
    expect(capabilities).toEqual({
      mentions: !lacks.has('mentionsOut'),
      images: !lacks.has('photosOut'),
      quotes: can.has('quotes'),
      buttons: can.has('buttons'),
      links: can.has('links'),
      recalls: can.has('recalls'),
      edits: can.has('edits'),
      echoes: can.has('echoes'),
      replays: can.has('replays'),
      coldPrivate: !fails.has('cold'),
      hears: true,
    });
    expect(textLimit).toBeGreaterThanOrEqual(500);
    expect(typeof paced).toBe('boolean');
  });
}
