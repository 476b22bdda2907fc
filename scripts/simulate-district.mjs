// Simulates a district on this machine and writes docs/simulation.json, and from it the page and its plot. With --from FILE it
// measures nothing and only writes page and plot anew; --quick takes a part of the district for less than two minutes; --only
// sqlite,postgres,day takes some parts; --out FOLDER writes elsewhere than docs. Figures mean something on a quiet machine only.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { laidOutIn } from './laid-out.mjs';
import { page } from './simulation/page.mjs';
import { plot } from './simulation/plot.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: {
    from: { type: 'string' },
    out: { type: 'string', default: join(root, 'docs') },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    entry: { type: 'string', default: join(root, 'dist', 'src', 'cli', 'weige.js') },
  },
});

const DIGITS = 4;
const roundedValue = (_, value) =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value;

async function simulated() {
  // The platform's doubles are part of the tests, which are not built.
  register(new URL('../tests/support/wechat/typescript-hooks.mjs', import.meta.url));
  const { simulate } = await import('../tests/measure/district/run.ts');
  const tell = (what) => process.stderr.write(`${what}\n`);
  const only = values.only.split(',').filter((part) => part !== '');
  const figures = await simulate({ quick: values.quick, entry: values.entry, only, tell });
  return JSON.parse(JSON.stringify(figures, roundedValue));
}

const figures = values.from === undefined ? await simulated() : JSON.parse(readFileSync(values.from, 'utf8'));

mkdirSync(values.out, { recursive: true });
const laidOut = laidOutIn(values.out);
await laidOut('simulation.json', JSON.stringify(figures));
await laidOut('simulation.md', page(figures));
writeFileSync(join(values.out, 'simulation.svg'), `${plot(figures)}\n`);
