/** What every database must do for the bot: one suite, run on each of them with real databases. */
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sumByLabels } from '../../src/coverage/count.js';
import { coverageOf, coverageUnits } from '../../src/coverage/coverage.js';
import { idsOf, sumOf } from '../../src/coverage/sum.js';
import { messageId, personId, roomId, unitId } from '../../src/model/ids.js';
import type { Notice } from '../../src/model/notice.js';
import { householdFromNickname } from '../../src/roster/household.js';
import { closeAsk, openAsks, putAsk } from '../../src/store/asks.js';
import type { Dialect } from '../../src/store/dialect.js';
import { cancelDue, dueAt, nextDue, pendingDue, setDue, settleDue, staleDue } from '../../src/store/due.js';
import {
  findMessage,
  keepMessage,
  markHandled,
  setAside,
  setAsideMessages,
  talkBefore,
  unhandled,
} from '../../src/store/messages.js';
import { migrate, NewerDatabaseError, schemaVersion } from '../../src/store/migrate.js';
import { MIGRATIONS } from '../../src/store/migrations/index.js';
import { addReceipt, findNotice, insertNotice } from '../../src/store/notices.js';
import { receiptsOf } from '../../src/store/receipts.js';
import { openStore, type Store } from '../../src/store/open.js';
import {
  abandonSending,
  bookAttempt,
  enqueue,
  nextSendable,
  outboxCounts,
  postpone,
  saidInRoomSince,
  settle,
} from '../../src/store/outbox.js';
import {
  appendEvent,
  eventsOf,
  findTicket,
  insertTicket,
  ticketsOfMessage,
  ticketsOfReporter,
  updateTicket,
} from '../../src/store/tickets.js';
import {
  everInRoom,
  markListed,
  membersAmong,
  membersLeft,
  readCoverage,
  saveMembers,
  savePeople,
} from '../../src/store/members.js';
import { findPerson, householdsInRoom, isMember, memberLeft, saveMember, savePerson } from '../../src/store/people.js';
import { activityOfPrivate, activityOfRooms, latestPrivate, latestRooms } from '../../src/store/talk.js';
import { loadTown, saveSetup } from '../../src/store/town.js';
import { message, NOW, OTHER_ROOM, ROOM, setup, SOURCE, speech, ticket, waiting, WU, YAO } from './samples.js';
import { transactionsContract } from './transactions.js';

/** One empty database, which may be opened again and again. */
export interface Place {
  dialect(): Dialect | Promise<Dialect>;
  remove(): Promise<void>;
}

const READING = {
  act: 'report',
  category: 'facilities',
  urgency: 'normal',
  location: null,
  phones: [],
  people: null,
  time: null,
  items: [],
  confidence: 0.9,
  alternatives: [],
} as const;

const DAY = 86_400_000;
const due = (kind: string, ref: string, at: number) => ({ kind, ref, at, staleAt: at + DAY, data: '{}' });

