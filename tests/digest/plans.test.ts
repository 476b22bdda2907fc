import Database from 'better-sqlite3';
import { Kysely, type LogEvent } from 'kysely';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayOf } from '../../src/digest/day.js';
import { makeDigest } from '../../src/digest/make.js';
import { accountId, messageId, personId, platformId, roomId, unitId } from '../../src/model/ids.js';
import { UNSETTLED } from '../../src/model/ticket.js';
import type { Town } from '../../src/roster/town.js';
import { openAsks } from '../../src/store/asks.js';
import { insertCorrection } from '../../src/store/corrections.js';
import { keepOpen, pendingDigests } from '../../src/store/digest.js';
import { cancelDue, dueAt, nextDue, settleDue } from '../../src/store/due.js';
import { rowOfEcho } from '../../src/store/echoes.js';
import { roomsWithPendingId } from '../../src/store/health.js';
import { keptElsewhere, mergedInto, openSince } from '../../src/store/merged.js';
import { findMessages, markHandled, privateTalkBefore, talkBefore, unhandled } from '../../src/store/messages.js';
import { openNoticesOfRoom } from '../../src/store/notices.js';
import { openStore, type Db, type Store } from '../../src/store/open.js';
import { bookedSince, unrouted } from '../../src/store/outbox-accounts.js';
import {
  abandonSending,
  bookAttempt,
  botTalk,
  nextSendable,
  outboxByPlatformMessage,
  queuedInRoom,
  releaseFor,
  saidInRoomSince,
  sendable,
} from '../../src/store/outbox.js';
import { purgeAsks, purgeClocks, purgeDigests, purgeMessages, purgeTexts } from '../../src/store/retention.js';
import { sqlite } from '../../src/store/sqlite.js';
import type { Tables } from '../../src/store/tables.js';
import { activityOfPrivate, activityOfRooms, latestPrivate, latestRooms, talkOf } from '../../src/store/talk.js';
import { mattersOfRoom, privateMattersOf, ticketsOfMessage, ticketsOfUnits } from '../../src/store/tickets.js';
import { loadTown, saveSetup } from '../../src/store/town.js';
import { EMPTY_READING } from '../../src/message/recall.js';
import { at, rules, setup, ZONE } from './day-in-town.js';

const NOW = at('2021-12-06T20:30:00');
const ROOM = roomId('r1');
const YAO = personId('yao');
const UNIT = unitId('m1');
const HOUR = 3_600_000;

/** What may be gone through from end to end: results of other steps, tables and indexes that never hold much, and the rooms for a list of them. */
const SMALL =
  /^SCAN (below|counted|listed USING COVERING INDEX sqlite_autoindex_rooms_1|\(subquery-\d+\)|rooms USING (COVERING )?INDEX rooms_pending|messages USING INDEX messages_waiting)$/;
/** Ends at the first row. */
const FIRST_ROW = /from "messages" order by "seq" limit (\?|1)$/;

