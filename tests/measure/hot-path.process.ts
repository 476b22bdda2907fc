/**
 * What one message costs the bot, taken apart: hot-path.process.ts intake|handling [MESSAGES] [ROOMS] [DATABASE]
 * One JSON object on stdout; under `node --cpu-prof` the rest is read from the profile.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { createBot, type Bot } from '../../src/bot.js';
import { VirtualClock } from '../../src/clock/clock.js';
import { parseIso } from '../../src/clock/zone.js';
import { rulesOf } from '../../src/config/rules.js';
import { configSchema } from '../../src/config/schema.js';
import { logger } from '../../src/log.js';
import { words } from '../../src/message/reply/words.js';
import { loadReader } from '../../src/message/understand/index.js';
import type { IncomingMessage } from '../../src/model/event.js';
import { messageId, personId, roomId, unitId, type RoomId } from '../../src/model/ids.js';
import { setupSchema } from '../../src/model/town.js';
import { REPLAY_SOURCE, ReplayAccount } from '../../src/replay/account.js';
import { seeded } from '../../src/replay/random.js';
import { keepMessage } from '../../src/store/messages.js';
import { openStore, type Store } from '../../src/store/open.js';
import { sqlite } from '../../src/store/sqlite.js';
import { insertTicket } from '../../src/store/tickets.js';
import { saveSetup } from '../../src/store/town.js';
import { draftTicket } from '../../src/tickets/draft.js';
import { counting, type Counts } from './statements.js';
import { chatter, report } from './talk.js';

/** One town of a district, as large as they come. */
const ROOMS = 714;
const GRIDS = 84;
const COMMUNITIES = 12;
const OPEN_TICKETS_A_ROOM = 5;
const SPEAKERS = 40;
const KNOWN_ANSWERS = 120;
/** An adapter hands over so much at once. */
const GROUP = 200;
const BEGINS = parseIso('2026-04-21T09:00:00+08:00') ?? 0;

const room = (at: number): RoomId => roomId(`r${String(at)}`);

const setup = () =>
  setupSchema.parse({
    type: 'setup',
    units: [
      { id: 'town', name: '测量镇', level: 'town' },
      ...list(COMMUNITIES, (at) => ({ id: `c${at}`, name: `第${at}社区`, level: 'community', parent: 'town' })),
      ...list(GRIDS, (at) => ({ id: `g${at}`, name: `第${at}网格`, level: 'grid', parent: `c${at % COMMUNITIES}` })),
      ...list(ROOMS, (at) => ({ id: `m${at}`, name: `第${at}微网格`, level: 'microgrid', parent: `g${at % GRIDS}` })),
    ],
    rooms: [
      { id: 'center', name: '治理中心', unit: 'town', kind: 'center' },
      ...list(COMMUNITIES, (at) => ({ id: `s${at}`, name: `第${at}社区工作群`, unit: `c${at}`, kind: 'staff' })),
      ...list(ROOMS, (at) => ({ id: room(at), name: `第${at}微网格群`, unit: `m${at}`, kind: 'residents' })),
    ],
    people: [
      { id: 'lan', name: '中心小蓝', roles: [{ role: 'town', unit: 'town' }] },
      ...list(COMMUNITIES, (at) => person(`h${at}`, `社区${at}主任`, 'community', `c${at}`)),
      ...list(GRIDS, (at) => person(`w${at}`, `网格员${at}`, 'worker', `g${at}`)),
      ...list(ROOMS, (at) => person(`l${at}`, `格长${at}`, 'leader', `m${at}`)),
    ],
    knowledge: list(KNOWN_ANSWERS, (at) => ({
      question: `第${at}号便民点几点开门?`,
      answer: `第${at}号便民点早上八点开门。`,
      source: '便民服务中心',
      unit: null,
    })),
  });

const person = (id: string, name: string, role: string, unit: string) => ({ id, name, roles: [{ role, unit }] });

function list<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at));
}

const lineSchema = z.object({ text: z.string(), who: z.string() });

/** Conversations as people of many places had them, and everyday talk between their lines. */
function spoken(count: number, rooms: number): IncomingMessage[] {
  const files = ['huabei', 'lingnan', 'jiangzhe', 'dongbei', 'chuanyu', 'xibei', 'zhongyuan', 'minyue'];
  const lines = files.flatMap((name) =>
    readFileSync(`data/corpus/${name}.jsonl`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => lineSchema.parse(JSON.parse(line))),
  );
  const share = Math.max(1, Math.floor(lines.length / rooms));
  return list(count, (at) => {
    const [place, round] = [at % rooms, Math.floor(at / rooms)];
    const line = round % 2 === 0 ? lines[(place * share + round / 2) % lines.length] : undefined;
    const said = line ?? { text: chatter(at * 7), who: `u${at % SPEAKERS}` };
    return message(`n${at}`, place, said, BEGINS + Math.floor(at / 100) * 10);
  });
}

const message = (id: string, place: number, said: { text: string; who: string }, at: number): IncomingMessage => ({
  type: 'message',
  source: REPLAY_SOURCE,
  id: messageId(id),
  at,
  room: room(place),
  roomName: null,
  from: personId(`p${String(place)}-${said.who}`),
  fromName: `${said.who}住户`,
  kind: 'text',
  text: said.text,
  images: [],
  quote: null,
  mentions: [],
  mentionsBot: false,
});

