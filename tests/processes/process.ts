/** One process of the built program among others: what it says is kept, and which accounts it said it speaks through. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { LeaseLengths } from '../../src/leases/leases.js';
import { ENTRY } from '../cli/weige.js';

/** The same behaviour, sooner. */
export const QUICK: LeaseLengths = { leaseMs: 6_000, beatMs: 1_000, marginMs: 1_000, livingMs: 5_500 };

export interface ProcessOptions {
  /** The machine's clock of this process goes wrong by so much. */
  readonly skewMs?: number;
  /** Missing: the program as operators run it. */
  readonly lengths?: LeaseLengths;
}

export interface Said {
  readonly level: string;
  readonly msg: string;
}

export interface Process {
  /** Whether it took the lease with this fence. */
  took(account: string, fence: number): boolean;
  said(): readonly Said[];
  /** The end of what it wrote, for a test that fails. */
  tail(): string;
  runs(): boolean;
  signal(name: NodeJS.Signals): void;
  /** Resolves with its status when it has ended. */
  readonly ended: Promise<number | null>;
}

const lineSchema = z.looseObject({
  level: z.string(),
  msg: z.string(),
  account: z.string().optional(),
  fence: z.number().optional(),
});

const own = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export function startProcess(
  folder: string,
  env: Readonly<Record<string, string>>,
  { skewMs, lengths }: ProcessOptions = {},
): Process {
  const skewed = skewMs === undefined ? [] : ['--import', own('skewed-clock.mjs')];
  const entry = lengths === undefined ? [ENTRY, 'start'] : [own('start.mjs')];
  const child = spawn(process.execPath, [...skewed, ...entry], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      WEIGE_TEST_SKEW_MS: String(skewMs ?? 0),
      WEIGE_TEST_LENGTHS: JSON.stringify(lengths ?? null),
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines: z.output<typeof lineSchema>[] = [];
  const raw: string[] = [];
  let rest = '';
  child.stderr.on('data', (chunk: Buffer) => {
    const whole = (rest + chunk.toString()).split('\n');
    rest = whole.pop() ?? '';
    for (const line of whole) {
      raw.push(line);
      const read = lineSchema.safeParse(parsed(line));
      if (read.success) lines.push(read.data);
    }
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', (status) => resolve(status)));
  return {
    took: (account, fence) =>
      lines.some(
        (line) => line.msg.startsWith('this process speaks') && line.account === account && line.fence === fence,
      ),
    said: () => lines,
    tail: () => raw.slice(-15).join('\n'),
    runs: () => child.exitCode === null && child.signalCode === null,
    signal: (name) => void child.kill(name),
    ended,
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