/** Asked for each message, each text, each clock or each digest. */
const ASKED: Readonly<Record<string, (db: Db, town: Town) => Promise<unknown>>> = {
  'the talk before a message': (db) => talkBefore(db, ROOM, 9, 24),
  'the private talk before a message': (db) => privateTalkBefore(db, YAO, 9, 24),
  'the matters of a room': (db) => mattersOfRoom(db, ROOM, NOW),
  'the matters of a person': (db) => privateMattersOf(db, YAO, NOW),
  'what went from a room into other tickets': (db) => keptElsewhere(db, ROOM, NOW),
  'what went into a ticket': (db) => mergedInto(db, 1),
  'what else is open nearby': (db) => openSince(db, [UNIT], NOW),
  'what a staff room sees': (db) => ticketsOfUnits(db, [UNIT, unitId('m2')], ['proposed', ...UNSETTLED], 60),
  'the tickets of a message': (db) => ticketsOfMessage(db, messageId('m1')),
  'the messages of a matter': (db) => findMessages(db, [messageId('m1'), messageId('m2')]),
  'the notices of a room': (db) => openNoticesOfRoom(db, ROOM, NOW),
  'the questions that wait': (db) => openAsks(db, ROOM, YAO, NOW),
  'rooms with a new id': (db) => roomsWithPendingId(db),
  'the words of the bot': (db) => botTalk(db, ROOM, NOW, 8),
  'a text that is quoted': (db) => outboxByPlatformMessage(db, 'b1'),
  'a message that was handled': (db) => markHandled(db, messageId('m1'), EMPTY_READING, 'silent'),
  'messages left unhandled': (db) => unhandled(db, 500),
  'what is due': (db) => dueAt(db, NOW, 100),
  'the clocks that wait for nothing': (db) => dueAt(db, NOW, 100, 'prompt'),
  'the clocks that may take their time': (db) => dueAt(db, NOW, 100, 'leisurely'),
  'the next clock': (db) => nextDue(db),
  'a clock that is called off': (db) => cancelDue(db, 'ticket-response', '1'),
  'a clock that fired': (db) => settleDue(db, 1, 'done'),
  'the clocks of digests': (db) => pendingDigests(db, 'digest'),
  'texts without an account': (db) => unrouted(db, 500),
  'texts that may go': (db) => sendable(db, 'web/web', NOW, 50),
  'when the next text may go': (db) => nextSendable(db),
  'texts of which nothing was heard': (db) => abandonSending(db, NOW, NOW - HOUR),
  'an attempt': (db) => bookAttempt(db, 1, NOW, 'web/web'),
  'texts of the last day': (db) => bookedSince(db, NOW),
  'texts that wait in a room': (db) => queuedInRoom(db, ROOM, 'ack'),
  'texts said in a room': (db) => saidInRoomSince(db, ROOM, NOW),
  'texts that wait for a person': (db) => releaseFor(db, YAO, NOW),
  'an echo': (db) => rowOfEcho(db, { to: { room: ROOM }, id: messageId('b1'), text: '收到' }, NOW),
  'the page of a room': (db) => talkOf(db, { room: ROOM }, 100),
  'the page’s list of rooms': (db) => latestRooms(db, [ROOM, roomId('r2')], 1),
  'what was said in them': (db) => activityOfRooms(db, [ROOM]),
  'the page’s list of private talk': (db) => latestPrivate(db, 100),
  'what was said there': (db) => activityOfPrivate(db, [YAO]),
  'a correction': (db) =>
    insertCorrection(db, {
      ...{ message: messageId('m1'), ticket: 1, field: 'act', was: 'report', now: 'chat', person: YAO, at: NOW },
    }),
  'a digest of today': (db, town) => digest(db, town, '2021-12-06'),
  'a digest of yesterday': (db, town) => digest(db, town, '2021-12-05'),
  'what is kept of a digest': (db) => keepOpen(db, unitId('qu'), '2021-12-06', NOW),
  'old messages': (db) => purgeMessages(db, NOW),
  'old texts': (db) => purgeTexts(db, NOW),
  'old clocks': (db) => purgeClocks(db, NOW),
  'old questions': (db) => purgeAsks(db, NOW),
  'old digests': (db) => purgeDigests(db, NOW),
};

async function digest(db: Db, town: Town, date: string): Promise<void> {
  const unit = town.units.get(unitId('qu'));
  const day = dayOf(date, ZONE, NOW);
  if (!unit || !day) throw new Error('no such unit or day');
  await makeDigest(db, { town, rules, unit, day, now: NOW });
}

describe('On SQLite no table that grows is gone through from end to end for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weige-plans-'));
  const file = join(folder, 'town.db');
  const said: LogEvent[] = [];
  let store: Store;
  let watched: Db;
  let town: Town;

  beforeAll(async () => {
    const dialect = sqlite(file);
    store = await openStore(dialect);
    await saveSetup(store.db, setup, { platform: platformId('web'), account: accountId('web') }, 0);
    town = await loadTown(store.db, ZONE);
    // One message, so that a purge has something to look at.
    const message = { id: 'm1', platform: 'web', account: 'web', room: 'r1', person: 'wu', said_at: 1, received_at: 1 };
    const read = { kind: 'text', text: '好', images: '[]', mentions: '[]', mentions_bot: 0 };
    await store.db
      .insertInto('messages')
      .values({ ...message, ...read, state: 'handled' })
      .execute();
    const text = { room: 'r1', lane: 1, purpose: 'ack', text: '好', mentions: '[]', proactive: 0, state: 'delivered' };
    await store.db
      .insertInto('outbox')
      .values({ ...text, not_before: 1, settled_at: 1, attempts: 1, created_at: 1 })
      .execute();
    watched = new Kysely<Tables>({ dialect: dialect.kysely, log: (event) => void said.push(event) });
  });

  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it.each(Object.entries(ASKED))('%s', async (_, ask) => {
    said.length = 0;
    await ask(watched, town);
    expect(said.length).toBeGreaterThan(0);
    const plans = new Database(file, { readonly: true });
    const queries = said.filter(({ query }) => !FIRST_ROW.test(query.sql));
    const scans = queries.flatMap(({ query }) =>
      plans
        .prepare<unknown[], { detail: string }>(`explain query plan ${query.sql}`)
        .all(...query.parameters)
        .map(({ detail }) => detail)
        .filter((detail) => detail.startsWith('SCAN') && !SMALL.test(detail))
        .map((detail) => `${detail}: ${query.sql}`),
    );
    plans.close();
    expect(scans).toEqual([]);
  });
});
