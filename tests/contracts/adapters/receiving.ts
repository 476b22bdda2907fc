/** What people do becomes events: each kind with its fields, in order, kept once. */
import { createHash } from 'node:crypto';
import { describe, expect, vi } from 'vitest';
import type { Said } from '../../support/platform-double.js';
import { PEOPLE, ROOMS, WAIT, eventually, kept, secondsNow, type Suite } from './bench.js';
import { OTHER_PNG, PNG } from './pictures.js';

export function receiving(suite: Suite): void {
  describe('What is said arrives as it was said', () => messages(suite));
  describe('Photos', () => photos(suite));
  describe('Who comes, goes and is called what', () => memberships(suite));
  describe('Order, and a core that is slow or full', () => order(suite));
}

function messages({ connected, where, traits: { can, lacks } }: Suite): void {
  connected('a text in a room comes once, with who said it, where, when and by what names', async (b) => {
    const at = secondsNow();
    const message = await b.heard('m1', { room: 'r1', from: 'li', text: '3号楼门口的路灯不亮了😀', at });
    const { platform, account } = b.adapter;
    expect(message).toMatchObject({
      type: 'message',
      source: { platform, account },
      id: b.double.messageId('m1'),
      room: b.double.roomId('r1'),
      from: b.double.personId('li'),
      fromName: PEOPLE.li,
      kind: 'text',
      text: '3号楼门口的路灯不亮了😀',
      images: [],
      quote: null,
      mentions: [],
      mentionsBot: false,
    });
    expect([null, ROOMS.r1]).toContain(message.roomName);
    expect(Math.abs(message.at - at)).toBeLessThan(5000);
    await b.heard('m2', { room: 'r1', from: 'li', text: '好了吗' });
    expect(b.sink.of('message')).toHaveLength(2);
  });

  connected('what is said to the bot alone has no room', async (b) => {
    const message = await b.heard('m1', { room: null, from: 'wang', text: '我的工单' });
    expect(message).toMatchObject({ room: null, from: b.double.personId('wang'), text: '我的工单' });
  });

  connected('line breaks, quotes and wide signs come unchanged', async (b) => {
    const text = '发通知 一网格\n"明天"停水<b>8点</b> & 请存水 @ #1\n  第三行';
    expect((await b.heard('m1', { room: 'r1', from: 'li', text })).text).toBe(text);
  });

  connected('who is mentioned is known by id, and the bot is not among them', async (b) => {
    const text = `@${PEOPLE.wang} 麻烦看一下`;
    const message = await b.heard('m1', { room: 'r1', from: 'li', text, mentions: ['wang'] });
    expect(message).toMatchObject({ mentions: [b.double.personId('wang')], mentionsBot: false });
    expect(message.text).toContain('麻烦看一下');
  });

  connected('a mention of the bot is known as one', async (b) => {
    const message = await b.heard('m1', { room: 'r1', from: 'li', text: '@微格 我的工单', mentionsBot: true });
    expect(message).toMatchObject({ mentions: [], mentionsBot: true });
    expect(message.text).toContain('我的工单');
  });

  where(can.has('quotes'), 'nobody can quote there').connected('a quote names the message quoted', async (b) => {
    const first = await b.heard('m1', { room: 'r1', from: 'li', text: '路灯坏了' });
    const answer = await b.heard('m2', { room: 'r1', from: 'wang', text: '下午去看', quote: 'm1' });
    expect(answer).toMatchObject({ quote: first.id, text: '下午去看' });
  });

  const kinds: readonly NonNullable<Said['kind']>[] = ['voice', 'video', 'file', 'sticker', 'location', 'card'];
  for (const kind of kinds) {
    where(!lacks.has('kinds'), 'it has only words and photos').connected(`a ${kind} comes as a ${kind}`, async (b) => {
      const message = await b.heard('m1', { room: 'r1', from: 'li', text: '', kind });
      expect(message).toMatchObject({ kind, images: [], from: b.double.personId('li') });
    });
  }

  where(can.has('recalls'), 'it does not tell what is taken back').connected(
    'what is taken back is told by the id under which it came',
    async (b) => {
      const message = await b.heard('m1', { room: 'r1', from: 'li', text: '写错了' });
      await b.double.recall('m1');
      const recall = await eventually(() => b.sink.of('recall')[0], 'recall');
      expect(recall).toMatchObject({ message: message.id, source: message.source });
    },
  );

  where(can.has('edits'), 'nobody can change what they said there').connected(
    'what is changed is told by its id, with the whole text as it reads now',
    async (b) => {
      const message = await b.heard('m1', { room: 'r1', from: 'li', text: '4号楼灯坏了' });
      await b.double.edit('m1', '3号楼灯坏了');
      const edit = await eventually(() => b.sink.of('edit')[0], 'edit');
      expect(edit).toMatchObject({ message: message.id, text: '3号楼灯坏了' });
      expect(b.sink.of('message')).toHaveLength(1);
    },
  );
}

