/** The built program for the district, in as many processes as asked, and what each costs the machine. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { POSTGRES_URL, secretName } from '../../../src/config/secrets.js';
import { accountName, tokenOf } from './district.js';

export interface ProgramOptions {
  readonly entry: string;
  readonly folder: string;
  readonly processes: number;
  readonly endpoints: readonly string[];
  /** null: SQLite in the folder. */
  readonly postgresUrl: string | null;
  readonly timezone: string;
  readonly burstSeconds: number;
  /** When every unit's digest is told: "20:00". */
  readonly digestAt: string;
}

export interface Program {
  readonly pids: readonly number[];
  /** Throws with the last of what it said when a process has ended. */
  alive(): void;
  /** Lines of its log from "error" upwards. */
  errors(): string[];
  stop(): Promise<void>;
}

const LEVELS = ['microgrid', 'grid', 'community', 'town', 'district'] as const;

/** Everything but digests, whose minute the measurement waits for, is as by default; nothing is learned or let go meanwhile. */
const configOf = ({ endpoints, postgresUrl, timezone, burstSeconds, digestAt }: ProgramOptions): object => ({
  timezone,
  store: { kind: postgresUrl === null ? 'sqlite' : 'postgres', file: 'weige.db' },
  town: null,
  adapters: endpoints.map((apiRoot, at) => ({ platform: 'telegram', account: accountName(at), apiRoot })),
  digest: { at: Object.fromEntries(LEVELS.map((level) => [level, digestAt])) },
  conduct: { burstSeconds },
  learning: { nightly: null },
  logLevel: 'warn',
});

export function startProgram(options: ProgramOptions): Program {
  const { entry, folder, processes, endpoints, postgresUrl } = options;
  writeFileSync(join(folder, 'bot.config.yaml'), stringify(configOf(options)));
  const tokens = endpoints.map((_, at) => [secretName('telegram', accountName(at), 'token'), tokenOf(at)] as const);
  const env = {
    PATH: process.env['PATH'] ?? '',
    ...Object.fromEntries(tokens),
    ...(postgresUrl === null ? {} : { [POSTGRES_URL]: postgresUrl }),
  };
  const logs = Array.from({ length: processes }, (_, at) => join(folder, `log-${at}`));
  const running = logs.map((log) => {
    const child = spawn(process.execPath, [entry, 'start'], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.pipe(createWriteStream(log));
    return child;
  });
  const said = (): string[] => logs.flatMap((log) => readFileSync(log, 'utf8').split('\n'));
  return {
    pids: running.flatMap(({ pid }) => pid ?? []),
    alive: () => {
      if (running.some(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null))
        throw new Error(`the program ended: ${said().slice(-20).join('\n')}`);
    },
    errors: () => said().filter((line) => /"level":(5|6)0|"level":"(error|fatal)"/.test(line)),
    stop: async () => {
      await Promise.all(running.map(ended));
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}

/** From the state of the process on; before it stands its name, which may hold anything. */
const fieldsOf = (pid: number): string[] =>
  readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');

const TICKS_A_SECOND = 100;
const KIB_IN_MIB = 1024;

/** Seconds of a processor that the processes have used, with their children that have ended. */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + ticksOf(pid) / TICKS_A_SECOND, 0);
}

function ticksOf(pid: number): number {
  try {
    const [user = 0, system = 0, userOfEnded = 0, systemOfEnded = 0] = fieldsOf(pid).slice(11, 15).map(Number);
    return user + system + userOfEnded + systemOfEnded;
  } catch {
    return 0;
  }
}

/** Of the processes together: resident now, and at their highest. */
export function memoryMiB(pids: readonly number[]): { readonly now: number; readonly highest: number } {
  const line = (pid: number, name: string): number => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / KIB_IN_MIB;
  };
  const sum = (name: string): number => pids.reduce((all, pid) => all + line(pid, name), 0);
  return { now: sum('VmRSS'), highest: sum('VmHWM') };
}

/** A server on this machine with all it has started, by one of its processes; none where it stands elsewhere. */
export function serverPids(backend: number): number[] {
  const first = parentOf(backend);
  if (first <= 1) return [];
  const others = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === first);
  return [first, ...others];
}

function parentOf(pid: number): number {
  try {
    return Number(fieldsOf(pid)[1]);
  } catch {
    return 0;
  }
}
