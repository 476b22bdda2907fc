/**
 * What a grown store costs, beside one of a hundredth of its size: growth.process.ts [--tickets N] [--messages N] [--rooms N] …
 * One JSON object on stdout; the figures are medians in milliseconds, `ratio` is that of the large store to the small one.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createBot } from '../../src/bot.js';
import { VirtualClock } from '../../src/clock/clock.js';
import { parseIso } from '../../src/clock/zone.js';
import { rulesOf } from '../../src/config/rules.js';
import { configSchema } from '../../src/config/schema.js';
import { coverageSum } from '../../src/coverage/count.js';
import { coverageUnits } from '../../src/coverage/coverage.js';
import { dayOf } from '../../src/digest/day.js';
import { makeDigest } from '../../src/digest/make.js';
import { logger } from '../../src/log.js';
import { words } from '../../src/message/reply/words.js';
import { loadReader } from '../../src/message/understand/index.js';
import { accountId, messageId, personId, platformId, roomId, unitId } from '../../src/model/ids.js';
import type { Town } from '../../src/roster/town.js';
import { openAsks } from '../../src/store/asks.js';
import { keepOpen } from '../../src/store/digest.js';
import { dueAt, nextDue } from '../../src/store/due.js';
import { keptElsewhere, mergedInto, openSince } from '../../src/store/merged.js';
import { findMessages, talkBefore, unhandled } from '../../src/store/messages.js';
import { openNoticesOfRoom } from '../../src/store/notices.js';
import { openStore, type Store } from '../../src/store/open.js';
import { abandonSending, botTalk, nextSendable, sendable } from '../../src/store/outbox.js';
import { bookedSince } from '../../src/store/outbox-accounts.js';
import { roomsWithPendingId } from '../../src/store/health.js';
import { sqlite } from '../../src/store/sqlite.js';
import { activityOfRooms, latestRooms, talkOf } from '../../src/store/talk.js';
import { mattersOfRoom, ticketsOfUnits } from '../../src/store/tickets.js';
import { loadTown } from '../../src/store/town.js';
import { ensureDigests } from '../../src/timers/digest.js';
import { UNSETTLED } from '../../src/model/ticket.js';
import { growStore, type Size } from './growth-store.js';
import { median } from './machine.js';

const { values: given } = parseArgs({
  options: {
    tickets: { type: 'string', default: '1000000' },
    messages: { type: 'string', default: '5000000' },
    rooms: { type: 'string', default: '20000' },
    /** Members of each room. */
    people: { type: 'string', default: '30' },
    towns: { type: 'string', default: '16' },
    days: { type: 'string', default: '400' },
    /** Messages sent through the bot, one in each room. */
    traffic: { type: 'string', default: '20000' },
  },
});

const NOW = parseIso('2026-04-21T20:30:00+08:00') ?? 0;
const DATE = '2026-04-21';
const HUNDREDTH = 100;
const HOUR_MS = 3_600_000;
const rules = rulesOf(configSchema.parse({}));
const large: Size = {
  towns: Number(given.towns),
  rooms: Number(given.rooms),
  people: Number(given.people),
  tickets: Number(given.tickets),
  messages: Number(given.messages),
  days: Number(given.days),
  now: NOW,
};
/** As much in each room over as many days, in a hundredth of the rooms. */
const small: Size = {
  ...large,
  towns: 1,
  rooms: Math.ceil(large.rooms / HUNDREDTH),
  tickets: Math.ceil(large.tickets / HUNDREDTH),
  messages: Math.ceil(large.messages / HUNDREDTH),
};

const begun = performance.now();
const say = (what: string): void => {
  process.stderr.write(`${((performance.now() - begun) / 1000).toFixed(0)} s: ${what}\n`);
};

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const from = performance.now();
  const value = await work();
  return { ms: performance.now() - from, value };
}

const round = (ms: number): number => Number(ms.toPrecision(3));

async function medianOf(work: (turn: number) => Promise<unknown>, turns: number): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < turns; turn++) times.push((await timed(() => work(turn))).ms);
  return round(median(times));
}

