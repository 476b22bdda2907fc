import { expect, test } from 'vitest';
import { middle } from '../../src/bench/rounds.js';

const self = (value: number): number => value;

test('what is told of several rounds is the one in the middle, wherever it stands', () => {
  expect(middle([9, 1, 5], self)).toBe(5);
  expect(middle([1.2, 0.7, 1.6], self)).toBe(1.2);
  expect(middle([4, 1, 3, 2], self)).toBe(2);
  expect(middle([7], self)).toBe(7);
  expect(() => middle([], self)).toThrow('nothing was measured');
});