/** Days of talk and open matters stand in the store already. */
async function furnish(store: Store, bot: Bot): Promise<void> {
  const reader = await loadReader();
  await store.transact(async (tx) => {
    for (let at = 0; at < ROOMS * OPEN_TICKETS_A_ROOM; at += 1) {
      const place = at % ROOMS;
      const said = message(`old${at}`, place, { text: report(at), who: `u${at % SPEAKERS}` }, BEGINS - 7_200_000 + at);
      await keepMessage(tx, said, said.at);
      const reading = reader.read({
        text: said.text,
        at: '2026-04-21T07:00:00+08:00',
        role: 'resident',
        images: 0,
        quote: null,
        before: [],
      });
      const opened = { act: 'report', category: reading.category ?? 'other', urgency: 'normal' } as const;
      const draft = draftTicket({
        town: bot.town(),
        unit: unitId(`m${place}`),
        room: room(place),
        confidential: false,
        text: said.text,
        reading: { ...reading, ...opened },
        message: said.id,
        reporter: said.from,
        status: 'open',
        now: said.at,
      });
      await insertTicket(tx, draft, 'report');
    }
    await tx.updateTable('messages').set({ state: 'handled', act: 'report' }).execute();
  });
}

/** The same bytes by one prepared statement, in groups of the same size. */
function rawRate(folder: string, messages: readonly IncomingMessage[]): object {
  const database = new Database(join(folder, 'raw.db'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(`create table messages (seq integer primary key autoincrement, id text not null unique, platform text, account text,
    room text, person text, said_at integer, received_at integer, kind text, text text, images text, mentions text, mentions_bot integer, state text)`);
  const insert =
    database.prepare(`insert into messages (id, platform, account, room, person, said_at, received_at, kind, text,
    images, mentions, mentions_bot, state) values (?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', '[]', 0, 'accepted')`);
  const group = database.transaction((some: readonly IncomingMessage[]) => {
    for (const m of some)
      insert.run(m.id, m.source.platform, m.source.account, m.room, m.from, m.at, BEGINS, m.kind, m.text);
  });
  const [begun, used] = [performance.now(), process.cpuUsage()];
  for (let at = 0; at < messages.length; at += GROUP) group(messages.slice(at, at + GROUP));
  const ms = performance.now() - begun;
  const { user, system } = process.cpuUsage(used);
  database.close();
  const count = messages.length;
  return { perSecond: Math.round((count * 1000) / ms), cpuMsEach: (user + system) / 1000 / count };
}

async function timed(count: number, counts: Counts, work: () => Promise<void>) {
  const garbage = { ms: 0 };
  const watching = new PerformanceObserver((seen) => {
    for (const { duration } of seen.getEntries()) garbage.ms += duration;
  });
  watching.observe({ entryTypes: ['gc'] });
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  counts.clear();
  const [begun, used] = [performance.now(), process.cpuUsage()];
  await work();
  const ms = performance.now() - begun;
  const { user, system } = process.cpuUsage(used);
  watching.disconnect();
  return {
    perSecond: Math.round((count * 1000) / ms),
    msEach: ms / count,
    cpuMsEach: (user + system) / 1000 / count,
    statementsEach: counts.statements / count,
    commitsEach: counts.commits / count,
    inDatabase: counts.databaseMs / ms,
    inCommit: counts.commitMs / ms,
    inGarbage: garbage.ms / ms,
    turnP99Ms: delay.percentile(99) / 1e6,
    top: counts.top(Number(process.env['TOP'] ?? 12), count),
  };
}

async function run(what: string, count: number, rooms: number, folder: string): Promise<object> {
  const counts = counting(sqlite(join(folder, 'weige.db')));
  const store = await openStore(counts.dialect);
  const clock = new VirtualClock(BEGINS);
  const config = configSchema.parse({ town: null });
  await store.transact((tx) => saveSetup(tx, setup(), REPLAY_SOURCE, BEGINS));
  const bot = await createBot({
    store,
    clock,
    rules: rulesOf(config),
    words: words(config.locale),
    reader: await loadReader(),
    adapters: [new ReplayAccount(clock)],
    log: logger('error'),
    random: seeded(1),
    ...(what === 'intake' && { intakeFirstMs: 600_000 }),
  });
  await furnish(store, bot);
  const messages = spoken(count, rooms);
  const give = async () => {
    for (let at = 0; at < count; at += GROUP)
      await Promise.all(messages.slice(at, at + GROUP).map((one) => bot.receive(one)));
  };
  if (what === 'intake') return { raw: rawRate(folder, messages), intake: await timed(count, counts, give) };
  const warm = spoken(2 * rooms, rooms).map((one) => ({ ...one, id: messageId(`warm-${one.id}`) }));
  for (const one of warm) await bot.receive(one);
  await bot.idle();
  await give();
  const handling = await timed(count, counts, () => bot.idle());
  clock.set(clock.now() + 150_000);
  const after = await timed(count, counts, () => bot.wake());
  return { handling, after };
}

const [what = 'handling', count = '2000', rooms = '120'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'weige-hot-'));
const figures = await run(what, Number(count), Number(rooms), folder);
if (process.env['KEEP'] === undefined) rmSync(folder, { recursive: true });
process.stdout.write(`${JSON.stringify(figures, null, 1)}\n`, () => process.exit(0));
