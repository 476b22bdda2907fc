/** What the page reckons from the figures: notices by the accounts' pace, days, thousands of rooms, a city. */
import { expect, test } from 'vitest';
import { cityOf, costOf, noticeMinutes, textsPerSecond, type Measured } from '../measure/district/reckoned.js';
import { pacingNow } from '../measure/district/run.js';

const PACING = { betweenSeconds: 2, perHour: 1200, perDay: 10_000 };

test('the pace that is reckoned with is the one of the default configuration', () => {
  expect(pacingNow()).toEqual(PACING);
});

test('a notice to 20,000 rooms through 40 accounts takes 17 minutes, through 10 it waits for the next hour', () => {
  expect(noticeMinutes(20_000, 40, PACING)).toBeCloseTo(16.7, 1);
  expect(noticeMinutes(20_000, 10, PACING)).toBeCloseTo(60 + 800 / 30, 1);
});

test('forty accounts say twenty texts a second for minutes and a third less for hours', () => {
  expect(textsPerSecond(40, PACING).atOnce).toBe(20);
  expect(textsPerSecond(40, PACING).forHours).toBeCloseTo(13.3, 1);
});

const real: Measured = {
  store: 'postgres',
  meanCpuShare: 0.1,
  processes: 2,
  memory: { highestMiB: 1000 },
  database: { bytesAMessage: 1024 },
  phases: [{ name: 'typhoon hour', busy: { program: 0.5, database: 0.25 }, offeredPerSecond: 50 }],
};
const figures = { size: { rooms: 20_000, accounts: 40 }, messagesADay: 204_800 };

test('the cost of a thousand rooms is a twentieth of that of twenty thousand', () => {
  expect(costOf(real, figures)).toEqual({ store: 'postgres', cpuSecondsADay: 432, memoryMiB: 50, diskMiBADay: 10 });
});

test('a city of fifteen districts needs fifteen times as much of everything', () => {
  const city = cityOf(real, figures, 15);
  expect(city).toMatchObject({ rooms: 300_000, accounts: 600, processes: 30, typhoonPerSecond: 750 });
  expect(city.processorsTyphoon).toBeCloseTo(11.25);
  expect(city.diskGiBADay).toBeCloseTo(2.93, 2);
});
