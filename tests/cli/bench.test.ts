import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { weige, type Ran } from './weige.js';

const above0 = z.number().positive();
const spread = z.strictObject({ median: above0, p90: above0, p99: above0 });
const timing = z.strictObject({ steps: z.literal(5), batch: z.int().positive(), microseconds: spread });
const training = z.strictObject({ learned: above0, held: above0, seconds: above0, actAccuracy: z.number().max(1) });
const named = { name: z.string(), version: z.string().nullable(), note: z.string() };
const ratios = z.record(
  z.enum(['microseconds', 'residentMiB', 'addedMiB', 'trainSecondsPerMessage', 'actAccuracy']),
  z.number().nullable(),
);

const figures = z.strictObject({
  machine: z.strictObject({
    node: z.string(),
    cpu: z.string(),
    cores: above0,
    memoryGiB: above0,
    diskSync: z.strictObject({ medianMs: above0, p99Ms: above0 }),
    loadBefore: z.number(),
    loadAfter: z.number(),
  }),
  store: z.strictObject({ kind: z.literal('sqlite'), journal: z.literal('WAL'), synchronous: z.literal('FULL') }),
  understand: z.strictObject({
    load: z.strictObject({ processes: above0, loadMs: above0, sinceStartMs: above0 }),
    memory: z.strictObject({ bareNodeMiB: above0, residentMiB: above0, addedMiB: above0 }),
    speed: z.strictObject({ medianCharacters: z.literal(40), warm: timing, cold: timing }),
    training,
    peers: z.array(
      z.discriminatedUnion('state', [
        z.strictObject({ ...named, state: z.literal('not installed') }),
        z.strictObject({
          ...named,
          state: z.literal('measured'),
          training,
          loadMs: above0,
          residentMiB: above0,
          addedMiB: above0,
          speed: timing,
          timesOurs: ratios,
        }),
      ]),
    ),
  }),
});

describe('weige bench', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'weige-bench-test-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function expectRefused(ran: Ran, line: RegExp): void {
    expect([ran.status, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(line);
  }

  test('prints one object: our reader, and other libraries learning and reading the same', { timeout: 300_000 }, () => {
    const ran = weige(folder, ['bench', '--only', 'understand', '--messages', '5', '--learn', '40']);
    expect(ran.status).toBe(0);
    expect(ran.stdout.trimEnd().split('\n')).toHaveLength(1);
    const { understand } = figures.parse(JSON.parse(ran.stdout));
    expect(understand.peers.map(({ name }) => name)).toEqual(['natural', 'node-nlp']);
    expect(understand.memory.residentMiB).toBeGreaterThan(understand.memory.bareNodeMiB);
    expect(ran.stderr).toMatch(/^understand: load time and memory$/m);
  });

  test('refuses a part it does not have, and a number that is none', () => {
    expectRefused(
      weige(folder, ['bench', '--only', 'understnd']),
      /^--only: no part understnd; did you mean understand\?$/m,
    );
    expectRefused(weige(folder, ['bench', '--messages', '0']), /^--messages: "0" is no number of messages; /m);
    expectRefused(weige(folder, ['bench', '--rooms', '-1']), /^--rooms: "-1" is no number of rooms; /m);
    expectRefused(weige(folder, ['bench', '--store', 'mysql']), /^--store: no store mysql; /m);
    expectRefused(weige(folder, ['bench', '--learn', 'all']), /^--learn: "all" is no number of messages; /m);
  });
});
