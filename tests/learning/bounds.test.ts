import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Views } from '../../src/message/understand/judge.js';
import { adapt, BOUNDS, weightAt } from '../../src/message/understand/learn/adapt.js';
import { worse, type Figures } from '../../src/message/understand/learn/figures.js';
import { learn } from '../../src/message/understand/learn/index.js';
import { lessonsOf, type Field, type TownExample } from '../../src/message/understand/learn/lesson.js';
import { encodeClassifier } from '../../src/message/understand/linear/file.js';
import type { Classifier } from '../../src/message/understand/linear/model.js';
import { alone, given, shipped } from './support.js';

const example = (field: Field, label: string, text: string, weight = 1): TownExample => ({
  field,
  label,
  weight,
  input: alone(text),
});

/** The furthest that any weight of a feature moved, beyond what rounding to eight bits may add. */
function furthest(before: Classifier, after: Classifier): number {
  let most = 0;
  after.rowOf.forEach((row, id) => {
    if (row < 0) return;
    const was = before.rowOf[id] ?? -1;
    const rounding = (after.scales[row] ?? 0) / 2;
    for (let label = 0; label < after.labels.length; label++) {
      const moved = Math.abs(weightAt(after, row, label) - weightAt(before, was, label));
      most = Math.max(most, moved - rounding);
    }
  });
  return most;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('How far a town may move the reader', { timeout: 60_000 }, () => {
  const views = new Views(shipped().lexicon);
  const texts = ['路灯坏了', '垃圾没人收', '下午有没有拼车的', '谢谢大家', '请问医保怎么交', '3号楼停水了'];

  test('no weight further than the bound, whatever is taught and however often; the bias not at all', () => {
    const { category } = shipped().classifiers;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...texts), fc.constantFrom(...category.labels)), { maxLength: 12 }),
        (taught) => {
          const lessons = taught.flatMap(([text, label]) => lessonsOf(example('category', label, text), views));
          const after = adapt(category, [...lessons, ...lessons, ...lessons], [], { ...BOUNDS, rate: 5, pull: 0 });
          expect(furthest(category, after)).toBeLessThanOrEqual(BOUNDS.farthest + 1e-6);
          expect(after.bias).toEqual(category.bias);
        },
      ),
      { numRuns: 15 },
    );
  });

  test('not at all by nothing, or by a label that the reader does not have', () => {
    const { act } = shipped().classifiers;
    const same = (after: Classifier) => encodeClassifier(after).equals(encodeClassifier(act));
    expect(same(adapt(act, [], []))).toBe(true);
    expect(same(adapt(act, lessonsOf(example('act', 'no-such-act', '路灯坏了'), views), []))).toBe(true);
  });
});

describe('The gate', () => {
  const figures: Figures = {
    openerF1: 0.8,
    openerRecall: 0.8,
    known: 0.95,
    knownCategory: 8,
    knownUrgency: 6,
    matters: 200,
    actMacroF1: 0.7,
    category: 0.6,
    urgency: 0.9,
    emergencies: 8,
    emergenciesThere: 15,
  };

  test('lets small losses pass, but no emergency', () => {
    expect(worse(figures, { ...figures, openerF1: 0.796 })).toEqual([]);
    expect(worse(figures, { ...figures, openerF1: 0.794, category: 0.5 })).toEqual(['openerF1', 'category']);
    expect(worse(figures, { ...figures, known: 0.94, knownCategory: 7.8 })).toEqual(['known', 'knownCategory']);
    expect(worse(figures, { ...figures, emergencies: 7, category: 0.9 })).toEqual(['emergencies']);
  });
});

describe('A night', { timeout: 120_000 }, () => {
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'weige-night-')), 'town.model');
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  const AT = '2026-04-22T03:30:00+08:00';
  const night = (examples: readonly TownExample[]) => learn({ examples, at: AT, folder }, given());

  const ROBOTS = ['堵在门口', '停在坡道上', '撞坏了花盆', '占了一上午的路', '坏了没人拖走', '挡着垃圾房'];
  const robots = ROBOTS.map((what) => example('category', 'affairs', `无人配送车${what}`));

  test('makes the same bytes of the same corrections', () => {
    night(robots);
    // As another process would, from the files on.
    learn({ examples: robots, at: AT, folder: `${folder}2` });
    const bytes = (from: string) => readdirSync(from).map((name) => [name, sha256(readFileSync(join(from, name)))]);
    expect(bytes(folder)).toHaveLength(2);
    expect(bytes(`${folder}2`)).toEqual(bytes(folder));
  });

  test('does not keep what makes emergencies of everything or nothing of emergencies', () => {
    const places = ['3号楼', '5号楼', '东门', '车库', '菜场', '2单元', '7栋', '河边'];
    const alarms = places.flatMap((place) => [
      example('urgency', 'emergency', `${place}路灯不亮了`),
      example('urgency', 'emergency', `${place}垃圾没人收`),
      example('urgency', 'emergency', `请问${place}什么时候来水`),
    ]);
    const calm = places.flatMap((place) => [
      example('urgency', 'normal', `${place}有人触电倒在地上了`),
      example('urgency', 'normal', `${place}着大火了,楼上还有人`),
      example('urgency', 'normal', `${place}闻到很浓的煤气味`),
      example('urgency', 'normal', `${place}有个老人晕倒了没反应`),
      example('urgency', 'normal', `${place}有孩子走丢了`),
    ]);
    expect(night(alarms)).toMatchObject({ written: false });
    const lowered = night(calm);
    expect(lowered.after.emergencies).toBeGreaterThanOrEqual(lowered.before.emergencies);
  });

  test('does not keep what makes talk of real matters', () => {
    const things = ['路灯不亮', '垃圾没人收', '下水道堵了', '停水了', '电梯停了', '门禁坏了', '楼上漏水', '井盖没了'];
    const places = ['3号楼', '5号楼', '东门', '我家', '2单元'];
    const dropped = places.flatMap((place) => things.map((thing) => example('act', 'chat', `${place}${thing}`, 0.3)));
    const found = night(dropped);
    expect(found.written).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });
});
