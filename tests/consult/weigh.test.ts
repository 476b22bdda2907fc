import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { weigh } from '../../src/message/consult/weigh.js';
import { SURENESS, type Told } from '../../src/message/consult/told.js';
import { openingShare } from '../../src/message/decide/evidence.js';
import { ACTS, isOpener, URGENCIES, type Reading } from '../../src/model/reading.js';

const SCALES = { openAbove: 0.5, proposeAbove: 0.3, mattersKnown: false };
const reading = (more: Partial<Reading> = {}): Reading => ({
  act: 'report',
  category: 'facilities',
  urgency: 'normal',
  location: '3号楼门口',
  phones: ['13800000123'],
  people: '3户',
  time: null,
  items: [],
  confidence: 0.9,
  alternatives: [{ act: 'chat', confidence: 0.1 }],
  ...more,
});
const talk = (more: Partial<Reading> = {}) =>
  reading({
    act: 'chat',
    category: null,
    urgency: null,
    location: null,
    alternatives: [{ act: 'report', confidence: 0.1 }],
    ...more,
  });
const told = (more: Partial<Told> = {}): Told => ({
  act: 'report',
  category: 'roads',
  urgency: 'normal',
  location: null,
  sureness: 'high',
  ...more,
});
const heard = (own: Reading, word: Told, scales = SCALES, alone: Reading | null = null) =>
  weigh({ reading: own, alone }, word, scales).reading;

describe('The embedded reading and the word of a model', () => {
  test('the model opens what the embedded reader took for talk', () => {
    expect(heard(talk(), told({ urgency: 'urgent', location: '北门' }))).toMatchObject({
      act: 'report',
      category: 'roads',
      urgency: 'urgent',
      location: '北门',
      phones: ['13800000123'],
      people: '3户',
    });
  });

  test('a model that is not sure asks staff: likely enough to be proposed, not to be opened', () => {
    const share = openingShare(heard(talk({ alternatives: [] }), told({ sureness: 'low' })));
    expect(share).toBeGreaterThanOrEqual(SCALES.proposeAbove);
    expect(share).toBeLessThan(SCALES.openAbove);
  });

  test('an emergency of the embedded reader stands, in the talk or by itself', () => {
    const emergency = reading({ urgency: 'emergency', confidence: 0.4 });
    const word = told({ act: 'chat', category: null, urgency: null });
    expect(heard(emergency, word)).toBe(emergency);
    const own = { reading: talk(), alone: emergency };
    expect(weigh(own, word, SCALES)).toBe(own);
  });

  test('a sure matter is doubted, not silenced; an unsure one gives way', () => {
    const word = told({ act: 'chat', category: null, urgency: null });
    const doubted = heard(reading(), word);
    expect(isOpener(doubted.act)).toBe(true);
    expect(openingShare(doubted)).toBeGreaterThanOrEqual(SCALES.proposeAbove);
    expect(openingShare(doubted)).toBeLessThan(SCALES.openAbove);
    expect(heard(reading({ confidence: 0.6 }), word).act).toBe('chat');
    expect(heard(talk(), word, SCALES, reading())).toMatchObject({ act: 'report' });
  });

  test('what adds to a matter may be said of a sure matter only where there is one to add to', () => {
    const word = told({ act: 'echo', category: null, urgency: null });
    expect(heard(reading(), word, { ...SCALES, mattersKnown: true })).toMatchObject({ act: 'echo', category: null });
    expect(heard(reading(), word).act).toBe('report');
  });

  test('whatever is said: probabilities stay probabilities, facts stay facts, only openers carry category and urgency', () => {
    const acts = fc.constantFrom(...ACTS);
    const odds = fc.double({ min: 0, max: 1, noNaN: true });
    const own = fc
      .record({ act: acts, confidence: odds, other: acts, urgency: fc.constantFrom(...URGENCIES) })
      .map((r) =>
        reading({
          act: r.act,
          category: isOpener(r.act) ? 'other' : null,
          urgency: isOpener(r.act) ? r.urgency : null,
          confidence: r.confidence,
          alternatives: r.other === r.act ? [] : [{ act: r.other, confidence: 1 - r.confidence }],
        }),
      );
    const word = fc.record({
      act: acts,
      category: fc.constantFrom('roads', null),
      urgency: fc.constantFrom(...URGENCIES, null),
      location: fc.constantFrom('北门', null),
      sureness: fc.constantFrom(...SURENESS),
    });
    fc.assert(
      fc.property(own, word, fc.boolean(), (one, said, mattersKnown) => {
        const result = heard(one, said, { ...SCALES, mattersKnown });
        const all = [result.confidence, ...result.alternatives.map((a) => a.confidence)];
        expect(all.every((p) => p >= 0 && p <= 1)).toBe(true);
        expect(all.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(1.001);
        expect(result.alternatives.map((a) => a.act)).not.toContain(result.act);
        expect(result.category !== null).toBe(isOpener(result.act));
        expect(result.urgency !== null).toBe(isOpener(result.act));
        expect(result).toMatchObject({ phones: one.phones, people: one.people, time: one.time, items: one.items });
        if (one.urgency === 'emergency') expect(result).toBe(one);
      }),
    );
  });
});
