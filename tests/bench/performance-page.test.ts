import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/config/paths.js';

/** What the page is made from: the figures that its claims are measured by, and a part that failed. */
const machine = {
  node: 'v20.0.0',
  cpu: 'a processor',
  cores: 2,
  memoryGiB: 16,
  diskSync: { medianMs: 0.2, p99Ms: 1 },
  loadBefore: 0.1,
  loadAfter: 1.5,
};
const load = { messages: 9000, seconds: 2, perSecond: 4500, p50Ms: 20, p99Ms: 60, commits: 45, messagesPerCommit: 200 };
const intake = {
  newcomers: { ...load, perSecond: 2000 },
  accepted: load,
  paced: { ...load, perSecond: 500, p99Ms: 120 },
  raw: { single: { perSecond: 1500 }, groups: { perSecond: 90_000, messagesPerCommit: 200 } },
  hubot: { state: 'measured', version: '14.1.0', perSecond: 1500, p50Ms: 300, p99Ms: 400 },
  ratios: { toRawSingle: 3, toRawGroups: 0.05, toHubot: 3 },
  rounds: [0.04, 0.06, 0.05].map((toRawGroups) => ({ toRawSingle: 3, toRawGroups, toHubot: 3 })),
  wrong: { errors: 0, first: null },
};
const run = {
  processes: 1,
  messages: 2000,
  acceptedPerSecond: 4000,
  handledPerSecond: 200,
  p99Ms: 70,
  residentMiB: 250,
};
const runs = [
  { ...run, acceptedTimesOne: 1, handledTimesOne: 1, wrong: { errors: 0, first: null } },
  {
    ...run,
    processes: 2,
    acceptedTimesOne: 1.7,
    rounds: [1.7, 1.8, 1.2],
    handledTimesOne: 1.6,
    wrong: { errors: 2, first: 'a clock failed' },
  },
];
const figures = {
  sqlite: { machine, store: { kind: 'sqlite' }, intake, grown: { failed: 'the disk is full' } },
  postgres: {
    machine: { ...machine, loadAfter: 2.5 },
    store: { kind: 'postgres', version: '18.4', fsync: 'on', synchronousCommit: 'on' },
    processes: { note: null, runs },
  },
};

const SCRIPT = join(packageRoot(), 'scripts', 'measure-performance.mjs');

function made(folder: string): { page: string; plot: string; json: unknown } {
  const from = join(folder, 'figures.json');
  writeFileSync(from, JSON.stringify(figures));
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, '--from', from, '--out', folder], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { page: read('performance.md'), plot: read('performance.svg'), json: JSON.parse(read('performance.json')) };
}

describe('The page of figures', () => {
  let folder = '';
  let found: ReturnType<typeof made>;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'weige-page-'));
    found = made(folder);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Cells of the table rows under a heading. */
  const rowsUnder = (heading: string): string[][] => {
    const section = found.page.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
    const rows = section.split('\n').filter((line) => line.startsWith('|'));
    return rows.slice(2).map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  };

  test('keeps the figures it was made from', () => {
    expect(found.json).toEqual(figures);
  });

  test('says first what was not measured or fell furthest short, and last what was reached best', () => {
    const verdicts = rowsUnder('What was to be reached').map((cells) => cells[3]);
    expect(verdicts.indexOf('yes')).toBeGreaterThan(verdicts.lastIndexOf('**no**'));
    expect(verdicts.indexOf('**no**')).toBeGreaterThan(verdicts.lastIndexOf('not measured'));
    const failed = rowsUnder('What was to be reached').filter((cells) => cells[3] === '**no**');
    expect(failed.map((cells) => cells[1])).toEqual(['0.05', '120']);
  });

  test('shows every round beside the one that is told', () => {
    expect(found.page).toContain('in each round: SQLite 0.04, 0.06, 0.05.');
    expect(rowsUnder('Several processes').map((cells) => cells[4])).toEqual(['', '1.7, 1.8, 1.2']);
  });

  test('says in words what was not reached', () => {
    expect(found.page).toContain('At 500 messages a second one in a hundred waits too long on SQLite.');
    expect(found.page).not.toContain('hubot with one commit a message is quicker');
  });

  test('names what failed and what went wrong', () => {
    expect(found.page).toContain('- SQLite, grown: the disk is full');
    expect(found.page).toContain('- PostgreSQL, processes (2): 2, first: a clock failed');
  });

  test('lists the ratios to raw limits from the worst on', () => {
    const ratios = rowsUnder('Beside the raw limits').map((cells) => Number(cells[2]));
    expect(ratios).toEqual([0.05, 3, 3]);
  });

  test('shows a plot with the figures in it, and is the same when made again', () => {
    expect(found.page).toContain('](performance.svg)');
    expect(found.plot).toMatch(/^<svg[^]*90k[^]*4\.5k[^]*<\/svg>\n$/);
    expect(made(folder)).toEqual(found);
  });
});
