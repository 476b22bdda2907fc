import { afterEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { rulesOf, type Rules } from '../../src/config/rules.js';
import { gatherExamples } from '../../src/learning/gather.js';
import { logger } from '../../src/log.js';
import { messageId, personId, roomId, unitId, type Instant } from '../../src/model/ids.js';
import { EMPTY_READING } from '../../src/message/recall.js';
import { REPLAY_SOURCE } from '../../src/replay/account.js';
import { putAsk } from '../../src/store/asks.js';
import { insertCorrection } from '../../src/store/corrections.js';
import { keepOpen } from '../../src/store/digest.js';
import { dueAt, pendingDue, setDue, settleDue } from '../../src/store/due.js';
import { findMessage, keepMessage, markHandled } from '../../src/store/messages.js';
import { addReceipt, bookRoom, deliveriesOf } from '../../src/store/notices.js';
import { enqueue, settle } from '../../src/store/outbox.js';
import { receiptsOf } from '../../src/store/receipts.js';
import { talkOf } from '../../src/store/talk.js';
import { eventsOf, findTicket } from '../../src/store/tickets.js';
import { ensureRetention, retention } from '../../src/timers/retention.js';
import { at, rules, stage, type Stage } from '../digest/day-in-town.js';
import { fire } from '../support/fire.js';

const DAY = 86_400_000;
const MINUTE = 60_000;
const NOW = at('2022-06-01T02:00:00');
const NIGHT = at('2022-06-01T02:30:00');
/** Older than what is kept by default. */
const OLD = NOW - 120 * DAY;
const YOUNG = NOW - 60 * DAY;
const yao = personId('yao');
const wu = personId('wu');

const withDays = (yaml: object): Rules => rulesOf(configSchema.parse({ retention: yaml }));

let on: Stage;
afterEach(() => on.store.close());

async function hear(id: string, heardAt: Instant, part: { room?: string | null; quote?: string } = {}): Promise<void> {
  const { room = 'r1', quote } = part;
  const message = {
    ...({ type: 'message', source: REPLAY_SOURCE, roomName: null, fromName: null, images: [], mentions: [] } as const),
    ...({ id: messageId(id), at: heardAt, from: wu, kind: 'text', text: `话${id}`, mentionsBot: false } as const),
    room: room === null ? null : roomId(room),
    quote: quote === undefined ? null : messageId(quote),
  };
  await keepMessage(on.store.db, message, heardAt);
  await markHandled(on.store.db, message.id, EMPTY_READING, 'silent');
}

async function hearMany(prefix: string, count: number, from: Instant, room = 'r1'): Promise<void> {
  await on.store.transact(async (tx) => {
    for (let n = 0; n < count; n++) {
      const [id, moment] = [messageId(`${prefix}${String(n)}`), from + n * MINUTE];
      const talk = {
        roomName: null,
        fromName: null,
        kind: 'text',
        text: '好',
        images: [],
        quote: null,
        mentions: [],
      } as const;
      const where = {
        type: 'message',
        source: REPLAY_SOURCE,
        room: roomId(room),
        from: wu,
        mentionsBot: false,
      } as const;
      await keepMessage(tx, { ...where, ...talk, id, at: moment }, moment);
      await markHandled(tx, id, EMPTY_READING, 'silent');
    }
  });
}

async function say(text: string, saidAt: Instant, part: { ticket?: number; notice?: number } = {}): Promise<number> {
  const id = await enqueue(
    on.store.db,
    {
      ...({
        to: { room: roomId('r1') },
        audience: 'residents',
        purpose: 'ack',
        lane: 'answer',
        text,
        mentions: [],
      } as const),
      ...{ replyTo: null, onceKey: null, proactive: false, notBefore: null, ticket: null, notice: null, ...part },
    },
    saidAt,
  );
  if (id === null) throw new Error('it was said before');
  await settle(on.store.db, id, { state: 'delivered', at: saidAt, platformMessage: `b${String(id)}` });
  return id;
}

const counted = async (table: 'messages' | 'outbox' | 'due' | 'asks' | 'digests' | 'bind_codes'): Promise<number> => {
  const row = await on.store.db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return row.n;
};

const logged: Record<string, unknown>[] = [];
const log = logger('info', { write: (line) => logged.push(JSON.parse(line) as Record<string, unknown>) });

/** One step of the night, as the loop takes it; false: nothing is due within the hour. */
async function step(now: Instant, by: Rules = rules): Promise<Instant | null> {
  const [due] = (await dueAt(on.store.db, now, 100)).filter(({ kind }) => kind === 'retention');
  if (!due) return null;
  await on.store.transact(async (tx) => {
    await settleDue(tx, due.id, 'done');
    await fire(retention, { ...on.doing(tx, now), rules: by, log }, due);
  });
  return (await pendingDue(on.store.db, 'retention', 'town'))?.at ?? null;
}

/** Begins at `now` and goes on until the next night is set; gives how many steps it took. */
async function night(now: Instant, by: Rules = rules): Promise<number> {
  await ensureRetention(on.store.db, by, now - MINUTE);
  let steps = 0;
  for (let next: Instant | null = now; next !== null && next < now + DAY / 2; steps++) next = await step(next, by);
  return steps;
}

describe('A night', () => {
  it('lets go of what was said too long ago, and of nothing younger', async () => {
    on = await stage();
    await hearMany('old', 1200, OLD);
    await hearMany('young', 30, YOUNG);
    expect(await night(NIGHT)).toBeGreaterThan(3);
    expect(await counted('messages')).toBe(30);
    expect(await findMessage(on.store.db, messageId('young0'))).not.toBeNull();
    expect(logged.at(-1)).toMatchObject({ msg: 'what was too old was let go', removed: { messages: 1200 } });
  });

  it('keeps the last words of a group that has fallen silent, so that it is known since when', async () => {
    on = await stage();
    await hearMany('old', 5, OLD);
    await hear('private', OLD, { room: null });
    await night(NIGHT);
    expect((await talkOf(on.store.db, { room: roomId('r1') }, 10)).map((said) => said.at)).toEqual([OLD + 4 * MINUTE]);
    expect(await findMessage(on.store.db, messageId('private'))).not.toBeNull();
  });

  it('keeps what nobody has handled', async () => {
    on = await stage();
    await hearMany('old', 5, OLD);
    await on.store.db.updateTable('messages').set({ state: 'accepted' }).where('id', '=', 'old2').execute();
    await night(NIGHT);
    expect(await findMessage(on.store.db, messageId('old2'))).not.toBeNull();
    expect(await counted('messages')).toBe(2);
  });

  it('leaves tickets as they were: their history, their messages, what is told of them', async () => {
    on = await stage();
    await hearMany('old', 10, OLD);
    await on.open(OLD, { room: roomId('r1'), messages: [messageId('old3'), messageId('old5')], reporters: [wu] });
    await on.change(1, { kind: 'accept', by: yao }, OLD + MINUTE);
    const acknowledged = await say('已收到', OLD + MINUTE, { ticket: 1 });
    await on.open(YOUNG, { act: 'question' });
    const look = async () => [
      await findTicket(on.store.db, 1),
      await eventsOf(on.store.db, 1),
      await findMessage(on.store.db, messageId('old3')),
      await findMessage(on.store.db, messageId('old5')),
      await on.digest('qu', '2022-05-31', NOW),
      await on.digest('qu', '2022-02-02', NOW),
      { ...(await on.digest('hq7', '2022-06-01', NOW)), silent: [] },
    ];
    const before = await look();
    await night(NIGHT);
    expect(await look()).toEqual(before);
    expect(await counted('messages')).toBe(3);
    expect(await on.store.db.selectFrom('outbox').select('id').execute()).toEqual([{ id: acknowledged }]);
  });

  it('leaves what is learned from: a corrected message, what it quotes and the talk it stood in', async () => {
    on = await stage();
    await hear('quoted', OLD - 3 * DAY);
    await hearMany('far', 40, OLD - 2 * DAY);
    await hearMany('near', 6, OLD - 30 * MINUTE);
    await say('刚才说的话', OLD - 10 * MINUTE);
    await say('前一天说的话', OLD - DAY);
    await hear('corrected', OLD, { quote: 'quoted' });
    await hearMany('after', 20, OLD + MINUTE);
    const what = { message: messageId('corrected'), ticket: 1, field: 'act', was: 'report', now: 'chat' } as const;
    await insertCorrection(on.store.db, { ...what, person: yao, at: OLD + 5 * MINUTE });
    const learned = await gatherExamples(on.store.db, on.town, []);
    expect(learned).toHaveLength(1);
    await night(NIGHT);
    expect(await gatherExamples(on.store.db, on.town, [])).toEqual(learned);
    expect(await counted('messages')).toBe(1 + 6 + 1 + 1);
    expect(await counted('outbox')).toBe(1);
  });

  it('leaves notices and receipts: who has them is still known', async () => {
    on = await stage();
    await hearMany('old', 5, OLD);
    const carrying = await say('通知', OLD, { notice: 1 });
    await say('早上好', OLD);
    await bookRoom(on.store.db, 1, roomId('r1'), carrying);
    const receipt = { notice: 1, room: roomId('r1'), person: wu, household: '14-302', at: OLD };
    await addReceipt(on.store.db, receipt, messageId('old1'));
    await night(NIGHT);
    expect(await deliveriesOf(on.store.db, 1)).toMatchObject([{ room: 'r1', state: 'delivered' }]);
    expect(await receiptsOf(on.store.db, 1)).toHaveLength(1);
    expect(await findMessage(on.store.db, messageId('old1'))).not.toBeNull();
    expect(await counted('outbox')).toBe(1);
  });

  it('lets go of clocks that fired, of questions nobody can answer any more and of figures of long ago', async () => {
    on = await stage();
    for (let n = 0; n < 600; n++)
      await setDue(on.store.db, { kind: 'ticket-hold', ref: 'same', at: OLD, staleAt: OLD + DAY, data: '{}' });
    await setDue(on.store.db, { kind: 'ticket-hold', ref: 'waits', at: NOW + DAY, staleAt: NOW + DAY, data: '{}' });
    const ask = { kind: 'bind', room: null, person: yao, ref: 'x', data: '{}' };
    await putAsk(on.store.db, { ...ask, expiresAt: OLD + DAY }, OLD);
    await putAsk(on.store.db, { ...ask, expiresAt: NOW + DAY }, NOW);
    await keepOpen(on.store.db, unitId('qu'), '2022-02-01', OLD);
    await keepOpen(on.store.db, unitId('qu'), '2022-05-31', NOW - DAY);
    await night(NIGHT);
    const clocks = await on.store.db
      .selectFrom('due')
      .select(['ref', 'state'])
      .where('kind', '<>', 'retention')
      .execute();
    // The one of long ago that still waits is for its timer to judge.
    expect(clocks.map(({ ref, state }) => `${ref} ${state}`).sort()).toEqual(['same pending', 'waits pending']);
    expect(await counted('asks')).toBe(1);
    expect(await counted('digests')).toBe(1);
  });

  it('leaves no trail of its own steps', async () => {
    on = await stage();
    await hearMany('old', 2100, OLD);
    await night(NIGHT);
    expect(await counted('due')).toBe(1);
  });

  it('looks only at what has grown old since the night before', async () => {
    on = await stage();
    await hearMany('old', 1100, OLD);
    await on.open(OLD, { messages: [messageId('old0')] });
    const first = await night(NIGHT);
    const second = await night(NIGHT + DAY);
    expect(second).toBeLessThan(first);
    expect(logged.at(-1)).toMatchObject({ removed: { messages: 0 } });
    await night(NIGHT + 61 * DAY);
  });

  it('keeps for ever what is set to 0', async () => {
    on = await stage();
    await hearMany('old', 20, OLD);
    await say('早上好', OLD);
    await night(NIGHT, withDays({ messagesDays: 0 }));
    expect([await counted('messages'), await counted('outbox')]).toEqual([20, 0]);
    const never = withDays({ messagesDays: 0, textsDays: 0, clocksDays: 0, figuresDays: 0 });
    await ensureRetention(on.store.db, never, NIGHT);
    expect(await pendingDue(on.store.db, 'retention', 'town')).toBeNull();
  });
});

describe('A night that was cut short', () => {
  it('goes on where it was, at the next start', async () => {
    on = await stage();
    await hearMany('old', 1600, OLD);
    await ensureRetention(on.store.db, rules, NOW);
    await step(NIGHT);
    await step(NIGHT + 1000);
    expect(await counted('messages')).toBe(600);
    const cut = on.store.transact(async (tx) => {
      const [due] = await dueAt(tx, NIGHT + 2000, 100);
      if (!due) throw new Error('no step is due');
      await fire(retention, on.doing(tx, NIGHT + 2000), due);
      throw new Error('the power went');
    });
    await expect(cut).rejects.toThrow('the power went');
    expect(await counted('messages')).toBe(600);
    const morning = NIGHT + 5 * 60 * MINUTE;
    await ensureRetention(on.store.db, rules, morning);
    for (let next: Instant | null = morning; next !== null && next < morning + 60 * MINUTE;) next = await step(next);
    expect(await counted('messages')).toBe(1);
    expect(logged.at(-1)).toMatchObject({ removed: { messages: 1599 } });
  });
});

describe('The setting', () => {
  it('refuses days so few that figures and learning would lack what they look back on', () => {
    expect(() => withDays({ messagesDays: 3 })).toThrow('14 or more, or 0 for ever');
    expect(withDays({ messagesDays: 14 }).retention.messagesDays).toBe(14);
  });
});
