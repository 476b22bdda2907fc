/** The generator of the simulated district: the same seed gives the same day, and a day has the shape it is said to have. */
import { describe, expect, test } from 'vitest';
import { seeded } from '../../src/replay/random.js';
import {
  dayOf,
  HOUR_MS,
  partsOfRooms,
  sampleOf,
  timesMean,
  type DayOptions,
  type Line,
} from '../measure/district/day.js';
import {
  accountOfRoom,
  communityOf,
  DISTRICT,
  gridOf,
  homeOf,
  partOf,
  townOf,
  whereOf,
} from '../measure/district/district.js';
import { readLines } from '../measure/district/lines.js';

const size = partOf(DISTRICT, 4);
const lines = readLines();
const MESSAGES = 5000;
const written = (more: Partial<DayOptions> = {}): Line[] =>
  dayOf({ size, lines, random: seeded(7), messages: MESSAGES, typhoon: null, ...more });
const within = (day: readonly Line[], hour: number): Line[] =>
  day.filter(({ atMs }) => Math.floor(atMs / HOUR_MS) === hour);

describe('a written day', () => {
  test('is the same for the same seed, and another for another', () => {
    const told = (day: readonly Line[]): string => JSON.stringify(day);
    expect(told(written())).toBe(told(written()));
    expect(told(written({ random: seeded(8) }))).not.toBe(told(written()));
  });

  test('has its peaks in the morning, at noon and in the evening, and a quiet night', () => {
    const day = written();
    const said = (hour: number): number => within(day, hour).length;
    for (const peak of [8, 12, 19]) {
      expect(said(peak)).toBeGreaterThan(said(peak - 3));
      expect(said(peak)).toBeGreaterThan(said(peak + 3));
    }
    expect(said(3) * 20).toBeLessThan(said(19));
  });

  test('is said by few rooms for the most part', () => {
    const parts = partsOfRooms(20_000, seeded(7)).sort((a, b) => b - a);
    const sum = (list: readonly number[]): number => list.reduce((all, part) => all + part, 0);
    expect(sum(parts)).toBeCloseTo(1);
    expect(sum(parts.slice(0, 1000))).toBeGreaterThan(0.4);
    expect(sum(parts.slice(10_000))).toBeLessThan(0.1);
  });

  test('has twenty times the mean hour in the hour of the typhoon, a third of it matters', () => {
    const mean = MESSAGES / 24;
    const storm = within(written({ typhoon: { hour: 3, times: 20 } }), 3);
    expect(storm.length).toBeGreaterThan(20 * mean);
    expect(storm.length).toBeLessThan(30 * mean);
    expect(storm.filter(({ kind }) => kind === 'report').length / storm.length).toBeGreaterThan(0.2);
  });

  test('answers only what was said before', () => {
    const day = written();
    const saidAt = new Map(day.map(({ key, atMs }) => [key, atMs]));
    const answers = day.filter(({ quote }) => quote !== null);
    expect(answers.length).toBeGreaterThan(50);
    for (const { quote, atMs } of answers) expect(saidAt.get(quote ?? -1)).toBeLessThanOrEqual(atMs);
  });
});

test('a sample has exactly the rate that was asked for, and the mix of its weather', () => {
  const sample = (stormy: boolean): Line[] =>
    sampleOf({ size, lines, random: seeded(3), perSecond: 50, seconds: 20, stormy });
  const reports = (said: readonly Line[]): number => said.filter(({ kind }) => kind === 'report').length;
  for (const said of [sample(false), sample(true)]) {
    expect(said).toHaveLength(1000);
    expect(Math.max(...said.map(({ atMs }) => atMs))).toBeLessThan(20_000);
  }
  expect(reports(sample(true))).toBeGreaterThan(3 * reports(sample(false)));
});

test('the hours of an ordinary day are as much as the mean hour on the average', () => {
  const sum = Array.from({ length: 24 }, (_, hour) => timesMean(hour)).reduce((all, times) => all + times, 0);
  expect(sum).toBeCloseTo(24);
});

describe('the district', () => {
  test('has every room in a grid, a community, a town and an account, none of which is left empty', () => {
    const rooms = Array.from({ length: DISTRICT.rooms }, (_, room) => room);
    const grids = rooms.map((room) => gridOf(DISTRICT, room));
    const communities = grids.map((grid) => communityOf(DISTRICT, grid));
    expect(new Set(grids).size).toBe(1309);
    expect(new Set(communities).size).toBe(DISTRICT.communities);
    expect(new Set(communities.map((community) => townOf(DISTRICT, community))).size).toBe(DISTRICT.towns);
    const ofAccounts = rooms.map((room) => accountOfRoom(DISTRICT, room));
    expect(new Set(ofAccounts).size).toBe(40);
    for (const account of new Set(ofAccounts))
      expect(Math.abs(ofAccounts.filter((one) => one === account).length - 500)).toBeLessThan(60);
  });

  test('has fifty different homes in each room', () => {
    const homes = Array.from({ length: DISTRICT.households }, (_, at) => homeOf(17, at));
    expect(new Set(homes).size).toBe(50);
    expect(whereOf(17, 13)).toBe('6号楼2单元');
  });
});
