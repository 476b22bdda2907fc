/** The built program as an operator runs it, in a folder of its own: started, spoken to over HTTP, killed, looked into. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '../../src/store/open.js';
import { sqlite } from '../../src/store/sqlite.js';
import { ENTRY } from '../cli/weige.js';
import { said, transcriptText } from './play.js';

export interface Folder {
  readonly path: string;
  readonly store: string;
  remove(): void;
}

/** A folder with a configuration (any free port, short waits) and the small town of the journeys. */
export function folderOfTown(more = ''): Folder {
  const path = mkdtempSync(join(tmpdir(), 'weige-fault-'));
  // One event gives the demo clock its day: a Tuesday morning.
  writeFileSync(join(path, 'town.jsonl'), transcriptText([said('day', '2026-04-21 09:00', 'd1', 'xu', '早')]));
  const lines = [
    'store: { file: weige.db }',
    'town: town.jsonl',
    'adapters:',
    '  - { platform: web, port: 0, demo: true }',
    'conduct: { burstSeconds: 0.2 }',
    more,
  ];
  writeFileSync(join(path, 'bot.config.yaml'), lines.join('\n'));
  return {
    path,
    store: join(path, 'weige.db'),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

export interface Running {
  readonly address: string;
  /** The status of the answer, and the message's id when it was kept. 0: there was no answer. */
  post(as: string, room: string | null, text: string): Promise<{ status: number; id: string | null }>;
  get(path: string): Promise<unknown>;
  /** Ends at once, whatever it is doing. */
  kill(): Promise<void>;
  /** Asks it to end; resolves with its status. */
  stop(): Promise<number | null>;
  /** Sends a signal and waits for nothing. */
  signal(name: NodeJS.Signals): void;
}

export interface Ended {
  readonly status: number | null;
  readonly stderr: string;
}

/** Root may write anywhere, so what must not be writable is tried as nobody. */
const NOBODY = { uid: 65534, gid: 65534 };

function spawned(
  folder: string,
  who: Partial<typeof NOBODY> = {},
): { child: ChildProcess; ended: Promise<Ended>; address: Promise<string | null> } {
  const child = spawn(process.execPath, [ENTRY, 'start'], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...who,
  });
  let stderr = '';
  const ended = new Promise<Ended>((resolve) => child.once('close', (status) => resolve({ status, stderr })));
  const address = new Promise<string | null>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      const found = /^weige: (http:\S+?)\/?$/m.exec(stderr)?.[1];
      if (found !== undefined) resolve(found);
    });
    void ended.then(() => resolve(null));
  });
  return { child, ended, address };
}

/** Starts the program and waits until it listens. Throws what it said when it ends instead. */
export async function startIn(folder: string): Promise<Running> {
  const { child, ended, address } = spawned(folder);
  const at = await address;
  if (at === null) throw new Error(`the program ended: ${(await ended).stderr}`);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return (await ended).status;
  };
  return {
    address: at,
    post: (as, room, text) => posted(at, { key: randomUUID(), as, room, text }),
    get: async (path) => {
      const body: unknown = await (await fetch(at + path)).json();
      return body;
    },
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    signal: (name) => void child.kill(name),
  };
}

async function posted(address: string, body: unknown): Promise<{ status: number; id: string | null }> {
  try {
    const answer = await fetch(`${address}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const told: unknown = await answer.json();
    const id = typeof told === 'object' && told !== null && 'id' in told ? String(told.id) : null;
    return { status: answer.status, id };
  } catch {
    return { status: 0, id: null };
  }
}

/** Starts a program that is expected to end by itself, and waits for its end; one that runs on is killed after 20 seconds. */
export async function endOf(folder: string, { asNobody = false } = {}): Promise<Ended> {
  const { child, ended } = spawned(folder, asNobody && process.getuid?.() === 0 ? NOBODY : {});
  const tooLong = setTimeout(() => child.kill('SIGKILL'), 20_000);
  const end = await ended;
  clearTimeout(tooLong);
  return end;
}

/** Looks into the store of a program that has ended. */
export async function inStore<T>(file: string, look: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(sqlite(file));
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

/** Waits until something holds, looking every 50 ms; throws after 20 seconds. */
export async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
