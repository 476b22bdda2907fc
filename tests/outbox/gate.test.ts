import { describe, expect, test } from 'vitest';
import { gate, type GateState } from '../../src/outbox/gate.js';
import { PURPOSES } from '../../src/model/speech.js';
import { at, HOUR, MINUTE, NOON, row, rulesWith, SECOND } from './support.js';

const rules = rulesWith({
  conduct: { messagesPerHour: 3 },
  pacing: { perRoomSeconds: 10, jitterSeconds: [1, 3], perAccountPerHour: 100, perAccountPerDay: 500 },
});
const state = (over: Partial<GateState> = {}): GateState => ({
  now: NOON,
  roomKind: 'residents',
  saidInRoom: [],
  lastInRoom: null,
  heldUntil: 0,
  restsUntil: 0,
  accountHour: 0,
  accountDay: 0,
  paced: true,
  ...over,
});
const GO = { go: true };

describe('Quiet hours, from ten at night to seven', () => {
  test.each([
    ['21:59:59', null],
    ['22:00:00', '2021-12-07T07:00:00'],
    ['23:59:59', '2021-12-07T07:00:00'],
    ['00:00:00', '2021-12-06T07:00:00'],
    ['06:59:59', '2021-12-06T07:00:00'],
    ['07:00:00', null],
    ['12:00:00', null],
  ])('at %s what the bot says of its own accord waits until %s', (time, until) => {
    const now = at(`2021-12-06T${time}`);
    expect(gate(row({ proactive: true }), state({ now }), rules)).toEqual(
      until === null ? GO : { go: false, until: at(until), why: 'quiet' },
    );
  });

  test('an answer to somebody and an emergency go at any hour', () => {
    const now = at('2021-12-06T03:00:00');
    expect(gate(row({ proactive: false }), state({ now }), rules)).toEqual(GO);
    expect(gate(row({ proactive: true, lane: 'emergency' }), state({ now }), rules)).toEqual(GO);
  });

  test('quiet hours within one day end on that day', () => {
    const siesta = rulesWith({ conduct: { quietHours: { from: '12:00', to: '14:00' } } });
    expect(gate(row({ proactive: true }), state({ now: NOON }), siesta)).toEqual({
      go: false,
      until: at('2021-12-06T14:00:00'),
      why: 'quiet',
    });
    expect(gate(row({ proactive: true }), state({ now: at('2021-12-06T14:00:00') }), siesta)).toEqual(GO);
  });
});

describe('No room hears more than its number of messages in an hour', () => {
  const said = [NOON - 50 * MINUTE, NOON - 30 * MINUTE, NOON - MINUTE];

  test('the next one goes at the very moment the oldest is an hour old', () => {
    const waits = gate(row(), state({ saidInRoom: said }), rules);
    expect(waits).toEqual({ go: false, until: NOON + 10 * MINUTE, why: 'cap' });
    expect(gate(row(), state({ now: NOON + 10 * MINUTE - 1, saidInRoom: said }), rules)).toEqual(waits);
    expect(gate(row(), state({ now: NOON + 10 * MINUTE, saidInRoom: said }), rules)).toEqual(GO);
  });

  test('when more were said than the number allows, as many must first be an hour old', () => {
    expect(gate(row(), state({ saidInRoom: [NOON - 55 * MINUTE, ...said] }), rules)).toMatchObject({
      until: NOON + 10 * MINUTE,
    });
  });

  test('below the number it goes', () => {
    expect(gate(row(), state({ saidInRoom: said.slice(1) }), rules)).toEqual(GO);
  });

  test('staff rooms and single people have no such number', () => {
    for (const roomKind of ['staff', 'center', null] as const)
      expect(gate(row(), state({ saidInRoom: said, roomKind }), rules)).toEqual(GO);
  });

  test('what people asked for is never held back', () => {
    const free = PURPOSES.filter((purpose) => gate(row({ purpose }), state({ saidInRoom: said }), rules).go);
    expect(free).toEqual(['notice', 'receipt-report', 'digest', 'command']);
    expect(gate(row({ lane: 'emergency' }), state({ saidInRoom: said }), rules)).toEqual(GO);
  });

  test('what a clock that was set back left in the future is not counted', () => {
    expect(gate(row(), state({ saidInRoom: said.map((s) => s + HOUR) }), rules)).toEqual(GO);
  });
});

describe('A platform that punishes haste', () => {
  test.each([
    ['a room that was spoken in just now', { lastInRoom: NOON - 4 * SECOND }, NOON + 6 * SECOND],
    ['an account that spoke elsewhere just now', { restsUntil: NOON + SECOND }, NOON + SECOND],
    ['both, the longer pause', { lastInRoom: NOON - 4 * SECOND, restsUntil: NOON + 2 * SECOND }, NOON + 6 * SECOND],
  ])('is not hurried: %s', (_, over, until) => {
    expect(gate(row(), state(over), rules)).toEqual({ go: false, until, why: 'pace' });
  });

  test('the pause is over at its very end', () => {
    expect(gate(row(), state({ lastInRoom: NOON - 10 * SECOND }), rules)).toEqual(GO);
    expect(gate(row(), state({ restsUntil: NOON }), rules)).toEqual(GO);
  });

  test('an account at the end of its budget waits, emergencies go on', () => {
    for (const over of [{ accountHour: 100 }, { accountDay: 500 }]) {
      expect(gate(row(), state(over), rules)).toEqual({ go: false, until: NOON + 5 * MINUTE, why: 'budget' });
      expect(gate(row({ lane: 'emergency' }), state(over), rules)).toEqual(GO);
    }
    expect(gate(row(), state({ accountHour: 99, accountDay: 499 }), rules)).toEqual(GO);
  });

  test('a clock that was set back does not silence the room until it has caught up', () => {
    expect(gate(row(), state({ lastInRoom: NOON + HOUR }), rules)).toEqual(GO);
  });

  test('where haste is no matter nothing is paced', () => {
    expect(gate(row(), state({ paced: false, lastInRoom: NOON, accountDay: 9999 }), rules)).toEqual(GO);
  });
});
