import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TownReader } from '../../src/learning/town-reader.js';
import { Views } from '../../src/message/understand/judge.js';
import { adapt } from '../../src/message/understand/learn/adapt.js';
import { ABOUT_FILE, findModel, keepModel, writingSteps, type Moved } from '../../src/message/understand/learn/keep.js';
import { lessonsOf } from '../../src/message/understand/learn/lesson.js';
import { alone, shipped, shippedReader } from './support.js';

const views = new Views(shipped().lexicon);
const TEXT = '3号楼的无人配送车坏了,没人管';

/** A model in which the delivery robots are of a category. */
function robotsAre(category: string): Moved {
  const lesson = { field: 'category', label: category, weight: 1, input: alone(TEXT) } as const;
  const { classifiers } = shipped();
  return { category: adapt(classifiers.category, lessonsOf(lesson, views), []) };
}

const FIGURES = {
  openerF1: 0,
  openerRecall: 0,
  known: 0,
  knownCategory: 0,
  knownUrgency: 0,
  actMacroF1: 0,
  category: 0,
  urgency: 0,
  emergencies: 0,
  emergenciesThere: 0,
  matters: 0,
};
const about = (taught: string, hash = shipped().hash) => ({
  madeAt: '2026-04-22T03:30:00+08:00',
  examples: { category: 8 },
  taught,
  shipped: hash,
  before: FIGURES,
  after: FIGURES,
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weige-keeping-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const find = () => findModel(folder, shipped().hash, shipped().classifiers);
const whose = () => {
  const found = find();
  return found.state === 'sound' ? found.about.taught : found.state;
};

describe('A town’s model on the disk', () => {
  test('when the process ends after any step of the writing, the old model or the new one stands, whole', () => {
    const [old, fresh] = [robotsAre('affairs'), robotsAre('market')];
    const count = writingSteps(folder, fresh, about('new')).length;
    const stood: string[] = [];
    for (let done = 0; done <= count; done++) {
      keepModel(folder, old, about('old'));
      for (const step of writingSteps(folder, fresh, about('new')).slice(0, done)) step();
      stood.push(whose());
    }
    expect(stood.slice(0, count - 1).every((each) => each === 'old')).toBe(true);
    expect(stood.slice(-2)).toEqual(['new', 'new']);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  test('what a broken writing left is tidied away by the next', () => {
    writeFileSync(join(folder, 'act-0000.model.tmp'), 'half');
    writeFileSync(join(folder, 'notes.txt'), 'somebody’s');
    keepModel(folder, robotsAre('affairs'), about('new'));
    expect(readdirSync(folder).sort()).toEqual([expect.stringMatching(/^category-/), ABOUT_FILE, 'notes.txt']);
  });

  test('reads as it was learned, and not before it is taken', () => {
    const reader = new TownReader();
    keepModel(folder, robotsAre('affairs'), about('new'));
    expect(reader.read(alone(TEXT))).toEqual(shippedReader().read(alone(TEXT)));
    expect(reader.take(folder).state).toBe('sound');
    expect(reader.read(alone(TEXT)).category).toBe('affairs');
  });

  test.each([
    ['cut short', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, -7))],
    ['changed in one byte', (file: string) => writeFileSync(file, readFileSync(file).fill(1, 5000, 5001))],
    ['gone', (file: string) => rmSync(file)],
  ])('is not used when a file of it is %s', (_, damage) => {
    keepModel(folder, robotsAre('affairs'), about('new'));
    damage(join(folder, readdirSync(folder).find((name) => name.startsWith('category-')) ?? ''));
    expect(find().state).toBe('damaged');
    const reader = new TownReader();
    expect(reader.take(folder).state).toBe('damaged');
    expect(reader.read(alone(TEXT))).toEqual(shippedReader().read(alone(TEXT)));
  });

  test('is not used when it names a file outside its folder', () => {
    keepModel(folder, robotsAre('affairs'), about('new'));
    const file = join(folder, ABOUT_FILE);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/category-\w+\.model/, '../category.model'));
    expect(find().state).toBe('damaged');
  });

  test('is stale under another shipped model, and there is none in an empty folder', () => {
    expect(find().state).toBe('none');
    keepModel(folder, robotsAre('affairs'), about('new', 'another'));
    expect(find().state).toBe('stale');
  });
});
