/** `weige bench`: figures of speed and size, beside those of others measured in the same run. */
import { cpus, loadavg } from 'node:os';
import type { Command } from 'commander';
import { BENCH_PARTS } from '../bench/index.js';
import { nearest } from '../config/nearest.js';
import { InputError } from './fail.js';

interface Options {
  readonly only?: string;
  readonly messages: string;
  readonly learn?: string;
}

const KNOWN = [...BENCH_PARTS.keys()];

function partsOf(only: string | undefined): string[] {
  const asked = only === undefined ? KNOWN : only.split(',').map((name) => name.trim());
  for (const name of asked) {
    if (BENCH_PARTS.has(name)) continue;
    const near = nearest(name, KNOWN);
    throw new InputError(
      `no part ${name}`,
      '--only',
      near === null ? `there are: ${KNOWN.join(', ')}` : `did you mean ${near}?`,
    );
  }
  return [...new Set(asked)];
}

function countOf(text: string, option: string): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count === 0) throw new InputError(`"${text}" is no number of messages`, option, 'give a whole number above 0');
  return count;
}

/** What the figures hold for; with a load near the number of cores or above, times are too long. */
function machineNow(): object {
  const [cpu] = cpus();
  const [load = 0] = loadavg();
  return { node: process.version, cpu: cpu?.model.trim() ?? 'unknown', cores: cpus().length, loadAverage: load };
}

async function run(options: Options): Promise<void> {
  const parts = partsOf(options.only);
  const settings = {
    messages: countOf(options.messages, '--messages'),
    learn: options.learn === undefined ? null : countOf(options.learn, '--learn'),
    log: process.stderr,
  };
  const machine = machineNow();
  const figures: Record<string, object> = {};
  for (const name of parts) {
    const part = await BENCH_PARTS.get(name)?.();
    if (part !== undefined) figures[name] = await part.measure(settings);
  }
  process.stdout.write(`${JSON.stringify({ machine, ...figures })}\n`);
}

export function register(program: Command): void {
  program
    .command('bench')
    .description('Measures the program on this machine, beside peers; one JSON object. Takes a few minutes.')
    .option('--only <parts>', `what to measure, separated by commas: ${KNOWN.join(', ')}`)
    .option('--messages <n>', 'time at most so many messages', '1000')
    .option('--learn <n>', 'learn from at most so many messages: a quick look, whose accuracy says little')
    .action((options: Options) => run(options));
}
