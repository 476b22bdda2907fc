/** The bench of understanding: how fast, how heavy and how right our reader is, beside others' classifiers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inFreshProcess } from '../fresh-process.js';
import type { BenchOptions } from '../index.js';
import { versionOf } from '../installed.js';
import { medianOf } from '../timing.js';
import {
  bareSchema,
  learnSchema,
  loadSchema,
  speedSchema,
  useSchema,
  type Learn,
  type Load,
  type Use,
} from './answers.js';
import { rounded } from '../rounded.js';
import { PEERS, type PeerEntry } from './peer.js';

type Probe = 'bare' | 'load' | 'speed' | 'learn' | 'peer-learn' | 'peer-use';

const probe = (name: Probe, job: object): Promise<unknown> =>
  inFreshProcess(fileURLToPath(new URL(`./probes/${name}.js`, import.meta.url)), job);

const LOADS = 3;
/** Times of more would say the same. */
const MOST_TIMED = 500;

/** The median of each figure over several processes. */
async function loads(): Promise<Load> {
  const runs: Load[] = [];
  for (let run = 0; run < LOADS; run++) runs.push(loadSchema.parse(await probe('load', {})));
  return {
    loadMs: medianOf(runs.map((run) => run.loadMs)),
    sinceStartMs: medianOf(runs.map((run) => run.sinceStartMs)),
    residentMiB: medianOf(runs.map((run) => run.residentMiB)),
  };
}

interface Own {
  readonly bareMiB: number;
  readonly residentMiB: number;
  readonly microseconds: number;
  readonly learned: Learn;
}

/** The peer's figure divided by ours: above 1 it takes more, or is right more often. */
function ratios(own: Own, learned: Learn, use: Use): object {
  return {
    microseconds: use.timing.microseconds.median / own.microseconds,
    residentMiB: use.residentMiB / own.residentMiB,
    addedMiB: (use.residentMiB - own.bareMiB) / (own.residentMiB - own.bareMiB),
    trainSecondsPerMessage: learned.seconds / learned.learned / (own.learned.seconds / own.learned.learned),
    actAccuracy: learned.actAccuracy / own.learned.actAccuracy,
  };
}

async function peerFigures(entry: PeerEntry, own: Own, { messages, learn }: BenchOptions): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), 'weige-bench-'));
  const job = { peer: entry.name, file: join(folder, 'model.json') };
  try {
    const learned = learnSchema.parse(await probe('peer-learn', { ...job, learn }));
    const use = useSchema.parse(await probe('peer-use', { ...job, most: messages }));
    const { timing, ...loaded } = use;
    const memory = { ...loaded, addedMiB: use.residentMiB - own.bareMiB };
    return { state: 'measured', training: learned, ...memory, speed: timing, timesOurs: ratios(own, learned, use) };
  } catch (error) {
    return { state: 'failed', reason: error instanceof Error ? error.message : String(error) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function peers(own: Own, options: BenchOptions): Promise<object[]> {
  const found: object[] = [];
  for (const entry of PEERS) {
    const version = versionOf(entry.name);
    const named = { name: entry.name, version, note: entry.note };
    options.log.write(`understand: ${entry.name} ${version === null ? 'is not installed' : 'learns and reads'}\n`);
    const figures = version === null ? { state: 'not installed' } : await peerFigures(entry, own, options);
    found.push({ ...named, ...figures });
  }
  return found;
}

/** Takes two to three minutes with all of the corpus; everything runs after one another, each in a fresh process. */
export async function measure(given: BenchOptions): Promise<object> {
  const options = { ...given, messages: Math.min(given.messages, MOST_TIMED) };
  const { messages, learn, log } = options;
  log.write('understand: load time and memory\n');
  const { residentMiB: bareMiB } = bareSchema.parse(await probe('bare', {}));
  const { residentMiB, loadMs, sinceStartMs } = await loads();
  log.write('understand: microseconds a message\n');
  const speed = speedSchema.parse(await probe('speed', { most: messages }));
  log.write('understand: our reader learns and reads\n');
  const learned = learnSchema.parse(await probe('learn', { learn }));
  const own = { bareMiB, residentMiB, microseconds: speed.warm.microseconds.median, learned };
  return rounded({
    load: { processes: LOADS, loadMs, sinceStartMs },
    memory: { bareNodeMiB: bareMiB, residentMiB, addedMiB: residentMiB - bareMiB },
    speed,
    training: learned,
    peers: await peers(own, options),
  });
}
