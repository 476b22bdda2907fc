/** Puts the district into an empty store: its tree, rooms, staff, everybody on the register, and what a day has left behind by the evening. */
import { sql, type Insertable } from 'kysely';
import { idsOf } from '../../../adapters/telegram/ids.js';
import { accountId } from '../../../src/model/ids.js';
import type { Role } from '../../../src/model/town.js';
import { dueKind } from '../../../src/message/execute/ticket.js';
import { fill, type Row } from '../../../src/store/fill.js';
import type { Store, Tx } from '../../../src/store/open.js';
import type { Tables } from '../../../src/store/tables.js';
import {
  accountName,
  accountOf,
  accountOfRoom,
  accountOfTown,
  CALLED,
  CHAT,
  communityOf,
  gridOf,
  homeOf,
  NUMBERS_A_ROOM,
  FIRST_RESIDENT,
  SURNAMES,
  townOf,
  UNIT,
  USER,
  type Size,
} from './district.js';

const ROWS_A_STATEMENT = 500;
/** A statement for all people of so many rooms takes seconds. */
const ROOMS_AT_ONCE = 2000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const ids = new Map<number, ReturnType<typeof idsOf>>();
export function idsOfAccount(account: number): ReturnType<typeof idsOf> {
  const known = ids.get(account) ?? idsOf(accountId(accountName(account)));
  ids.set(account, known);
  return known;
}

export const roomIdOf = (size: Size, room: number): string =>
  idsOfAccount(accountOfRoom(size, room)).room({ chat: CHAT.room(room), topic: null });

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

async function insert<T extends keyof Tables>(tx: Tx, table: T, rows: readonly Insertable<Tables[T]>[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT)
    await tx
      .insertInto(table)
      .values(rows.slice(from, from + ROWS_A_STATEMENT))
      .execute();
}

export async function moveIn(store: Store, size: Size, now: number): Promise<void> {
  await store.transact(async (tx) => {
    await insert(tx, 'units', unitsOf(size));
    await insert(tx, 'rooms', roomsOf(size));
    const staff = staffOf(size);
    await insert(
      tx,
      'people',
      staff.map(({ id, name }) => ({ id, name, household: null, household_fixed: 0 })),
    );
    await insert(
      tx,
      'roles',
      staff.map(({ id, role, unit }) => ({ person: id, role, unit, department: null })),
    );
    await insert(tx, 'knowledge', knowledgeOf(now));
  });
  for (let from = 0; from < size.rooms; from += ROOMS_AT_ONCE)
    await store.transact((tx) => residents(tx, size, from, from + ROOMS_AT_ONCE));
  await store.transact((tx) => talkOfToday(tx, now));
}

function unitsOf(size: Size): Insertable<Tables['units']>[] {
  const unit = (
    id: string,
    name: string,
    level: string,
    parent: string | null,
    households: readonly string[] = [],
  ) => ({
    id,
    name,
    level,
    kind: 'normal',
    parent,
    households: JSON.stringify(households),
  });
  const homes = (room: number): string[] => numbers(size.households).map((at) => homeOf(room, at));
  return [
    unit(UNIT.district, '江北区', 'district', null),
    ...numbers(size.towns).map((at) => unit(UNIT.town(at), `第${at + 1}镇`, 'town', UNIT.district)),
    ...numbers(size.communities).map((at) =>
      unit(UNIT.community(at), `第${at + 1}社区`, 'community', UNIT.town(townOf(size, at))),
    ),
    ...numbers(size.grids).map((at) =>
      unit(UNIT.grid(at), `第${at + 1}网格`, 'grid', UNIT.community(communityOf(size, at))),
    ),
    ...numbers(size.rooms).map((at) =>
      unit(UNIT.microgrid(at), `第${at + 1}微网格`, 'microgrid', UNIT.grid(gridOf(size, at)), homes(at)),
    ),
  ];
}

