/** The built program on a Telegram that the test holds: a town of any number of rooms, its process killed and started again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { systemClock } from '../../src/clock/clock.js';
import { openStore, type Store } from '../../src/store/open.js';
import { sqlite } from '../../src/store/sqlite.js';
import { telegramDouble, type TelegramDouble } from '../support/telegram/double.js';
import { ENTRY } from '../cli/weige.js';

export interface TelegramTown {
  readonly double: TelegramDouble;
  readonly rooms: readonly string[];
  /** Starts the program; it may not be running. */
  start(): void;
  /** Ends it at once, whatever it is doing. */
  kill(): Promise<void>;
  /** Asks the store, also while the program runs. */
  ask<T>(look: (store: Store) => Promise<T>): Promise<T>;
  /** Waits until something holds, looking every 20 ms; throws with what the program said after `limitMs`. */
  until(what: string, holds: () => Promise<boolean> | boolean, limitMs?: number): Promise<void>;
  remove(): Promise<void>;
}

const STAFF_ROOM = 'staff';
export const CLERK = 'clerk';
export const RESIDENT = 'resident';

/** One community with so many micro-grids and their rooms, a staff room, a clerk of the town, one resident. */
export async function telegramTown(count: number): Promise<TelegramTown> {
  const double = await telegramDouble(systemClock);
  const rooms = Array.from({ length: count }, (_, i) => `r${i + 1}`);
  for (const room of [...rooms, STAFF_ROOM]) await double.addRoom(room, { title: `${room}群` });
  await double.addPerson(CLERK, '镇里 小何');
  await double.addPerson(RESIDENT, '3-1-101 李姐');
  const path = mkdtempSync(join(tmpdir(), 'weige-killed-'));
  const store = join(path, 'weige.db');
  writeFileSync(join(path, 'town.jsonl'), JSON.stringify(setupOf(double, rooms)));
  writeFileSync(join(path, 'bot.config.yaml'), stringify(configOf(double)));
  let child: ChildProcess | null = null;
  let stderr = '';
  return {
    double,
    rooms,
    start: () => {
      child = spawn(process.execPath, [ENTRY, 'start'], {
        cwd: path,
        env: { PATH: process.env['PATH'] ?? '', ...double.env() },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      child.stderr?.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-20_000)));
    },
    kill: async () => {
      const killed = child;
      child = null;
      if (killed === null || killed.exitCode !== null) return;
      const closed = once(killed, 'close');
      killed.kill('SIGKILL');
      await closed;
    },
    ask: async (look) => {
      const opened = await openStore(sqlite(store));
      try {
        return await look(opened);
      } finally {
        await opened.close();
      }
    },
    until: async (what, holds, limitMs = 60_000) => {
      const end = performance.now() + limitMs;
      while (!(await holds())) {
        if (performance.now() > end) throw new Error(`never came true: ${what}\n${stderr}`);
        if (child !== null && child.exitCode !== null) throw new Error(`the program ended: ${stderr}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    remove: async () => {
      child?.kill('SIGKILL');
      await double.stop();
      rmSync(path, { recursive: true, force: true });
    },
  };
}

function setupOf(double: TelegramDouble, rooms: readonly string[]) {
  return {
    type: 'setup',
    units: [
      { id: 'town', name: '云溪镇', level: 'town' },
      { id: 'lh', name: '莲花社区', level: 'community', parent: 'town' },
      ...rooms.map((room) => ({ id: `u-${room}`, name: `莲花${room}微网格`, level: 'microgrid', parent: 'lh' })),
    ],
    rooms: [
      ...rooms.map((room) => ({ id: double.roomId(room), name: `${room}群`, unit: `u-${room}`, kind: 'residents' })),
      { id: double.roomId(STAFF_ROOM), name: '工作群', unit: 'town', kind: 'staff' },
    ],
    people: [{ id: double.personId(CLERK), name: '镇里 小何', roles: [{ role: 'town', unit: 'town' }] }],
  };
}

/** No pause anywhere: what is looked for is whether anything is lost or doubled, not how politely it goes. */
const configOf = (double: TelegramDouble) => ({
  store: { file: 'weige.db' },
  town: 'town.jsonl',
  adapters: [{ platform: 'telegram', apiRoot: double.server.address }],
  conduct: { burstSeconds: 0.2, messagesPerHour: 100_000, quietHours: { from: '00:00', to: '00:00' } },
  pacing: { perRoomSeconds: 0, jitterSeconds: [0, 0], perAccountPerHour: 1_000_000, perAccountPerDay: 1_000_000 },
  learning: { nightly: null },
});

export const inStaffRoom = STAFF_ROOM;

/** So many different numbers from 1 to `most`, in order. */
export function points(count: number, most: number, random: () => number): number[] {
  const found = new Set<number>();
  while (found.size < Math.min(count, most)) found.add(1 + Math.floor(random() * most));
  return [...found].sort((a, b) => a - b);
}
