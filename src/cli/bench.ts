/** `weige bench`: figures of speed and size, beside raw limits and peers measured in the same run. */
import type { Command } from 'commander';
import { BENCH_PARTS, type BenchOptions } from '../bench/index.js';
import { loadNow, machineNow } from '../bench/machine.js';
import { placesFor, STORES, type StoreKind } from '../bench/places.js';
import { rounded } from '../bench/rounded.js';
import { nearest } from '../config/nearest.js';
import { InputError } from './fail.js';

interface Options {
  readonly only?: string;
  readonly messages: string;
  readonly rooms: string;
  readonly store: string;
  readonly learn?: string;
}

const KNOWN = [...BENCH_PARTS.keys()];
/** Enough for times and memory; a good look at how right the readers are takes all. */
const QUICK_LEARN = 500;

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

function countOf(text: string, option: string, counted: string): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count === 0) throw new InputError(`"${text}" is no number of ${counted}`, option, 'give a whole number above 0');
  return count;
}

function storeOf(text: string): StoreKind {
  const found = STORES.find((kind) => kind === text);
  if (found === undefined) throw new InputError(`no store ${text}`, '--store', `there are: ${STORES.join(', ')}`);
  return found;
}

function learnOf({ learn, only }: Options): number | null {
  if (learn !== undefined) return countOf(learn, '--learn', 'messages');
  return only === undefined ? QUICK_LEARN : null;
}

/** One part that fails takes no figures of the others with it; the program ends with 1 all the same. */
async function figuresOf(name: string, options: BenchOptions): Promise<object> {
  const part = await BENCH_PARTS.get(name)?.();
  if (part === undefined) throw new Error(`no part ${name}`);
  try {
    return await part.measure(options);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const failed = error instanceof Error ? error.message : String(error);
    options.log.write(`weige bench: ${name} could not be measured: ${failed}\n`);
    process.exitCode = 1;
    return { failed };
  }
}

async function run(options: Options): Promise<void> {
  const parts = partsOf(options.only);
  const settings = {
    messages: countOf(options.messages, '--messages', 'messages'),
    rooms: countOf(options.rooms, '--rooms', 'rooms'),
    learn: learnOf(options),
    log: process.stderr,
  };
  const kind = storeOf(options.store);
  const machine = machineNow();
  const places = await placesFor(kind, process.env);
  const figures: Record<string, object> = {};
  try {
    for (const name of parts) figures[name] = await figuresOf(name, { ...settings, places });
  } finally {
    await places.close();
  }
  const told = rounded({ ...machine, loadAfter: loadNow() });
  process.stdout.write(`${JSON.stringify({ machine: told, store: places.facts, ...figures })}\n`);
}

export function register(program: Command): void {
  program
    .command('bench')
    .description(
      'Measures the program on this machine, beside raw limits and peers; one JSON object. Takes some minutes.',
    )
    .option('--only <parts>', `what to measure, separated by commas: ${KNOWN.join(', ')}`)
    .option('--messages <n>', 'so many messages come in', '10000')
    .option('--rooms <n>', 'rooms that speak at once, and that a notice goes to', '500')
    .option('--store <kind>', STORES.join(' or '), 'sqlite')
    .option('--learn <n>', 'learn from at most so many messages; all with --only, else a quick look at 500')
    .action((options: Options) => run(options));
}