async function queries(store: Store, size: Size): Promise<Record<string, number>> {
  const { db } = store;
  const room = (turn: number) => roomId(`r${String((turn * 7919) % size.rooms)}`);
  const rooms = Array.from({ length: size.rooms }, (_, at) => roomId(`r${String(at)}`));
  const many = 200;
  const community = [unitId('c0'), ...grids(size), ...microgrids(size)];
  return {
    talkBefore: await medianOf((turn) => talkBefore(db, room(turn), Number.MAX_SAFE_INTEGER, 24), many),
    mattersOfRoom: await medianOf((turn) => mattersOfRoom(db, room(turn), NOW - 24 * HOUR_MS), many),
    keptElsewhere: await medianOf((turn) => keptElsewhere(db, room(turn), NOW - 168 * HOUR_MS), many),
    mergedInto: await medianOf((turn) => mergedInto(db, turn + 1), many),
    openNoticesOfRoom: await medianOf((turn) => openNoticesOfRoom(db, room(turn), NOW), many),
    openAsks: await medianOf((turn) => openAsks(db, room(turn), personId('p1-1'), NOW), many),
    botTalk: await medianOf((turn) => botTalk(db, room(turn), NOW - HOUR_MS, 8), many),
    roomsWithPendingId: await medianOf(() => roomsWithPendingId(db), many),
    findMessages: await medianOf((turn) => findMessages(db, [messageId(`m${String(turn * 31)}`)]), many),
    staffRoom: await medianOf(() => ticketsOfUnits(db, community, ['proposed', ...UNSETTLED], 60), 20),
    openSince: await medianOf(() => openSince(db, community, NOW - 48 * HOUR_MS), 20),
    dueAt: await medianOf(() => dueAt(db, NOW, 100), many),
    nextDue: await medianOf(() => nextDue(db), many),
    nextSendable: await medianOf(() => nextSendable(db), many),
    sendable: await medianOf(() => sendable(db, 'web/a1', NOW, 50), many),
    abandonSending: await medianOf(() => abandonSending(db, NOW, NOW - HOUR_MS), many),
    page: await medianOf((turn) => talkOf(db, { room: room(turn) }, 100), many),
    pageList: await medianOf(async () => activityOfRooms(db, [...(await latestRooms(db, rooms, 300))]), 3),
  };
}

const gridsOf = ({ towns }: Size): number => towns * 14 * 6;
const grids = (size: Size) => Array.from({ length: 6 }, (_, at) => unitId(`g${String(at * size.towns * 14)}`));
const microgrids = (size: Size) =>
  Array.from({ length: Math.floor(size.rooms / gridsOf(size)) }, (_, at) => unitId(`m${String(at * gridsOf(size))}`));

async function digests(store: Store, town: Town) {
  const found: Record<string, number> = {};
  const day = dayOf(DATE, rules.zone, NOW);
  const yesterday = dayOf('2026-04-20', rules.zone, NOW);
  if (day === null || yesterday === null) throw new Error('no such day');
  for (const id of ['m0', 'g0', 'c0', 't0', 'qu']) {
    const unit = town.units.get(unitId(id));
    if (unit === undefined) throw new Error(`no unit ${id}`);
    const times: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const { ms, value } = await timed(() => makeDigest(store.db, { town, rules, unit, day, now: NOW }));
      if (value.mismatches.length > 0) throw new Error(`${id}: ${JSON.stringify(value.mismatches)}`);
      times.push(ms);
    }
    found[unit.level] = round(median(times));
    const homes = coverageUnits(town, unit.id);
    if (id === 'qu' || id === 't0') {
      found[`${unit.level}CoverageAlone`] = await medianOf(() => coverageSum(store.db, town, homes), 1);
      found[`${unit.level}Yesterday`] = await medianOf(
        () => makeDigest(store.db, { town, rules, unit, day: yesterday, now: NOW }),
        1,
      );
      found[`${unit.level}KeepOpen`] = await medianOf(() => keepOpen(store.db, unit.id, DATE, NOW), 1);
    }
  }
  return found;
}

