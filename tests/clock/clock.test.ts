import { describe, expect, test } from 'vitest';
import { ShiftedClock, VirtualClock } from '../../src/clock/clock.js';

describe('The clock of the demo town', () => {
  test('runs with the real one from the day it is put to', () => {
    const real = new VirtualClock(1_000);
    const town = new ShiftedClock(real, 500_000);
    expect(town.now()).toBe(500_000);
    real.set(4_000);
    expect(town.now()).toBe(503_000);
  });

  test('moved forward it runs on from there; without a day it is the real one', () => {
    const real = new VirtualClock(1_000);
    const town = new ShiftedClock(real);
    expect(town.now()).toBe(1_000);
    town.set(9_000);
    real.set(1_500);
    expect(town.now()).toBe(9_500);
  });

  test('follows when the real clock is set back', () => {
    const real = new VirtualClock(10_000);
    const town = new ShiftedClock(real, 100_000);
    real.set(7_000);
    expect(town.now()).toBe(97_000);
  });
});

test('a virtual clock stands still until it is moved, back or forward', () => {
  const clock = new VirtualClock(5);
  expect(clock.now()).toBe(5);
  clock.set(9);
  clock.set(2);
  expect(clock.now()).toBe(2);
});
