import { describe, expect, test } from 'vitest';
import { nicknameHint } from '../../src/coverage/nickname.js';
import { normal } from '../../src/notices/tally.js';
import { householdFromNickname } from '../../src/roster/household.js';
import { at, HOUR, MINUTE } from '../outbox/support.js';
import { Neighbourhood } from './support.js';

const MORNING = at('2026-04-21T09:00:00');
const DAY = 24 * HOUR;
const open = (now = MORNING) => Neighbourhood.open(now);

describe('A neighbour who joins a residents’ group', () => {
  test('is welcomed within ten minutes, with an example in the way of this very building', async () => {
    const on = await open();
    await on.join('r3', 'a', '阿杰');
    await on.pass(11);
    expect(on.told()).toEqual([
      'r3: 欢迎新邻居。家里、楼里有事,直接在群里说就行,我会转给网格员。请把群昵称改成 楼-单元-门牌 称呼,例如 3-1-101 李姐,有事好找到您家。',
    ]);
    expect(on.account.sent[0]?.mentions.map((m) => m.id)).toEqual(['a']);
  });

  test('whose nickname gives the household is not taught how to write one', async () => {
    const on = await open();
    await on.join('r3', 'a', '3-2-501 阿杰');
    await on.pass(11);
    expect(on.told()).toEqual(['r3: 欢迎新邻居。家里、楼里有事,直接在群里说就行,我会转给网格员。']);
  });

  test('and writes the household into it before the welcome is not either', async () => {
    const on = await open();
    await on.join('r3', 'a', '阿杰');
    await on.pass(5);
    await on.rename('r3', 'a', '3-2-501 阿杰');
    await on.pass(6);
    expect(on.told().join('\n')).not.toContain('群昵称');
  });

  test('with twenty-nine others is welcomed in one line with all of them', async () => {
    const on = await open();
    for (let i = 0; i < 30; i += 1) {
      await on.join('r3', `p${i}`, i % 2 === 0 ? `邻居${i}` : `3-1-${100 + i} 邻居`);
      await on.pass(0.3);
    }
    await on.pass(60);
    expect(on.told()).toHaveLength(1);
    expect(on.told()[0]).toContain('欢迎30位新邻居');
    expect(on.told()[0]).toContain('昵称里还没写门牌的');
    expect(on.account.sent[0]?.mentions).toHaveLength(30);
  });

  test('twelve minutes after another has a line of their own; no two lines are nearer than ten minutes', async () => {
    const on = await open();
    const times: number[] = [];
    const { answer } = on.account;
    on.account.answer = (message) => {
      times.push(on.clock.now());
      return answer(message);
    };
    for (let i = 0; i < 12; i += 1) {
      await on.join('r3', `p${i}`, `邻居${i}`);
      await on.pass(4);
    }
    await on.pass(30);
    expect(times.length).toBeGreaterThan(2);
    expect(times.slice(1).every((time, i) => time - (times[i] ?? 0) >= 10 * MINUTE)).toBe(true);
    expect(on.account.sent.flatMap((m) => m.mentions.map(({ id }) => id)).sort()).toEqual(
      Array.from({ length: 12 }, (_, i) => `p${i}`).sort(),
    );
  });

  test('and is told twice by the platform is welcomed once', async () => {
    const on = await open();
    await on.join('r3', 'a', '阿杰');
    await on.pass(12);
    await on.join('r3', 'a', '阿杰', MORNING);
    await on.pass(12);
    expect(on.told()).toHaveLength(1);
  });

  test('whom the list named a moment before the join is welcomed all the same', async () => {
    const on = await open();
    await on.list('r3', { a: '阿杰', b: '李姐' });
    await on.pass(0.1);
    await on.join('r3', 'a', '阿杰');
    await on.pass(12);
    expect(on.account.sent.map((m) => m.mentions.map(({ id }) => id))).toEqual([['a']]);
  });

  test('and leaves at once is not called after', async () => {
    const on = await open();
    await on.join('r3', 'a', '阿杰');
    await on.leave('r3', 'a');
    await on.pass(12);
    expect(on.told()).toEqual([]);
  });
});

describe('Nobody is welcomed', () => {
  test('who left less than thirty days ago; later they are', async () => {
    const on = await open();
    await on.list('r3', { a: '阿杰', b: '李姐' });
    await on.leave('r3', 'a');
    on.clock.set(MORNING + 29 * DAY);
    await on.join('r3', 'a', '阿杰');
    await on.pass(12);
    expect(on.told()).toEqual([]);
    await on.leave('r3', 'a');
    on.clock.set(MORNING + 60 * DAY);
    await on.join('r3', 'a', '阿杰');
    await on.pass(12);
    expect(on.told().filter((text) => text.includes('欢迎'))).toHaveLength(1);
  });

  test.each([
    ['staff', 'r3', 'shen'],
    ['in a group that is no unit’s', 'new', 'a'],
    ['in a staff group', 'slh', 'a'],
  ])('%s', async (_, room, person) => {
    const on = await open();
    await on.join(room, person, '小沈');
    await on.pass(30);
    expect(on.told()).toEqual([]);
  });

  test('whose join is told hours late', async () => {
    const on = await open();
    await on.join('r3', 'a', '阿杰', MORNING - 5 * HOUR);
    await on.pass(30);
    expect(on.told()).toEqual([]);
  });

  test('in the night: all who came are welcomed in one line in the morning', async () => {
    const on = await open(at('2026-04-21T22:30:00'));
    for (const id of ['a', 'b', 'c']) {
      await on.join('r3', id, `邻居${id}`);
      await on.pass(60);
    }
    expect(on.told()).toEqual([]);
    await on.pass(8 * 60);
    expect(on.told().filter((text) => text.includes('欢迎'))).toEqual([expect.stringContaining('欢迎3位新邻居')]);
  });
});

describe('The example of a nickname', () => {
  test.each([
    [['3-2-501', '3-1-101'], 'full', '3-1-101'],
    [['1-402', '1-301'], 'short', '1-301'],
    [['62', '7'], 'other', '7号'],
    [['3巷-7'], 'other', '3巷-7'],
    [['冰厂后屋', '12-302'], 'short', '12-302'],
    [[], 'full', '3-2-501'],
  ])('for the register %j is of shape %s: %s', (households, shape, label) => {
    expect(nicknameHint({ households })).toEqual({ shape, label });
  });

  test('is read as that household again', () => {
    for (const label of ['3-2-501', '1-301', '62', '3巷-7', 'A-1203']) {
      const hint = nicknameHint({ households: [label] });
      expect(householdFromNickname(`${hint.label} 李姐`)).toBe(normal(label));
    }
  });
});