/** As start does it, from the file to the first wake; the digests' rows are there already the second time. */
async function startUp(file: string) {
  const steps: Record<string, number> = {};
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const { ms, value } = await timed(work);
    steps[name] = round(ms);
    return value;
  };
  const store = await step('openStore', () => openStore(sqlite(file)));
  const town = await step('loadTown', () => loadTown(store.db, rules.zone));
  await step('ensureDigests', () => store.transact((tx) => ensureDigests(tx, town, rules, NOW)));
  await step('recover', async () => {
    await abandonSending(store.db, NOW);
    await unhandled(store.db, 500);
  });
  await step('nextDue', () => nextDue(store.db));
  await step('nextSendable', () => nextSendable(store.db));
  await step('bookedSince', () => bookedSince(store.db, NOW - 24 * HOUR_MS));
  return { steps, total: round(Object.values(steps).reduce((sum, ms) => sum + ms, 0)), store, town };
}

const heapMb = (): { heap: number; rss: number } => {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: Math.round(heapUsed / 1e6), rss: Math.round(rss / 1e6) };
};

/** One message in each room through the bot, twice: the second round shows what grows with talk and not with rooms. */
async function traffic(store: Store, size: Size, count: number) {
  const reader = await loadReader();
  const clock = new VirtualClock(NOW);
  const log = logger('error', { write: (line) => process.stderr.write(line) });
  const before = heapMb();
  const bot = await createBot({
    ...{ store, clock, rules, words: words('zh-CN'), reader, adapters: [], log },
    random: () => 0.5,
  });
  const started = heapMb();
  const round2: { heap: number; rss: number }[] = [];
  for (let turn = 0; turn < 2; turn++) {
    for (let from = 0; from < count; from += 500) {
      const some = Array.from({ length: Math.min(500, count - from) }, (_, at) => from + at);
      await Promise.all(some.map((at) => bot.receive(incoming(size, turn, at))));
      await bot.idle();
    }
    round2.push(heapMb());
  }
  return { before, started, afterEachRound: round2 };
}

const incoming = ({ rooms, people }: Size, turn: number, at: number) => ({
  type: 'message' as const,
  source: { platform: platformId('web'), account: accountId(`a${String((at % rooms) % 20)}`) },
  id: messageId(`new${String(turn)}-${String(at)}`),
  at: NOW + turn * HOUR_MS + at,
  room: roomId(`r${String(at % rooms)}`),
  roomName: null,
  from: personId(`p${String(at % rooms)}-${String(turn % people)}`),
  fromName: null,
  kind: 'text' as const,
  text: '好的谢谢',
  images: [],
  quote: null,
  mentions: [],
  mentionsBot: false,
});

const folder = mkdtempSync(join(tmpdir(), 'weige-growth-'));
try {
  const measured: Record<string, Awaited<ReturnType<typeof measure>>> = {};
  for (const [name, size] of Object.entries({ small, large })) measured[name] = await measure(name, size);
  const { small: few, large: all } = measured;
  const ratio = Object.fromEntries(
    Object.entries(all?.queries ?? {}).map(([name, ms]) => [name, round(ms / (few?.queries[name] ?? NaN))]),
  );
  process.stdout.write(
    `${JSON.stringify({ load: loadavg()[0], sizes: { small, large }, ...measured, ratio }, null, 2)}\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(name: string, size: Size) {
  const file = join(folder, `${name}.db`);
  await growStore(file, size, (what) => {
    say(`${name}: ${what}`);
  });
  const first = await startUp(file);
  await first.store.close();
  const { steps, total, store, town } = await startUp(file);
  say(`${name}: started`);
  const asked = await queries(store, size);
  say(`${name}: asked`);
  const told = await digests(store, town);
  say(`${name}: told`);
  const memory = name === 'large' ? await traffic(store, size, Number(given.traffic)) : null;
  await store.close();
  const start = { first: { steps: first.steps, total: first.total }, again: { steps, total } };
  return { fileMb: Math.round(statSync(file).size / 1e6), start, queries: asked, digestMs: told, memoryMb: memory };
}