export function storeContract(name: string, makePlace: () => Promise<Place>): void {
  describe(`The store on ${name}`, () => {
    let place: Place;
    let store: Store;
    beforeEach(async () => {
      place = await makePlace();
      store = await openStore(await place.dialect());
    });
    afterEach(async () => {
      await store.close();
      await place.remove();
    });
    transactionsContract(() => store);
    const reopen = async (): Promise<void> => {
      await store.close();
      store = await openStore(await place.dialect());
    };

    describe('messages', () => {
      test('a message that arrives twice is kept once', async () => {
        expect(await keepMessage(store.db, message('m1'), NOW)).toMatchObject({ id: 'm1' });
        expect(await keepMessage(store.db, message('m1', { text: 'again' }), NOW + 1)).toBeNull();
        expect((await findMessage(store.db, messageId('m1')))?.text).toBe('通仙路14号门口路灯不亮了');
      });

      test('everything about a message comes back as it went in', async () => {
        const said = message('m1', {
          images: ['a1', 'b2'],
          quote: messageId('m0'),
          mentions: [YAO],
          mentionsBot: true,
          text: "it's \u{1F4A1} {坏了}\n",
        });
        await keepMessage(store.db, said, NOW + 5);
        const kept = await findMessage(store.db, said.id);
        const { type, ...rest } = said;
        expect(type).toBe('message');
        expect(kept).toEqual({
          ...rest,
          seq: 1,
          roomName: null,
          kind: 'text',
          fromName: null,
          act: null,
          recalledAt: null,
        });
      });

      test('the talk before a message is told oldest first, and of its room only', async () => {
        for (const id of ['m1', 'm2', 'm3', 'm4']) await keepMessage(store.db, message(id), NOW);
        await keepMessage(store.db, message('x1', { room: OTHER_ROOM }), NOW);
        await keepMessage(store.db, message('p1', { room: null }), NOW);
        const last = await findMessage(store.db, messageId('m4'));
        const before = await talkBefore(store.db, ROOM, last?.seq ?? 0, 2);
        expect(before.map(({ id }) => id)).toEqual(['m2', 'm3']);
      });

      test('what was kept and not handled is found after a restart, in the order of arrival', async () => {
        for (const id of ['b', 'a', 'c']) await keepMessage(store.db, message(id), NOW);
        await markHandled(store.db, messageId('a'), READING, 'opened');
        await reopen();
        expect((await unhandled(store.db, 10)).map(({ id }) => id)).toEqual(['b', 'c']);
        expect((await findMessage(store.db, messageId('a')))?.act).toBe('report');
      });

      test('a message set aside is not taken up again, and is listed', async () => {
        await keepMessage(store.db, message('m1'), NOW);
        await setAside(store.db, messageId('m1'), 'TypeError: x');
        expect(await unhandled(store.db, 10)).toEqual([]);
        expect(await setAsideMessages(store.db)).toEqual([{ id: 'm1', error: 'TypeError: x' }]);
      });
    });

    describe('transactions', () => {
      test('when a step fails nothing of it stays', async () => {
        const failing = store.transact(async (tx) => {
          await keepMessage(tx, message('m1'), NOW);
          await enqueue(tx, speech(), NOW);
          throw new Error('a step failed');
        });
        await expect(failing).rejects.toThrow('a step failed');
        expect(await findMessage(store.db, messageId('m1'))).toBeNull();
        expect(await waiting(store.db, NOW, 10)).toEqual([]);
      });

      test('what may be done again is all or nothing too, and is there for whoever looks next', async () => {
        const failing = store.transactRepeatable(async (tx) => {
          await keepMessage(tx, message('m1'), NOW);
          throw new Error('a step failed');
        });
        await expect(failing).rejects.toThrow('a step failed');
        expect(await findMessage(store.db, messageId('m1'))).toBeNull();
        await store.transactRepeatable((tx) => keepMessage(tx, message('m2'), NOW));
        expect(await findMessage(store.db, messageId('m2'))).not.toBeNull();
        await reopen();
        expect(await findMessage(store.db, messageId('m2'))).not.toBeNull();
      });

      test('what was committed is there after a restart', async () => {
        await store.transact((tx) => keepMessage(tx, message('m1'), NOW));
        await reopen();
        expect(await findMessage(store.db, messageId('m1'))).not.toBeNull();
      });

      test('many at once all take effect, none is lost', async () => {
        await saveSetup(store.db, setup, SOURCE, NOW);
        const opened = await Promise.all(
          Array.from({ length: 20 }, () => store.transact((tx) => insertTicket(tx, ticket(), 'report'))),
        );
        expect(opened.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
          Array.from({ length: 20 }, (_, i) => i + 1),
        );
      });
    });

    describe('the town', () => {
      test('units, rooms, staff and households come back as they were given', async () => {
        await store.transact((tx) => saveSetup(tx, setup, SOURCE, NOW));
        const town = await loadTown(store.db, 'Asia/Shanghai');
        expect([...town.units.values()].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
          [...setup.units].sort((a, b) => (a.id < b.id ? -1 : 1)),
        );
        expect(town.rooms.get(OTHER_ROOM)).toEqual(setup.rooms[1]);
        expect([...town.staff.keys()].sort()).toEqual(['lin', 'yao']);
        expect(town.staff.get(personId('lin'))?.roles).toEqual([
          { role: 'department', unit: 'hq', department: '社保所' },
        ]);
        expect((await findPerson(store.db, WU))?.household).toBe('14-302');
      });

      test('a household on the register is not changed by a nickname, a guessed one is', async () => {
        await saveSetup(store.db, setup, SOURCE, NOW);
        await savePerson(store.db, { id: WU, name: '9-101 小武', household: '9-101' });
        expect(await findPerson(store.db, WU)).toMatchObject({ name: '9-101 小武', household: '14-302' });
        const zhao = personId('zhao');
        await savePerson(store.db, { id: zhao, name: '15-201赵敏', household: '15-201' });
        await savePerson(store.db, { id: zhao, name: '15-202赵敏', household: '15-202' });
        expect((await findPerson(store.db, zhao))?.household).toBe('15-202');
      });

      test('who left a group is no member, and is one again after coming back', async () => {
        await saveSetup(store.db, setup, SOURCE, NOW);
        await saveMember(store.db, ROOM, WU, '武赛芬', NOW);
        await memberLeft(store.db, ROOM, WU, NOW + 1);
        expect(await isMember(store.db, ROOM, WU)).toBe(false);
        expect((await householdsInRoom(store.db, ROOM)).map((m) => m.person)).not.toContain('wu');
        await saveMember(store.db, ROOM, WU, '小武', NOW + 2);
        expect(await isMember(store.db, ROOM, WU)).toBe(true);
        expect(await householdsInRoom(store.db, ROOM)).toContainEqual({
          person: 'wu',
          name: '小武',
          household: '14-302',
        });
      });

      test('a whole list of members is kept as they would be one by one', async () => {
        await saveSetup(store.db, setup, SOURCE, NOW);
        const [wu, zhao] = [
          { person: WU, name: '9-101 小武', household: '9-101' },
          { person: personId('zhao'), name: '15-201赵敏', household: '15-201' },
        ];
        await savePeople(
          store.db,
          [wu, zhao].map(({ person, ...rest }) => ({ id: person, ...rest })),
        );
        await saveMembers(
          store.db,
          [wu, zhao].map((member) => ({ ...member, room: ROOM, at: NOW })),
        );
        expect((await findPerson(store.db, WU))?.household).toBe('14-302');
        await membersLeft(store.db, ROOM, [WU], NOW + 1);
        expect(await isMember(store.db, ROOM, WU)).toBe(false);
        expect(await everInRoom(store.db, ROOM)).toContainEqual({ person: 'wu', name: '9-101 小武', here: false });
        await saveMembers(store.db, [{ ...wu, room: ROOM, at: NOW + 2 }]);
        expect(await membersAmong(store.db, ROOM, [WU])).toEqual([{ ...wu, joinedAt: NOW, leftAt: null }]);
        await markListed(store.db, ROOM, NOW + 3);
        const { members, rooms } = await readCoverage(store.db, [unitId('hq7-13')]);
        expect(rooms).toContainEqual({ unit: 'hq7-13', listed: true });
        expect(members).toContainEqual({
          unit: 'hq7-13',
          person: 'wu',
          nickname: '9-101',
          household: '14-302',
          fixed: true,
        });
      });

      test('households are counted by labels as they are member by member', async () => {
        await saveSetup(store.db, setup, SOURCE, NOW);
        const names = ['9-101 小武', '9-102 老范', '9-102 小范', '阿杰'];
        for (const [at, name] of names.entries()) {
          const household = householdFromNickname(name);
          await savePerson(store.db, { id: personId(`p${at}`), name, household: household ?? '9-103' });
          for (const room of [ROOM, OTHER_ROOM]) await saveMember(store.db, room, personId(`p${at}`), name, NOW);
        }
        await markListed(store.db, ROOM, NOW);
        const town = await loadTown(store.db, 'Asia/Shanghai');
        const units = coverageUnits(town, unitId('hq'));
        const byMembers = sumOf(coverageOf(town, units, await readCoverage(store.db, idsOf(units))));
        expect(byMembers.present + byMembers.unlisted + byMembers.seen).toBeGreaterThan(1);
        expect(await sumByLabels(store.db, town, units)).toEqual(byMembers);
      });

      test('the page’s list tells how much was said where, and what last', async () => {
        await saveSetup(store.db, setup, SOURCE, NOW);
        await keepMessage(store.db, message('said1'), NOW);
        await keepMessage(store.db, message('said2', { text: '灯还是不亮' }), NOW + 1);
        await keepMessage(store.db, message('alone', { room: null }), NOW + 2);
        expect(await latestRooms(store.db, [OTHER_ROOM, ROOM], 1)).toEqual(new Set([ROOM]));
        const rooms = await activityOfRooms(store.db, [ROOM, OTHER_ROOM]);
        expect([...rooms.keys()]).toEqual([ROOM]);
        expect(rooms.get(ROOM)).toMatchObject({ lines: 2, counted: true, last: { message: { text: '灯还是不亮' } } });
        const [person] = await latestPrivate(store.db, 10);
        if (person === undefined) throw new Error('nobody talked in private');
        expect((await activityOfPrivate(store.db, [person])).get(person)).toMatchObject({ lines: 1 });
      });
    });

    describe('tickets', () => {
      beforeEach(() => saveSetup(store.db, setup, SOURCE, NOW));

      test('are numbered upwards from 1 and come back as they were kept', async () => {
        const first = await insertTicket(store.db, ticket(), 'report');
        const second = await insertTicket(store.db, ticket({ messages: [messageId('m2')] }), 'report');
        expect([first.number, second.number]).toEqual([1, 2]);
        await reopen();
        expect(await findTicket(store.db, 1)).toEqual({ ...ticket(), number: 1 });
        expect(await findTicket(store.db, 3)).toBeNull();
      });

      test('a change keeps the order of messages and reporters, the opener first', async () => {
        const opened = await insertTicket(store.db, ticket(), 'report');
        const changed = {
          ...opened,
          status: 'on_hold' as const,
          messages: [messageId('m1'), messageId('m9'), messageId('m2')],
          reporters: [WU, personId('zhao')],
          households: 2,
          assignee: { department: '社保所' },
          escalations: [{ at: NOW, from: 'microgrid' as const, to: 'community' as const, reason: '超时' }],
          pausedRemainingMs: 5,
          heldUntil: NOW + DAY,
          dueAt: null,
        };
        await updateTicket(store.db, changed, 'echo');
        expect(await findTicket(store.db, opened.number)).toEqual(changed);
        expect(await ticketsOfMessage(store.db, messageId('m9'))).toEqual([opened.number]);
        expect((await ticketsOfReporter(store.db, personId('zhao'))).map(({ number }) => number)).toEqual([
          opened.number,
        ]);
      });

      test('what happened is told in the order it happened', async () => {
        const { number } = await insertTicket(store.db, ticket(), 'report');
        const event = { ticket: number, at: NOW, by: messageId('m1'), person: WU, note: null, act: 'report' as const };
        await appendEvent(store.db, { ...event, change: 'opened' }, null, 'open');
        await appendEvent(store.db, { ...event, change: 'accepted', by: null, note: '下午去' }, 'open', 'accepted');
        await appendEvent(store.db, { ...event, change: 'resolved', act: null }, 'accepted', 'resolved');
        const told = await eventsOf(store.db, number);
        expect(told.map(({ change, note, by }) => [change, note, by])).toEqual([
          ['opened', null, 'm1'],
          ['accepted', '下午去', null],
          ['resolved', null, 'm1'],
        ]);
      });

      test('a ticket of a unit that does not exist is refused', async () => {
        await expect(insertTicket(store.db, ticket({ unit: unitId('nowhere') }), 'report')).rejects.toThrow();
      });
    });

    describe('due rows', () => {
      test('setting one again moves it: there is one for each thing', async () => {
        await setDue(store.db, due('ticket-response', '1', NOW + 10));
        await setDue(store.db, due('ticket-response', '1', NOW + 20));
        await setDue(store.db, due('ticket-response', '2', NOW + 5));
        expect(await nextDue(store.db)).toBe(NOW + 5);
        expect((await pendingDue(store.db, 'ticket-response', '1'))?.at).toBe(NOW + 20);
        expect((await dueAt(store.db, NOW + 100, 10)).map(({ ref }) => ref)).toEqual(['2', '1']);
      });

      test('are given from their moment on, and survive a restart', async () => {
        await setDue(store.db, due('promise', 'm1', NOW));
        expect(await dueAt(store.db, NOW - 1, 10)).toEqual([]);
        await reopen();
        expect(await dueAt(store.db, NOW, 10)).toHaveLength(1);
      });

      test('one is settled once, and not after it was cancelled', async () => {
        await setDue(store.db, due('promise', 'm1', NOW));
        const [row] = await dueAt(store.db, NOW, 10);
        expect(await settleDue(store.db, row?.id ?? 0, 'done')).toBe(true);
        expect(await settleDue(store.db, row?.id ?? 0, 'done')).toBe(false);
        await setDue(store.db, due('promise', 'm2', NOW));
        const [other] = await dueAt(store.db, NOW, 10);
        await cancelDue(store.db, 'promise', 'm2');
        expect(await settleDue(store.db, other?.id ?? 0, 'done')).toBe(false);
        expect(await nextDue(store.db)).toBeNull();
      });

      test('one that came too late is listed', async () => {
        await setDue(store.db, due('promise', 'm1', NOW));
        const [row] = await dueAt(store.db, NOW, 10);
        await settleDue(store.db, row?.id ?? 0, 'stale');
        expect((await staleDue(store.db)).map(({ kind, ref }) => [kind, ref])).toEqual([['promise', 'm1']]);
      });
    });

    describe('the outbox', () => {
      test('an emergency goes before everything, then the lanes in order, then the oldest', async () => {
        for (const [text, lane] of [
          ['d', 'digest'],
          ['n1', 'notice'],
          ['n2', 'notice'],
          ['a', 'answer'],
          ['e', 'emergency'],
        ] as const)
          await enqueue(store.db, speech({ text, lane }), NOW);
        expect((await waiting(store.db, NOW, 10)).map(({ text }) => text)).toEqual(['e', 'a', 'n1', 'n2', 'd']);
      });

      test('two speeches with one key are one, even in different transactions', async () => {
        expect(await enqueue(store.db, speech({ onceKey: 'ack:1' }), NOW)).not.toBeNull();
        expect(await enqueue(store.db, speech({ onceKey: 'ack:1' }), NOW)).toBeNull();
        expect(await enqueue(store.db, speech(), NOW)).not.toBeNull();
        expect(await enqueue(store.db, speech(), NOW)).not.toBeNull();
        expect(await waiting(store.db, NOW, 10)).toHaveLength(3);
      });

      test('an attempt is booked by one sender only', async () => {
        const id = (await enqueue(store.db, speech(), NOW)) ?? 0;
        const booked = await Promise.all([bookAttempt(store.db, id, NOW), bookAttempt(store.db, id, NOW)]);
        expect(booked.filter(Boolean)).toHaveLength(1);
        expect(await waiting(store.db, NOW, 10)).toEqual([]);
      });

      test('what was being sent when the process ended is in doubt, and is not sent again', async () => {
        const id = (await enqueue(store.db, speech(), NOW)) ?? 0;
        await bookAttempt(store.db, id, NOW);
        await reopen();
        expect(await abandonSending(store.db, NOW + 1)).toBe(1);
        expect(await waiting(store.db, NOW + DAY, 10)).toEqual([]);
        expect(await outboxCounts(store.db)).toEqual([{ state: 'unknown', count: 1 }]);
      });

      test('a refused one waits its time and is tried again, with its attempts counted', async () => {
        const id = (await enqueue(store.db, speech({ notBefore: NOW + 5 }), NOW)) ?? 0;
        expect([...(await nextSendable(store.db)).values()]).toEqual([NOW + 5]);
        await bookAttempt(store.db, id, NOW + 5);
        await postpone(store.db, id, NOW + 30);
        expect(await waiting(store.db, NOW + 29, 10)).toEqual([]);
        expect((await waiting(store.db, NOW + 30, 10)).map(({ attempts }) => attempts)).toEqual([1]);
      });

      test('what reached a room counts as said there', async () => {
        const sent = (await enqueue(store.db, speech(), NOW)) ?? 0;
        await enqueue(store.db, speech(), NOW);
        await settle(store.db, sent, { state: 'accepted', at: NOW + 1, platformMessage: 'b1' });
        expect(await saidInRoomSince(store.db, ROOM, NOW)).toEqual([{ at: NOW + 1, purpose: 'ack' }]);
        expect(await saidInRoomSince(store.db, ROOM, NOW + 2)).toEqual([]);
        expect(await saidInRoomSince(store.db, OTHER_ROOM, NOW)).toEqual([]);
      });
    });

    describe('questions and receipts', () => {
      const ask = { kind: 'notice-confirm', room: ROOM, person: YAO, ref: '3', data: '{}', expiresAt: NOW + 100 };

      test('a question is answered by whom and where it was put, until it expires, once', async () => {
        await putAsk(store.db, ask, NOW);
        await putAsk(store.db, { ...ask, room: null, ref: '4' }, NOW);
        expect((await openAsks(store.db, ROOM, YAO, NOW)).map(({ ref }) => ref)).toEqual(['3']);
        expect((await openAsks(store.db, null, YAO, NOW)).map(({ ref }) => ref)).toEqual(['4']);
        expect(await openAsks(store.db, ROOM, WU, NOW)).toEqual([]);
        expect(await openAsks(store.db, ROOM, YAO, NOW + 100)).toEqual([]);
        const [open] = await openAsks(store.db, ROOM, YAO, NOW);
        await closeAsk(store.db, open?.id ?? 0, NOW);
        expect(await openAsks(store.db, ROOM, YAO, NOW)).toEqual([]);
      });

      test('a question to everybody in a room is answered by anybody there', async () => {
        await putAsk(store.db, { ...ask, person: null }, NOW);
        expect(await openAsks(store.db, ROOM, WU, NOW)).toHaveLength(1);
      });

      test('a household confirms a notice once, whoever of it answers', async () => {
        await saveSetup(store.db, setup, SOURCE, NOW);
        const draft: Omit<Notice, 'number'> = {
          text: '明天停水',
          scope: [unitId('hq7')],
          askedBy: YAO,
          askedIn: roomId('s7'),
          status: 'sent',
          needsReceipt: true,
          deadline: NOW + DAY,
          remindDaily: false,
          sendAt: null,
          createdAt: NOW,
          confirmedAt: NOW,
        };
        const { number } = await insertNotice(store.db, draft);
        expect(await findNotice(store.db, number)).toEqual({ ...draft, number });
        const receipt = { notice: number, room: ROOM, person: WU, household: '14-302', at: NOW };
        expect(await addReceipt(store.db, receipt, messageId('m1'))).toBe(true);
        expect(await addReceipt(store.db, { ...receipt, person: personId('husband') }, messageId('m2'))).toBe(false);
        expect(await addReceipt(store.db, { ...receipt, household: '14-303' }, messageId('m3'))).toBe(true);
        expect(await receiptsOf(store.db, number)).toHaveLength(2);
      });
    });

    describe('migrations', () => {
      test('a new database stands at the last one, and opening it again changes nothing', async () => {
        expect(await schemaVersion(store.db)).toBe(MIGRATIONS.length);
        expect(await migrate(store.db, store.dialect)).toEqual([]);
      });

      test('a database that a newer version wrote is refused and left as it is', async () => {
        await keepMessage(store.db, message('m1'), NOW);
        const newer = { number: MIGRATIONS.length + 1, name: 'later', up: () => Promise.resolve() };
        await migrate(store.db, store.dialect, [...MIGRATIONS, newer]);
        await expect(migrate(store.db, store.dialect)).rejects.toThrow(NewerDatabaseError);
        await expect(openStore(await place.dialect())).rejects.toThrow(/newer version of weige/);
        expect(await schemaVersion(store.db)).toBe(newer.number);
        expect(await findMessage(store.db, messageId('m1'))).not.toBeNull();
      });

      test('a step that fails leaves nothing of itself behind', async () => {
        const failing = {
          number: MIGRATIONS.length + 1,
          name: 'half',
          up: async (db: Store['db']) => {
            await sql`create table half (id integer)`.execute(db);
            throw new Error('power cut');
          },
        };
        await expect(migrate(store.db, store.dialect, [...MIGRATIONS, failing])).rejects.toThrow('power cut');
        expect(await schemaVersion(store.db)).toBe(MIGRATIONS.length);
        await expect(sql`select * from half`.execute(store.db)).rejects.toThrow();
      });
    });
  });
}
