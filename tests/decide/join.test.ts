import { describe, expect, test } from 'vitest';
import { matterFor, sameMatter } from '../../src/message/decide/join.js';
import type { Matter } from '../../src/message/decide/situation.js';
import type { Act, Reading } from '../../src/model/reading.js';
import { LI, matter, MINUTE, NOW, reading, situation, WU, YAO } from './support.js';

const lamp = matter({ number: 1, category: 'facilities', location: '3号楼' }, [WU, 30, '3号楼路灯不亮了']);
const drain = matter({ number: 2, category: 'facilities', location: '5号楼' }, [LI, 5, '5号楼下水道堵了']);

const otherLamp = matter({ number: 3, category: 'facilities', location: '9号楼' }, [YAO, 29, '9号楼路灯不亮了']);

const joins = (
  act: Act,
  text: string,
  over: Parameters<typeof situation>[1] & { read?: Partial<Reading> },
): number | null => {
  const { read, ...rest } = over;
  return (
    matterFor({ text, reading: reading(act, read), alone: null }, situation(text, rest))?.matter.ticket.number ?? null
  );
};

describe('Which matter a message belongs to', () => {
  const both = [lamp, drain];
  test.each<[string, Act, string, Parameters<typeof joins>[2], number | null]>([
    ['shared words decide', 'detail', '路灯不亮,一闪一闪的', { matters: both }, 1],
    ['shared words decide, the other way', 'echo', '我家下水道也堵', { matters: both }, 2],
    ['without a word of either, the one just spoken of', 'echo', '我家也是', { matters: both }, 2],
    [
      'what is quoted goes before what was said last',
      'echo',
      '我家也是',
      { matters: both, quoted: { text: '3号楼路灯不亮了', tickets: [1], notice: null } },
      1,
    ],
    ['a number that is named goes before all', 'chase', '工单1什么时候好', { matters: both }, 1],
    ['a reporter presses for their own', 'chase', '什么时候来修啊', { matters: both, from: WU }, 1],
    [
      'of two lamps the one at the place that is named',
      'detail',
      '路灯一闪一闪',
      { matters: [lamp, otherLamp], from: WU, read: { location: '3号楼' } },
      1,
    ],
    ['nothing to join', 'detail', '路灯一闪一闪的', { matters: [] }, null],
    [
      'old talk about something else is not joined',
      'answer',
      '好像是周五',
      { matters: [matter({ number: 1 }, [WU, 600, '3号楼路灯不亮了'])], from: LI },
      null,
    ],
    ['staff answer what waits for an answer', 'answer', '我下午去看', { matters: both, from: YAO }, 2],
    ['who reported it and speaks on stays with it', 'answer', '知道了,我等着', { matters: [lamp], from: WU }, 1],
  ])('%s', (_, act, text, over, number) => {
    expect(joins(act, text, over)).toBe(number);
  });

  test('acts that join nothing find no matter', () => {
    expect(joins('chat', '路灯', { matters: both })).toBeNull();
    expect(joins('praise', '3号楼路灯修得好', { matters: both })).toBeNull();
  });

  test('of two alike the later one', () => {
    const twins = [7, 8].map((number) => matter({ number, location: null }, [LI, 5, '没水']));
    expect(joins('echo', '我家也没水', { matters: twins })).toBe(8);
  });

  test('a number inside a longer one is not named', () => {
    const far = matter({ number: 1, reporters: [LI.id] }, [LI, 3000, '树倒了']);
    expect(joins('detail', '工单12怎样', { matters: [far] })).toBeNull();
    expect(joins('detail', '工单 1 怎样', { matters: [far] })).toBe(1);
  });
});

describe('Whether a new report is an old matter', () => {
  const same = (text: string, matters: Matter[], read: Partial<Reading> = {}, from = LI) =>
    sameMatter({ text, reading: reading('report', read), alone: null }, situation(text, { matters, from }))?.matter
      .ticket.number ?? null;

  test('the same trouble at the same place by a neighbour is', () => {
    expect(same('3号楼路灯不亮', [lamp], { location: '3号楼' })).toBe(1);
  });

  test('a second matter of the same person is none of the first, however soon it comes', () => {
    const asked = matter({ number: 1, act: 'question', category: 'welfare' }, [WU, 2, '请问社区老年证在哪里办?']);
    const read = { category: 'education', confidence: 0.9 };
    expect(same('请问社区小孩上学报名要带什么材料?', [asked], read, WU)).toBeNull();
  });

  test('at another place it is not, nor another kind of trouble', () => {
    expect(same('5号楼路灯不亮了', [lamp], { location: '5号楼' })).toBeNull();
    expect(same('3号楼路灯不亮了', [lamp], { location: '3号楼', category: 'property' })).toBeNull();
  });

  test.each(['resolved', 'closed'] as const)('long after it was %s it is a new one', (status) => {
    const old = { ...matter({ number: 1, location: '3号楼', status }, [WU, 300, '3号楼路灯不亮了']) };
    expect(same('3号楼路灯不亮了,路灯', [old], { location: '3号楼' })).toBeNull();
  });

  test('nothing is like nothing', () => {
    expect(same('3号楼路灯不亮', [])).toBeNull();
    expect(NOW % MINUTE).toBe(0);
  });
});
