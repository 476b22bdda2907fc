/** A district of many days in a SQLite file, made quickly and always the same: what a store looks like that has grown. */
import Database from 'better-sqlite3';
import { seeded } from '../../src/replay/random.js';
import { openStore } from '../../src/store/open.js';
import { sqlite } from '../../src/store/sqlite.js';

export interface Size {
  readonly towns: number;
  readonly rooms: number;
  /** Members of each room. */
  readonly people: number;
  readonly tickets: number;
  readonly messages: number;
  readonly days: number;
  /** The last of the days ends then; its evening is `now`. */
  readonly now: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const GRIDS_A_COMMUNITY = 6;
const COMMUNITIES_A_TOWN = 14;
/** Of the newest tickets so many in a thousand of all are not settled. */
const STANDING_SHARE = 0.003;
const CATEGORIES = ['facilities', 'sanitation', 'utilities', 'roads', 'noise', 'other'];
const SAID = [
  '通仙路14号门口路灯不亮了',
  '好的谢谢',
  '今天几点停水',
  '楼道里有人堆杂物,过不去',
  '收到',
  '明天体检带身份证吗',
];
const ROWS_A_COMMIT = 50_000;

type Random = () => number;

const roomOf = (at: number): string => `r${String(at)}`;
const unitOf = (at: number): string => `m${String(at)}`;
const personOf = (room: number, at: number): string => `p${String(room)}-${String(at)}`;

/** Brings the file's schema up to date and fills it. The unit ids: qu, t0, c0, g0, m0 and so on. */
export async function growStore(file: string, size: Size, say: (what: string) => void): Promise<void> {
  await (await openStore(sqlite(file))).close();
  const db = new Database(file);
  db.pragma('synchronous = OFF');
  db.pragma('foreign_keys = OFF');
  db.pragma('cache_size = -262144');
  const random = seeded(7);
  db.transaction(() => town(db, size))();
  say('town');
  inBatches(db, size.rooms, (at) => membersOf(db, size, at));
  say('people');
  const message = messageWriter(db, size, random);
  inBatches(db, size.messages, message);
  say('messages');
  inBatches(db, size.tickets, ticketWriter(db, size, random));
  say('tickets');
  inBatches(db, Math.floor(size.tickets * 1.5), outboxWriter(db, size, random));
  inBatches(db, size.tickets * 2, dueWriter(db, size));
  say('outbox and clocks');
  db.transaction(() => digests(db, size))();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

function inBatches(db: Database.Database, count: number, write: (at: number) => void): void {
  for (let from = 0; from < count; from += ROWS_A_COMMIT)
    db.transaction(() => {
      for (let at = from; at < Math.min(count, from + ROWS_A_COMMIT); at++) write(at);
    })();
}

const grids = ({ towns }: Size): number => towns * COMMUNITIES_A_TOWN * GRIDS_A_COMMUNITY;

function town(db: Database.Database, size: Size): void {
  const unit = db.prepare(
    `insert into units (id, name, level, kind, parent, households) values (?, ?, ?, 'normal', ?, ?)`,
  );
  const room = db.prepare(
    `insert into rooms (id, name, unit, kind, platform, account, platform_room, members_listed_at) values (?, ?, ?, ?, 'web', ?, ?, 0)`,
  );
  const person = db.prepare(`insert into people (id, name, household, household_fixed) values (?, ?, null, 0)`);
  const role = db.prepare(`insert into roles (person, role, unit) values (?, ?, ?)`);
  const staff = (id: string, name: string, of: string, at: string) => {
    person.run(id, name);
    role.run(id, of, at);
  };
  const communities = size.towns * COMMUNITIES_A_TOWN;
  unit.run('qu', '乐成区', 'district', null, '[]');
  room.run('center', '区治理中心', 'qu', 'center', 'a0', 'center');
  for (let at = 0; at < size.towns; at++) unit.run(`t${String(at)}`, `第${String(at)}镇`, 'town', 'qu', '[]');
  for (let at = 0; at < communities; at++) {
    unit.run(`c${String(at)}`, `第${String(at)}村`, 'community', `t${String(at % size.towns)}`, '[]');
    room.run(`s${String(at)}`, `第${String(at)}村网格工作群`, `c${String(at)}`, 'staff', 'a0', `s${String(at)}`);
    staff(`h${String(at)}`, `第${String(at)}村书记`, 'community', `c${String(at)}`);
  }
  for (let at = 0; at < grids(size); at++) {
    unit.run(`g${String(at)}`, `第${String(at)}网格`, 'grid', `c${String(at % communities)}`, '[]');
    staff(`w${String(at)}`, `网格员${String(at)}`, 'worker', `g${String(at)}`);
  }
  for (let at = 0; at < size.rooms; at++) {
    const homes = JSON.stringify(Array.from({ length: 30 }, (_, home) => `1-${String(101 + home)}`));
    unit.run(unitOf(at), `第${String(at)}微网格`, 'microgrid', `g${String(at % grids(size))}`, homes);
    room.run(roomOf(at), `第${String(at)}微网格群`, unitOf(at), 'residents', `a${String(at % 20)}`, roomOf(at));
    staff(`l${String(at)}`, `格长${String(at)}`, 'leader', unitOf(at));
  }
}

function membersOf(db: Database.Database, { people }: Size, room: number): void {
  const person = db.prepare(`insert into people (id, name, household, household_fixed) values (?, ?, ?, 0)`);
  const member = db.prepare(`insert into members (room, person, name, joined_at, household) values (?, ?, ?, 0, ?)`);
  for (let at = 0; at < people; at++) {
    const household = `1-${String(101 + Math.floor(at / 2))}`;
    person.run(personOf(room, at), `${household}邻居${String(at)}`, household);
    member.run(roomOf(room), personOf(room, at), `${household}邻居${String(at)}`, household);
  }
}

/** Evenly over the days, in the order of arrival. */
const momentOf = (at: number, count: number, { now, days }: Size): number =>
  now - Math.floor(((count - at) * days * DAY_MS) / count);

function messageWriter(db: Database.Database, size: Size, random: Random): (at: number) => void {
  const write = db.prepare(
    `insert into messages (id, platform, account, room, person, said_at, received_at, kind, text, images, mentions, mentions_bot, state, reading, act, decision)
     values (?, 'web', 'a0', ?, ?, ?, ?, ?, ?, '[]', '[]', 0, 'handled', ?, ?, 'silent:chat')`,
  );
  const reading = JSON.stringify({
    act: 'chat',
    category: null,
    urgency: null,
    location: null,
    phones: [],
    confidence: 0.93,
  });
  return (at) => {
    const room = Math.floor(random() * size.rooms);
    const moment = momentOf(at, size.messages, size);
    const text = SAID[at % SAID.length] ?? '';
    const kind = at % 200 === 0 ? 'voice' : 'text';
    const person = personOf(room, Math.floor(random() * Math.max(1, size.people)));
    write.run(`m${String(at)}`, roomOf(room), person, moment, moment, kind, text, reading, 'chat');
  };
}

/** Opened, taken up, resolved, closed; one in eight was escalated as well. The newest stand open. */
function ticketWriter(db: Database.Database, size: Size, random: Random): (at: number) => void {
  const ticket = db.prepare(
    `insert into tickets (unit, room, confidential, act, category, urgency, summary, phones, items, households, status, level,
       opened_at, first_response_at, due_at, resolved_at, closed_at, escalations, chases, reopened)
     values (?, ?, 0, ?, ?, 'normal', '路灯不亮', '[]', '[]', 1, ?, 'microgrid', ?, ?, ?, ?, ?, '[]', 0, 0)`,
  );
  const event = db.prepare(
    `insert into ticket_events (ticket, unit, at, change, status, open_delta) values (?, ?, ?, ?, ?, ?)`,
  );
  const message = db.prepare(`insert into ticket_messages (ticket, message, act, position) values (?, ?, 'report', 0)`);
  const reporter = db.prepare(`insert into ticket_reporters (ticket, person, position) values (?, ?, 0)`);
  return (at) => {
    const number = at + 1;
    const room = Math.floor(random() * size.rooms);
    const opened = momentOf(at, size.tickets, size);
    const standing = at >= size.tickets * (1 - STANDING_SHARE);
    const [taken, resolved, closed] = [30, 600, 2040].map((minutes) => opened + minutes * MINUTE_MS);
    const act = at % 5 === 0 ? 'question' : 'report';
    const settled = !standing && (closed ?? 0) < size.now;
    ticket.run(
      ...[unitOf(room), roomOf(room), act, CATEGORIES[at % CATEGORIES.length], settled ? 'closed' : 'accepted'],
      ...[opened, taken, opened + DAY_MS, settled ? resolved : null, settled ? closed : null],
    );
    message.run(number, `m${String(Math.floor((at * size.messages) / size.tickets))}`);
    reporter.run(number, personOf(room, 0));
    event.run(number, unitOf(room), opened, 'opened', 'open', 1);
    event.run(number, unitOf(room), taken, 'accepted', 'accepted', 0);
    if (at % 8 === 0) event.run(number, unitOf(room), taken, 'escalated', 'accepted', 0);
    if (!settled) return;
    event.run(number, unitOf(room), resolved, 'resolved', 'resolved', -1);
    event.run(number, unitOf(room), closed, 'closed', 'closed', 0);
  };
}

function outboxWriter(db: Database.Database, size: Size, random: Random): (at: number) => void {
  const count = Math.floor(size.tickets * 1.5);
  const write = db.prepare(
    `insert into outbox (room, account, lane, purpose, text, mentions, ticket, once_key, proactive, state, not_before, booked_at, settled_at, attempts, platform_message, created_at)
     values (?, ?, 1, 'ack', '已收到,正在处理', '[]', ?, ?, 0, 'delivered', ?, ?, ?, 1, ?, ?)`,
  );
  return (at) => {
    const room = Math.floor(random() * size.rooms);
    const moment = momentOf(at, count, size);
    const number = Math.floor((at * size.tickets) / count) + 1;
    const account = `web/a${String(room % 20)}`;
    write.run(roomOf(room), account, number, `k${String(at)}`, moment, moment, moment, `b${String(at)}`, moment);
  };
}

/** Two clocks a ticket; all but those of the last tickets have fired. */
function dueWriter(db: Database.Database, size: Size): (at: number) => void {
  const write = db.prepare(`insert into due (kind, ref, due_at, stale_at, state, data) values (?, ?, ?, ?, ?, '{}')`);
  return (at) => {
    const number = Math.floor(at / 2) + 1;
    const pending = number > size.tickets * (1 - STANDING_SHARE);
    const moment = pending ? size.now + DAY_MS : momentOf(number, size.tickets, size);
    const kind = at % 2 === 0 ? 'ticket-response' : 'ticket-resolution';
    write.run(kind, String(number), moment, moment + DAY_MS, pending ? 'pending' : 'done');
  };
}

/** Yesterday evening's digests, as they were kept then; here the events of a ticket are written together, so that only their times tell the order. */
function digests(db: Database.Database, { now }: Size): void {
  const made = now - DAY_MS;
  const date = new Date(made).toISOString().slice(0, 10);
  const up = new Map<string, string | null>(
    db
      .prepare<[], { id: string; parent: string | null }>(`select id, parent from units`)
      .all()
      .map((u) => [u.id, u.parent]),
  );
  const open = new Map<string, number>([...up.keys()].map((id) => [id, 0]));
  const sums = db
    .prepare<[number], { unit: string; open: number }>(
      `select unit, sum(open_delta) as open from ticket_events where at < ? group by unit`,
    )
    .all(made);
  for (const { unit, open: here } of sums)
    for (let at: string | null = unit; at !== null; at = up.get(at) ?? null) open.set(at, (open.get(at) ?? 0) + here);
  const write = db.prepare(`insert into digests (unit, date, open_at_end, made_at) values (?, ?, ?, ?)`);
  for (const [unit, here] of open) write.run(unit, date, here, made);
}
