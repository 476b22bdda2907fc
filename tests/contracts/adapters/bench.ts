/** One adapter on one double, with the sink that listens: what each test of the suite begins with and leaves nothing of. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Adapter, Outgoing } from '../../../adapters/adapter.js';
import { photosIn, type Photos } from '../../../adapters/photos.js';
import { systemClock } from '../../../src/clock/clock.js';
import { logger, type Log } from '../../../src/log.js';
import type { IncomingMessage } from '../../../src/model/event.js';
import type { Instant, MessageId } from '../../../src/model/ids.js';
import type { Lack, MakeDouble, PlatformDouble, Said, SendFailure } from '../../support/platform-double.js';
import { RecordingSink } from './sink.js';

/** What a platform can and lacks, as its double says before any test is written down. */
export interface Traits {
  readonly can: PlatformDouble['can'];
  readonly lacks: ReadonlySet<Lack>;
  readonly fails: ReadonlySet<SendFailure>;
}

const FAILURES: readonly SendFailure[] = [
  'refused',
  'too-fast',
  'risk-control',
  'no-answer',
  'reset',
  'delivered-but-error',
  'not-in-room',
  'cold',
  'echo-missing',
];

export async function traitsOf(make: MakeDouble): Promise<Traits> {
  const double = await make(systemClock);
  const knows = (kind: SendFailure): boolean => {
    try {
      double.failSends(kind);
      return true;
    } catch {
      return false;
    }
  };
  const traits = { can: double.can, lacks: double.lacks ?? new Set<Lack>(), fails: new Set(FAILURES.filter(knows)) };
  await double.stop();
  return traits;
}

export interface Bench {
  readonly double: PlatformDouble;
  readonly adapter: Adapter;
  readonly sink: RecordingSink;
  readonly photos: Photos;
  /** Photo files kept so far. */
  photoFiles(): Promise<readonly string[]>;
  /** A text to a room or a person of the double, with what is special about it. */
  speech(to: { room: string } | { person: string }, text: string, more?: Partial<Outgoing>): Outgoing;
  /** Somebody speaks; resolves with the event when it is kept. */
  heard(name: string, said: Said): Promise<IncomingMessage>;
  /** The same program started anew: a second adapter on the same account, notes and folder. */
  again(): Promise<Adapter>;
}

/** Long enough for two reconnections on a busy machine. */
export const WAIT = { timeout: 15_000, interval: 10 };

export const PEOPLE = { li: '3-1-101 李姐', wang: '王师傅', zhou: '网格长 周' } as const;
export const ROOMS = { r1: '莲花1号楼微网格群', r2: '莲花2号楼微网格群', r3: '莲花3号楼微网格群' } as const;

/** Whole seconds: some platforms have no finer time. */
export const secondsNow = (): Instant => Math.floor(systemClock.now() / 1000) * 1000;

export interface Suite {
  readonly make: MakeDouble;
  readonly traits: Traits;
  /** Every line that any adapter of this run wrote. */
  readonly logged: string[];
  /** A test with an adapter that is started and connected. */
  readonly connected: (title: string, run: (bench: Bench) => Promise<void>) => void;
  /** A test with an adapter that is not started. */
  readonly unstarted: (title: string, run: (bench: Bench) => Promise<void>) => void;
  /** Tests only where `holds`; elsewhere the title says why not. */
  readonly where: (holds: boolean, reason: string) => Pick<Suite, 'connected' | 'unstarted'>;
}

export function suiteOf(make: MakeDouble, traits: Traits): Suite {
  const logged: string[] = [];
  const log = logger('trace', { write: (line) => void logged.push(line) });
  const on = (starts: boolean) => (title: string, run: (bench: Bench) => Promise<void>) => {
    test(title, { timeout: 60_000 }, () => withBench(make, log, starts, run));
  };
  const runs = { connected: on(true), unstarted: on(false) };
  const skipping = (reason: string) => {
    const skip = (title: string) => {
      test.skip(`${title} [${reason}]`, () => undefined);
    };
    return { connected: skip, unstarted: skip };
  };
  return { make, traits, logged, ...runs, where: (holds, reason) => (holds ? runs : skipping(reason)) };
}

async function withBench(
  make: MakeDouble,
  log: Log,
  starts: boolean,
  run: (bench: Bench) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'weige-contract-'));
  const double = await make(systemClock);
  const sink = new RecordingSink();
  const started: Adapter[] = [];
  try {
    for (const [name, nickname] of Object.entries(PEOPLE)) await double.addPerson(name, nickname);
    const members = Object.keys(PEOPLE);
    for (const [name, title] of Object.entries(ROOMS)) await double.addRoom(name, { title, members });
    const photos = photosIn(folder);
    const open = async () => {
      const adapter = await double.adapter({ log, photos });
      started.push(adapter);
      return adapter;
    };
    const adapter = await open();
    if (starts) await connect(adapter, sink);
    await run(benchOf({ double, adapter, sink, photos, folder, open }));
  } finally {
    sink.releaseAll();
    for (const adapter of started) await adapter.stop();
    await double.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts it and waits until it says that it is connected. */
export async function connect(adapter: Adapter, sink: RecordingSink): Promise<void> {
  await adapter.start(sink);
  await vi.waitFor(() => expect(adapter.health()).toMatchObject({ ok: true }), WAIT);
}

interface Parts extends Pick<Bench, 'double' | 'adapter' | 'sink' | 'photos'> {
  readonly folder: string;
  readonly open: () => Promise<Adapter>;
}

function benchOf({ double, adapter, sink, photos, folder, open }: Parts): Bench {
  let numbered = 0;
  return {
    double,
    adapter,
    sink,
    photos,
    photoFiles: () => readdir(join(folder, 'images')).catch(() => []),
    speech: (to, text, more = {}) => {
      numbered += 1;
      const place = 'room' in to ? { room: double.roomId(to.room) } : { person: double.personId(to.person) };
      const plain = { images: [], link: null, mentions: [], replyTo: null, buttons: [], outboxId: numbered };
      return { to: place, text, ...plain, ...more };
    },
    heard: async (name, said) => kept(sink, await double.say(name, said)),
    again: open,
  };
}

/** The event of a message, once the sink has it. */
export const kept = (sink: RecordingSink, id: MessageId): Promise<IncomingMessage> =>
  vi.waitFor(() => {
    const message = sink.message(id);
    if (message === undefined) throw new Error(`${id} has not come`);
    return message;
  }, WAIT);

/** The event that `pick` finds, once the sink has it. */
export const eventually = <Thing>(pick: () => Thing | undefined, what: string): Promise<Thing> =>
  vi.waitFor(() => {
    const found = pick();
    if (found === undefined) throw new Error(`no ${what} has come`);
    return found;
  }, WAIT);
