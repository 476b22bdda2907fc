/** Every kind of fault so many times, by a seed, and their table: npm run durability -- --runs 30 --seed 1 [--kinds a,b] [--out FILE]. */
import { parseArgs } from 'node:util';
import { machineNow } from '../../src/bench/machine.js';
import { postgresServer } from '../support/postgres.js';
import { KINDS, runKind } from './kinds/index.js';
import { writePage } from './page.js';
import type { Tally } from './tally.js';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    kinds: { type: 'string', default: Object.keys(KINDS).join(',') },
    out: { type: 'string' },
  },
});

const told = (line: string) => process.stderr.write(`${line}\n`);
const runs = Number(values.runs);
const seed = Number(values.seed);
const asked = values.kinds.split(',');
const unknown = asked.filter((name) => !(name in KINDS));
if (unknown.length > 0 || !Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed)) {
  told(`--runs and --seed are whole numbers, --kinds some of ${Object.keys(KINDS).join(', ')}`);
  process.exit(2);
}

told(`seed ${seed}, ${runs} runs of each kind`);
const machine = machineNow();
const server = await postgresServer({ durable: true });
const tallies: Tally[] = [];
try {
  for (const name of asked) tallies.push(await runKind(name, { runs, seed, told }, server));
} finally {
  await server.stop();
}
const page = await writePage(tallies, { runs, seed, machine }, values.out ?? null);
process.stdout.write(page);
const violated = tallies.flatMap((tally) => tally.violated);
for (const line of violated) told(line);
process.exit(violated.length > 0 ? 1 : 0);
