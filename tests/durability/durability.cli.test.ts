import { afterAll, beforeAll, expect, test } from 'vitest';
import { postgresServer, type PostgresServer } from '../support/postgres.js';
import { KINDS, runKind } from './kinds/index.js';

/** Few in the daily run; `npm run durability` has as many as it is asked for, and all kinds. */
const DAILY: readonly (readonly [string, number])[] = [
  ['killed-sqlite', 1],
  ['postgres-killed', 1],
  ['torn-log', 2],
  ['full-disk', 1],
  ['backup-sqlite', 1],
  ['migration-sqlite', 1],
];
const SEED = Number(process.env['WEIGE_FAULT_SEED'] ?? 1);

let server: PostgresServer;
beforeAll(async () => {
  server = await postgresServer({ durable: true });
}, 60_000);
afterAll(() => server.stop());

const told = (line: string) => process.stderr.write(`${line}\n`);

test.each(DAILY)(
  'after %s, %d times, nothing is lost, doubled or half done',
  { timeout: 240_000 },
  async (name, runs) => {
    const tally = await runKind(name, { runs, seed: SEED, told }, server);
    told(`${KINDS[name]?.title ?? name}: ${tally.note}`);
    expect(tally.violated).toEqual([]);
    if (!tally.note.startsWith('skipped')) expect(tally.runs).toBe(runs);
  },
);
