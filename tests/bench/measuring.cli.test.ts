import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { weige, type Ran } from '../cli/weige.js';

const above0 = z.number().positive();
const count = z.int().positive();
const memory = z.strictObject({ residentMiB: above0, heapMiB: above0 });
const wrong = z.strictObject({ errors: z.literal(0), first: z.null() });
const spread = { messages: count, seconds: above0, perSecond: above0, p50Ms: above0, p99Ms: above0 };
const load = z.strictObject({ ...spread, commits: count, messagesPerCommit: above0 });
const rate = z.strictObject({ seconds: above0, perSecond: above0 });

const intakeRatios = z.strictObject({ toRawSingle: above0, toRawGroups: above0, toHubot: above0 });

const figures = z.strictObject({
  machine: z.looseObject({ cores: count, loadBefore: z.number(), loadAfter: z.number() }),
  store: z.strictObject({ kind: z.literal('sqlite'), journal: z.literal('WAL'), synchronous: z.literal('FULL') }),
  intake: z.strictObject({
    newcomers: load,
    accepted: load,
    handled: z.strictObject({ messages: count, seconds: above0, perSecond: above0 }),
    paced: load,
    handledAtPace: z.number(),
    logMiB: above0,
    writtenMiB: z.number().nullable(),
    raw: z.strictObject({
      single: z.strictObject({ messages: count, perSecond: above0 }),
      groups: z.strictObject({ messages: count, perSecond: above0, messagesPerCommit: count }),
    }),
    hubot: z.strictObject({ ...spread, state: z.literal('measured'), version: z.string() }),
    ratios: intakeRatios,
    rounds: z.tuple([intakeRatios, intakeRatios, intakeRatios]),
    wrong,
    memory,
  }),
  processes: z.strictObject({
    note: z.string(),
    runs: z.tuple([
      z.strictObject({
        processes: z.literal(1),
        messages: count,
        acceptedPerSecond: above0,
        handledPerSecond: above0,
        p99Ms: above0,
        residentMiB: above0,
        wrong,
        acceptedTimesOne: z.literal(1),
        handledTimesOne: z.literal(1),
        rounds: z.tuple([z.literal(1)]),
      }),
    ]),
  }),
  notices: z.strictObject({
    rooms: z.literal(6),
    ours: rate,
    raw: z.strictObject({ queue: rate, bookings: rate }),
    ratios: z.strictObject({ toQueue: above0, toBookings: above0 }),
    wrong,
    memory,
  }),
  timers: z.strictObject({
    due: count,
    fired: count,
    seconds: above0,
    perSecond: above0,
    longestStallMs: z.number(),
    raw: z.strictObject({ changes: count, perSecond: above0 }),
    ratios: z.strictObject({ toRaw: above0 }),
    wrong,
    memory,
  }),
  grown: z.strictObject({
    rooms: z.literal(6),
    tickets: count,
    messages: count,
    digest: z.strictObject({ times: count, firstMs: above0, medianMs: above0, open: count, memory }),
    start: z.strictObject({ storeMs: above0, readerMs: above0, botMs: above0, sinceStartMs: above0, memory }),
  }),
});

const leftovers = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('weige-bench-'));

describe('weige bench on SQLite', () => {
  let folder = '';
  let before: string[] = [];
  let ran: Ran;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'weige-measuring-'));
    before = leftovers();
    const parts = 'intake,processes,notices,timers,grown';
    ran = weige(folder, ['bench', '--only', parts, '--messages', '60', '--rooms', '6']);
  }, 120_000);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const told = () => figures.parse(JSON.parse(ran.stdout));

  test('prints one object with every figure and the raw limit beside it, and nothing else', () => {
    expect(ran.status, ran.stderr).toBe(0);
    expect(ran.stdout.trimEnd().split('\n')).toHaveLength(1);
    told();
  });

  test('its ratios are those of the figures beside them', () => {
    const { intake, notices, timers } = told();
    const { perSecond } = intake.accepted;
    expect(intake.ratios.toRawSingle).toBeCloseTo(perSecond / intake.raw.single.perSecond, 2);
    expect(intake.ratios.toHubot).toBeCloseTo(perSecond / intake.hubot.perSecond, 1);
    const parts = intake.rounds.map(({ toRawGroups }) => toRawGroups).sort((a, b) => a - b);
    expect(parts[1]).toBe(intake.ratios.toRawGroups);
    expect(notices.ratios.toBookings).toBeCloseTo(notices.ours.perSecond / notices.raw.bookings.perSecond, 2);
    expect(timers.ratios.toRaw).toBeCloseTo(timers.perSecond / timers.raw.perSecond, 1);
  });

  test('every message given is kept and handled, every clock fires, and the digest sees the open tickets', () => {
    const { intake, timers, grown } = told();
    expect(intake.newcomers.messages + intake.accepted.messages).toBe(60);
    expect(intake.paced.messages).toBe(60);
    expect(intake.accepted.commits).toBeLessThan(intake.accepted.messages);
    expect(timers.fired).toBe(timers.due);
    expect(grown.digest.open).toBe(Math.ceil(grown.tickets / 50));
  });

  test('leaves nothing behind, and touches no store of the folder it runs in', () => {
    expect(leftovers().filter((name) => !before.includes(name))).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });
});