function photos({ connected, where, traits: { lacks } }: Suite): void {
  connected('a photo is kept by its content, byte for byte, before its message is told', async (b) => {
    const message = await b.heard('m1', { room: 'r1', from: 'li', text: '', images: [PNG] });
    expect(message).toMatchObject({ kind: 'image', text: '', images: [hashOf(PNG)] });
    const found = await b.photos.find(hashOf(PNG));
    expect(found?.bytes.equals(PNG)).toBe(true);
  });

  connected('the same photo from two people in two rooms is one file; another is another', async (b) => {
    const one = await b.heard('m1', { room: 'r1', from: 'li', text: '', images: [PNG] });
    const two = await b.heard('m2', { room: 'r2', from: 'wang', text: '', images: [PNG] });
    const three = await b.heard('m3', { room: 'r2', from: 'wang', text: '', images: [OTHER_PNG] });
    expect(two.images).toEqual(one.images);
    expect(three.images).toEqual([hashOf(OTHER_PNG)]);
    expect([...(await b.photoFiles())].sort()).toEqual([hashOf(PNG), hashOf(OTHER_PNG)].sort());
  });

  connected('a photo and the words after it keep their order', async (b) => {
    await b.double.say('m1', { room: 'r1', from: 'li', text: '楼下这样' });
    const photo = await b.double.say('m2', { room: 'r1', from: 'li', text: '', images: [PNG] });
    const last = await b.double.say('m3', { room: 'r1', from: 'li', text: '谁来管管' });
    await kept(b.sink, last);
    expect(b.sink.talk(b.double.roomId('r1'))).toEqual(['楼下这样', '', '谁来管管']);
    expect(b.sink.message(photo)?.images).toEqual([hashOf(PNG)]);
  });

  where(!lacks.has('kinds'), 'the page refuses what is no picture').connected(
    'bytes that are no picture do not hold up the talk: the message comes and says that something is missing',
    async (b) => {
      const message = await b.heard('m1', { room: 'r1', from: 'li', text: '', images: [Buffer.from('no picture')] });
      expect(message.images).toEqual(['missing']);
      await b.heard('m2', { room: 'r1', from: 'li', text: '看得到吗' });
    },
  );
}

function memberships({ where, traits: { can, lacks } }: Suite): void {
  const { connected } = where(!lacks.has('memberships'), "rooms and members are the core's own there");

  connected('who joins a room is told with the nickname there', async (b) => {
    await b.double.addPerson('chen', '3-2-202 陈');
    await b.double.join('r1', 'chen');
    const join = await eventually(() => b.sink.of('join')[0], 'join');
    expect(join).toMatchObject({ room: b.double.roomId('r1'), person: b.double.personId('chen'), name: '3-2-202 陈' });
  });

  connected('who leaves a room is told', async (b) => {
    await b.heard('m1', { room: 'r1', from: 'wang', text: '再见' });
    await b.double.leave('r1', 'wang');
    const leave = await eventually(() => b.sink.of('leave')[0], 'leave');
    expect(leave).toMatchObject({ room: b.double.roomId('r1'), person: b.double.personId('wang') });
  });

  connected('a room that is renamed is told with its new name', async (b) => {
    await b.double.renameRoom('r1', '莲花1号楼(新)');
    const renamed = await eventually(() => b.sink.of('roomName')[0], 'new room name');
    expect(renamed).toMatchObject({ room: b.double.roomId('r1'), name: '莲花1号楼(新)' });
  });

  where(can.has('renames'), 'it does not tell new nicknames').connected(
    'who takes another nickname is told with the new one, and speaks under it',
    async (b) => {
      await b.heard('m1', { room: 'r1', from: 'wang', text: '在' });
      await b.double.renamePerson('r1', 'wang', '3-1-301 王');
      const rename = await eventually(() => b.sink.of('rename')[0], 'rename');
      expect(rename).toMatchObject({
        room: b.double.roomId('r1'),
        person: b.double.personId('wang'),
        name: '3-1-301 王',
      });
      expect((await b.heard('m2', { room: 'r1', from: 'wang', text: '改好了' })).fromName).toBe('3-1-301 王');
    },
  );

  const present = where(!lacks.has('presence'), 'the bot is everywhere there');
  present.connected("the bot put into a room is told with the room's name, and hears what is said there", async (b) => {
    await b.double.addRoom('r4', { title: '莲花4号楼微网格群', members: ['li'] });
    await b.double.putBotIn('r4', 'li');
    const room = b.double.roomId('r4');
    const put = await eventually(() => b.sink.of('botIn').find((event) => event.room === room), 'botIn');
    expect(put.roomName).toBe('莲花4号楼微网格群');
    expect(await b.heard('m1', { room: 'r4', from: 'li', text: '大家好' })).toMatchObject({ room });
  });

  present.connected('the bot thrown out of a room is told', async (b) => {
    await b.heard('m1', { room: 'r2', from: 'zhou', text: '再见' });
    await b.double.removeBot('r2', 'zhou');
    const out = await eventually(() => b.sink.of('botOut')[0], 'botOut');
    expect(out.room).toBe(b.double.roomId('r2'));
  });
}

