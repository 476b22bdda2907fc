// Measures the program on both stores and writes docs/performance.json, and from it the page and its plot. With --from FILE it
// measures nothing and only writes page and plot anew; --out FOLDER writes elsewhere than docs. Figures mean something on a
// quiet machine only.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { laidOutIn } from './laid-out.mjs';
import { page } from './performance/page.mjs';
import { plot } from './performance/plot.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: { from: { type: 'string' }, out: { type: 'string', default: join(root, 'docs') } },
});

/** With fewer messages a sample is over before it says anything; how large the grown store is goes by them too. */
const FLOOD = ['--messages', '20000', '--only', 'intake,processes'];
/** Reading is the same on every store: it is measured once, and how right it is elsewhere. */
const RUNS = {
  sqlite: [FLOOD, ['--only', 'notices,timers,grown,understand', '--learn', '500']],
  postgres: [FLOOD, ['--only', 'notices,timers,grown']],
};

function bench(store, more) {
  const entry = join(root, 'dist', 'src', 'cli', 'weige.js');
  const ran = spawnSync(process.execPath, [entry, 'bench', '--store', store, ...more], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (ran.stdout === '') throw new Error(`the bench on ${store} gave nothing (status ${ran.status})`);
  return JSON.parse(ran.stdout);
}

function benchAll(store, runs) {
  const all = runs.map((more) => bench(store, more));
  const { loadBefore } = all[0].machine;
  const parts = Object.assign({}, ...all);
  return { ...parts, machine: { ...parts.machine, loadBefore } };
}

const figures =
  values.from === undefined
    ? Object.fromEntries(Object.entries(RUNS).map(([store, runs]) => [store, benchAll(store, runs)]))
    : JSON.parse(readFileSync(values.from, 'utf8'));

mkdirSync(values.out, { recursive: true });
const laidOut = laidOutIn(values.out);
await laidOut('performance.json', JSON.stringify(figures));
await laidOut('performance.md', page(figures));
writeFileSync(join(values.out, 'performance.svg'), `${plot(figures)}\n`);
