import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Db } from '../../src/store/open.js';
import { Rooms } from '../rooms/support.js';
import { violations, type Facts } from './invariants.js';

const MINUTE_MS = 60_000;

let rooms: Rooms;
let facts: Facts;
beforeEach(async () => {
  rooms = await Rooms.open();
  const said = [
    { id: 'm1', place: 'r3' },
    { id: 'm2', place: 'r3' },
    { id: 'm3', place: 's' },
  ];
  await rooms.says('wu', 'r3', '3号楼楼道灯坏了,晚上黑漆漆的');
  await rooms.says('wu', 'r3', '5号楼下水道堵了,臭得很');
  await rooms.says('fang', 's', '受理 1');
  await rooms.later(MINUTE_MS);
  const texts = await rooms.store.db.selectFrom('outbox').selectAll().execute();
  const shown = texts.map(({ id, room, person, text }) => ({ id: `sent-${id}`, place: room ?? person ?? '', text }));
  facts = { now: rooms.clock.now(), idle: true, must: said, said, shown: { all: shown, kept: shown } };
});
afterEach(() => rooms.close());

test('a town in which nothing went wrong is sound', async () => {
  expect(facts.shown.all.length).toBeGreaterThan(1);
  expect(await violations(rooms.store, facts)).toEqual([]);
});

/** Each is one wrong, and part of the line that must tell of it. */
const WRONGS: readonly (readonly [string, RegExp, (db: Db) => Promise<unknown>])[] = [
  [
    'an acknowledged message is gone',
    /m2 was acknowledged and is not kept/,
    (db) => sql`delete from messages where id = 'm2'`.execute(db),
  ],
  [
    'a message came from nowhere',
    /m9 is kept and nobody said it/,
    (db) => sql`update messages set id = 'm9' where id = 'm2'`.execute(db),
  ],
  [
    'messages of a room changed places',
    /m1 is kept after one that was said later/,
    (db) => sql`update messages set seq = 100 where id = 'm1'`.execute(db),
  ],
  [
    'a message waits for ever',
    /m2 is accepted and not handled/,
    (db) => sql`update messages set state = 'accepted' where id = 'm2'`.execute(db),
  ],
  [
    'a message was set aside',
    /m2 was set aside: why/,
    (db) => sql`update messages set state = 'set_aside', error = 'why' where id = 'm2'`.execute(db),
  ],
  [
    'a message stands in two tickets',
    /m1 stands in two tickets/,
    (db) => sql`insert into ticket_messages values (2, 'm1', 'report', 1)`.execute(db),
  ],
  [
    'a ticket has no opener',
    /ticket 1 has no opener/,
    (db) => sql`delete from ticket_messages where ticket = 1`.execute(db),
  ],
  [
    'a ticket changed and no event tells',
    /ticket 1 is closed, its last event says accepted/,
    (db) => sql`update tickets set status = 'closed' where number = 1`.execute(db),
  ],
  ['an event was lost', /ticket 2 has no event/, (db) => sql`delete from ticket_events where ticket = 2`.execute(db)],
  [
    'a ticket was counted twice',
    /ticket 1 counts 2, not 1/,
    (db) => sql`update ticket_events set open_delta = 2 where open_delta = 1 and ticket = 1`.execute(db),
  ],
  [
    'a digest does not reconcile',
    /digest: .*"check":"status"/,
    (db) => sql`update ticket_events set open_delta = 0 where ticket = 1`.execute(db),
  ],
  [
    'a clock was lost',
    /ticket-response 2 does not run although the ticket is open/,
    (db) => sql`delete from due where ref = '2'`.execute(db),
  ],
  [
    'a clock of a settled ticket runs on',
    /ticket-response 2 runs although the ticket is closed/,
    (db) => sql`update tickets set status = 'closed' where number = 2`.execute(db),
  ],
  [
    'a clock did not fire',
    /is due and did not fire/,
    (db) => sql`update due set due_at = 1 where ref = '2' and state = 'pending'`.execute(db),
  ],
  [
    'a text is kept as said and stands nowhere',
    /does not stand on the platform/,
    (db) => sql`update outbox set platform_message = 'sent-99' where id = 1`.execute(db),
  ],
  [
    'a text stands there that nobody booked',
    /is no text of the outbox/,
    (db) => sql`delete from outbox where id = 1`.execute(db),
  ],
  [
    'a text is tried again',
    /text 1 was tried 2 times/,
    (db) => sql`update outbox set attempts = 2 where id = 1`.execute(db),
  ],
  [
    'a text waits for ever',
    /text 1 is queued/,
    (db) => sql`update outbox set state = 'queued' where id = 1`.execute(db),
  ],
  ['a text failed', /text 1 failed/, (db) => sql`update outbox set state = 'failed' where id = 1`.execute(db)],
  [
    'a row refers to nothing',
    /outbox.ticket 77 is no tickets.number/,
    (db) => sql`update outbox set ticket = 77 where id = 1`.execute(db),
  ],
];

test.each(WRONGS)('it is told when %s', async (_, line, wrong) => {
  await wrong(rooms.store.db);
  expect((await violations(rooms.store, facts)).join('\n')).toMatch(line);
});

test('a text shown twice for one row is told, and one whose fate is unknown may be shown once', async () => {
  const [first] = facts.shown.all;
  if (first === undefined) throw new Error('nothing was said');
  await sql`update outbox set state = 'unknown', platform_message = null where id = 1`.execute(rooms.store.db);
  expect(await violations(rooms.store, facts)).toEqual([]);
  const all = [...facts.shown.all, { ...first, id: 'again' }];
  const twice = await violations(rooms.store, { ...facts, shown: { all, kept: all } });
  expect(twice.join('\n')).toMatch(/again stands on the platform and is no text of the outbox/);
});

test('what is in the midst of being done is no fault in a copy', async () => {
  await sql`update outbox set state = 'queued' where id = 1`.execute(rooms.store.db);
  await sql`update messages set state = 'accepted' where id = 'm3'`.execute(rooms.store.db);
  const kept = facts.shown.all.filter(({ id }) => id !== 'sent-1');
  expect(await violations(rooms.store, { ...facts, idle: false, shown: { all: facts.shown.all, kept } })).toEqual([]);
});
