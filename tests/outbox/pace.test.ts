import { expect, test } from 'vitest';
import { Pace } from '../../src/outbox/pace.js';
import { HOUR, NOON } from './support.js';

test('an account counts its own texts of the last hour and day, a room its last one', () => {
  const pace = new Pace();
  for (const hours of [30, 20, 2, 0.5]) pace.spoke('a', 'r13', NOON - hours * HOUR);
  pace.spoke('b', 'r14', NOON);
  pace.rest('a', NOON - HOUR / 2, NOON - HOUR / 2 + 2000);
  expect(pace.of('a', 'r13', NOON)).toEqual({
    lastInRoom: NOON - HOUR / 2,
    heldUntil: 0,
    restsUntil: NOON - HOUR / 2 + 2000,
    accountHour: 1,
    accountDay: 3,
  });
  expect(pace.of('a', 'r99', NOON).lastInRoom).toBeNull();
  expect(pace.of('c', 'r13', NOON)).toMatchObject({ restsUntil: 0, accountHour: 0, accountDay: 0 });
});

test('an account that used up its day may speak again a day later', () => {
  const pace = new Pace();
  for (let i = 0; i < 50; i += 1) pace.spoke('a', 'r13', NOON);
  expect(pace.of('a', 'r13', NOON).accountDay).toBe(50);
  expect(pace.of('a', 'r13', NOON + 24 * HOUR).accountDay).toBe(0);
});

test('an account rests after its last text, but not for a clock that was set back', () => {
  const pace = new Pace();
  pace.rest('a', NOON, NOON + 2000);
  expect(pace.restsUntil('a', NOON + 1000)).toBe(NOON + 2000);
  expect(pace.restsUntil('a', NOON - HOUR)).toBe(0);
});

test('a room that the platform asked to leave alone is left alone, whoever else may speak', () => {
  const pace = new Pace();
  pace.hold('r13', NOON + 30_000);
  expect(pace.of('a', 'r13', NOON).heldUntil).toBe(NOON + 30_000);
  expect(pace.of('a', 'r14', NOON).heldUntil).toBe(0);
});