function roomsOf(size: Size): Insertable<Tables['rooms']>[] {
  const room = (account: number, chat: number, name: string, unit: string, kind: string) => {
    const id = idsOfAccount(account).room({ chat, topic: null });
    const of = { platform: 'telegram', account: accountName(account), platform_room: id };
    return { id, name, unit, kind, ...of, pending_platform_room: null, left_at: null, members_listed_at: null };
  };
  return [
    room(0, CHAT.district, '江北区治理中心', UNIT.district, 'center'),
    ...numbers(size.towns).map((at) =>
      room(accountOfTown(size, at), CHAT.town(at), `第${at + 1}镇治理中心`, UNIT.town(at), 'center'),
    ),
    ...numbers(size.communities).map((at) =>
      room(accountOf(size, at), CHAT.staff(at), `第${at + 1}社区工作群`, UNIT.community(at), 'staff'),
    ),
    ...numbers(size.rooms).map((at) =>
      room(accountOfRoom(size, at), CHAT.room(at), `第${at + 1}微网格群`, UNIT.microgrid(at), 'residents'),
    ),
  ];
}

interface Official {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly unit: string;
}

/** Each writes and is written to by the account that sits in their rooms. */
function staffOf(size: Size): Official[] {
  const one = (account: number, user: number, name: string, role: Role, unit: string): Official => ({
    id: idsOfAccount(account).person(user),
    name,
    role,
    unit,
  });
  const accountOfGrid = (grid: number): number => accountOf(size, communityOf(size, grid));
  return [
    one(0, USER.district, '区中心 小陆', 'district', UNIT.district),
    ...numbers(size.towns).map((at) =>
      one(accountOfTown(size, at), USER.town(at), `镇里 小何${at + 1}`, 'town', UNIT.town(at)),
    ),
    ...numbers(size.communities).map((at) =>
      one(accountOf(size, at), USER.community(at), `社区 老周${at + 1}`, 'community', UNIT.community(at)),
    ),
    ...numbers(size.grids).map((at) =>
      one(accountOfGrid(at), USER.worker(at), `网格员小沈${at + 1}`, 'worker', UNIT.grid(at)),
    ),
    ...numbers(size.rooms).map((at) =>
      one(accountOfRoom(size, at), USER.leader(at), `微网格长${at + 1}`, 'leader', UNIT.microgrid(at)),
    ),
  ];
}

const knowledgeOf = (now: number): Insertable<Tables['knowledge']>[] =>
  [
    ['居住证在哪里办', '带身份证和租房合同到社区便民中心办理。'],
    ['流感疫苗什么时候打', '每周三上午在镇卫生院预防接种门诊。'],
    ['大件家具谁来收', '联系网格员登记,每周六上午统一清运。'],
  ].map(([question = '', answer = '']) => ({
    ...{ question, answer, source: '便民中心', valid_until: null, unit: null },
    ...{ added_by: null, added_at: now, removed_at: null },
  }));

/** By the database itself, which is many times quicker; people are called as nicknameOf has it. */
async function residents(tx: Tx, { residents: count, households }: Size, from: number, to: number): Promise<void> {
  const each = sql`
    with recursive n(k) as (select 0 union all select k + 1 from n where k + 1 < ${sql.lit(count)}),
    r as (select id, account, -cast(substr(id, length(account) + 5) as bigint) - 1001000000000 as at
          from rooms where kind = 'residents'),
    p as (select r.id as room, r.at as at, n.k as k,
                 'tg:' || r.account || ':' || (${sql.lit(FIRST_RESIDENT)} + r.at * ${sql.lit(NUMBERS_A_ROOM)} + n.k) as person,
                 (r.at % 12 + 1) || '-' || ((n.k % ${sql.lit(households)}) / 12 + 1) || '-' ||
                 ((n.k % ${sql.lit(households)}) % 12 / 2 + 1) || '0' || ((n.k % ${sql.lit(households)}) % 2 + 1) as home,
                 substr(${sql.lit(SURNAMES)}, cast((r.at + n.k) % ${sql.lit(SURNAMES.length)} + 1 as int), 1) ||
                 substr(${sql.lit(CALLED)}, cast(n.k % ${sql.lit(CALLED.length)} + 1 as int), 1) as called
          from r cross join n where r.at >= ${sql.lit(from)} and r.at < ${sql.lit(to)})`;
  await sql`${each} insert into people (id, name, household, household_fixed)
    select person, home || called, home, 1 from p order by at, k`.execute(tx);
  await sql`${each} insert into members (room, person, name, joined_at, household)
    select room, person, home || called, 0, home from p order by at, k`.execute(tx);
}