const BURST = 200;

function order({ connected, where, traits: { lacks } }: Suite): void {
  connected('a burst of 200 messages in three rooms keeps the order of each, and each comes once', async (b) => {
    const names = ['r1', 'r2', 'r3'];
    const texts = new Map<string, string[]>(names.map((room) => [room, []]));
    const speak = async (room: string, share: number) => {
      for (let i = share; i < BURST; i += names.length) {
        texts.get(room)?.push(`第${i}句`);
        await b.double.say(`m${i}`, { room, from: i % 2 === 0 ? 'li' : 'wang', text: `第${i}句` });
      }
    };
    await Promise.all(names.map(speak));
    await vi.waitFor(() => expect(b.sink.of('message').length).toBeGreaterThanOrEqual(BURST), WAIT);
    for (const room of names) expect(b.sink.talk(b.double.roomId(room))).toEqual(texts.get(room));
    expect(b.sink.of('message')).toHaveLength(BURST);
  });

  connected('a room whose messages take long to keep does not hold up the others', async (b) => {
    const release = b.sink.slow(b.double.roomId('r1'));
    const slow = sayAll(b, 'r1', ['一', '二', '三']);
    for (let i = 0; i < 5; i += 1) await b.heard(`f${i}`, { room: 'r2', from: 'wang', text: `快${i}` });
    expect(b.sink.talk(b.double.roomId('r1'))).toEqual([]);
    release();
    await slow;
    await vi.waitFor(() => expect(b.sink.talk(b.double.roomId('r1'))).toEqual(['一', '二', '三']), WAIT);
  });

  connected('what could not be kept is given again: nothing is lost, nothing changes its place', async (b) => {
    await b.heard('m0', { room: 'r1', from: 'li', text: '零' });
    b.sink.full = true;
    const before = b.sink.tried.length;
    const saying = sayAll(b, 'r1', ['一', '二', '三', '四']);
    await vi.waitFor(() => expect(b.sink.tried.length).toBeGreaterThan(before), WAIT);
    b.sink.full = false;
    await saying;
    await b.double.say('m9', { room: 'r1', from: 'li', text: '完' });
    const all = ['零', '一', '二', '三', '四', '完'];
    await vi.waitFor(() => expect(b.sink.talk(b.double.roomId('r1'))).toEqual(all), WAIT);
  });

  where(!lacks.has('disturbances'), 'nothing arrives twice there').connected(
    'what the platform gives twice carries the same id both times',
    async (b) => {
      b.double.disturb('duplicate');
      const ids = [];
      for (const text of ['一', '二', '三']) ids.push(await b.double.say(text, { room: 'r1', from: 'li', text }));
      for (const id of ids) await kept(b.sink, id);
      b.double.disturb('none');
      await b.heard('end', { room: 'r1', from: 'li', text: '完' });
      expect(b.sink.talk(b.double.roomId('r1'))).toEqual(['一', '二', '三', '完']);
      const given = new Set(b.sink.of('message').map(({ id }) => id));
      expect([...given].sort()).toEqual([...ids, b.double.messageId('end')].sort());
    },
  );
}

async function sayAll({ double }: Parameters<Parameters<Suite['connected']>[1]>[0], room: string, texts: string[]) {
  for (const text of texts) await double.say(`${room}-${text}`, { room, from: 'li', text });
}

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