/** Something was said in most rooms today: one room in seven was silent. */
async function talkOfToday(tx: Tx, now: number): Promise<void> {
  await sql`insert into messages (id, platform, account, room, person, said_at, received_at, kind, text, images, mentions,
      mentions_bot, state, act, decision)
    select r.id || ':0', 'telegram', r.account, r.id, m.person, ${sql.lit(now - 2 * HOUR_MS)}, ${sql.lit(now - 2 * HOUR_MS)},
      'text', '早上好', '[]', '[]', 0, 'handled', 'chat', 'silent:chat'
    from rooms r join (select room, min(person) as person from members group by room) m on m.room = r.id
    where r.kind = 'residents' and cast(substr(r.id, length(r.account) + 5) as bigint) % 7 <> 0`.execute(tx);
}

export interface Backlog {
  /** Tickets of the day, settled by now. */
  readonly settled: number;
  /** One in each of so many grids that nobody has taken, and whose time is over at `dueAt`. */
  readonly waiting: number;
  readonly dueAt: number;
}

export async function leaveBacklog(store: Store, size: Size, { settled, waiting, dueAt }: Backlog): Promise<void> {
  const one = (at: number, of: number, open: boolean): Row<'tickets'> => {
    const room = Math.floor((at * size.rooms) / of);
    return ticketRow(UNIT.microgrid(room), roomIdOf(size, room), open, dueAt);
  };
  const tickets = [
    ...numbers(settled).map((at) => one(at, settled, false)),
    ...numbers(waiting).map((at) => one(at, waiting, true)),
  ];
  const events = tickets.flatMap((ticket, at) => eventsOf(ticket, at + 1));
  const due = numbers(waiting).map((at) => ({
    kind: dueKind('response'),
    ref: String(settled + at + 1),
    due_at: dueAt,
    stale_at: dueAt + 24 * HOUR_MS,
    state: 'pending' as const,
    data: '{}',
  }));
  await fill(store, { tickets, ticket_events: events, due });
}

function eventsOf({ unit, opened_at: opened, resolved_at: resolved }: Row<'tickets'>, ticket: number) {
  const event = (at: number, change: string, status: string, delta: number): Row<'ticket_events'> => ({
    ...{ ticket, unit, at, change, status, open_delta: delta },
    ...{ by_message: null, by_person: null, note: null, act: null },
  });
  const opening = event(opened, 'opened', 'open', 1);
  return resolved === null || resolved === undefined
    ? [opening]
    : [opening, event(resolved, 'resolved', 'resolved', -1)];
}

function ticketRow(unit: string, room: string, open: boolean, dueAt: number): Row<'tickets'> {
  const opened = dueAt - (open ? 2 : 8) * HOUR_MS;
  return {
    ...{ unit, room, confidential: 0, act: 'report', category: 'facilities', urgency: 'normal' },
    ...{ summary: '3号楼门口的路灯不亮了', location: '3号楼', phones: '[]', people: null, time: null, items: '[]' },
    ...{ households: 1, status: open ? 'open' : 'resolved', level: 'microgrid', sent_by: null },
    ...{ assignee_person: null, assignee_department: null, opened_at: opened },
    first_response_at: open ? null : opened + HOUR_MS,
    ...{ due_at: open ? dueAt + 24 * HOUR_MS : null, paused_remaining_ms: null, held_until: null },
    ...{ resolved_at: open ? null : opened + 3 * HOUR_MS, resolved_by: null, asked_at: null, closed_at: null },
    ...{ escalations: '[]', chases: 0, reopened: 0, satisfaction: null, merged_into: null },
  };
}
