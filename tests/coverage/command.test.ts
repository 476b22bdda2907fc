import { describe, expect, test } from 'vitest';
import { unitText } from '../../src/coverage/text.js';
import { personId, unitId } from '../../src/model/ids.js';
import { at } from '../outbox/support.js';
import { Neighbourhood, WORDS } from './support.js';

const MORNING = at('2026-04-21T09:00:00');

/** 3号楼: two of five in, one unknown, one not on the register. 5号楼: all in. 沿街: no register. 东湖: nobody. */
async function neighbourhood(): Promise<Neighbourhood> {
  const on = await Neighbourhood.open(MORNING);
  await on.list('r3', {
    a: '3-1-101 李姐',
    b: '3-1-101老范',
    c: '3-1-201韦工',
    d: '阿杰',
    e: '3-9-901 租客',
    zhou: '周姐',
  });
  await on.list('r5', { f: '5-1-101彭叔', g: '5-1-201 小鱼' });
  await on.list('r6', { h: '7号 包子铺', i: '奶茶店' });
  return on;
}

describe('名册 for a grid leader', () => {
  test('lists, door by door, who of their micro-grid is missing and who tells no door', async () => {
    const on = await neighbourhood();
    expect(await on.say('zhou', null, '名册')).toEqual([
      `@zhou: 【莲花3号楼微网格名册】
群内 2/5 户,未进群 3 户,昵称看不出门牌 1 人
未进群:3-1-301、3-2-102、3-2-501
看不出门牌的:阿杰
不在名册上 1 户:3-9-901`,
    ]);
  });

  test('asked for in the residents’ own group it is told in private, and only there', async () => {
    const on = await neighbourhood();
    const told = await on.say('zhou', 'r3', '/名册');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^@zhou: 【莲花3号楼微网格名册】/);
  });

  test('does not reach into another micro-grid', async () => {
    const on = await neighbourhood();
    expect(await on.say('zhou', null, '名册 5号楼')).toEqual([
      '@zhou: “莲花5号楼微网格”不在您负责的范围内,看不了它的名册。',
    ]);
    expect((await on.say('zhou', null, '名册 5-1-101'))[0]).not.toContain('彭叔');
  });

  test.each([
    ['名册 3-1-101', '3-1-101(莲花3号楼微网格)在群:3-1-101 李姐、3-1-101老范'],
    ['名册3-1-101', '3-1-101(莲花3号楼微网格)在群:3-1-101 李姐、3-1-101老范'],
    ['名册 3号楼2单元501', '3-2-501(莲花3号楼微网格)未进群。'],
    ['名册 3-9-901', '3-9-901(莲花3号楼微网格)不在名册上,群里有这户:3-9-901 租客'],
  ])('answers %s', async (asked, answer) => {
    const on = await neighbourhood();
    expect(await on.say('zhou', null, asked)).toEqual([`@zhou: ${answer}`]);
  });
});

describe('名册 for a community', () => {
  test('has a line for each micro-grid, the least covered first, and the sum', async () => {
    const on = await neighbourhood();
    expect(await on.say('fang', 'slh', '名册')).toEqual([
      `slh: 【莲花社区名册】
群内 4/7 户,未进群 3 户,昵称看不出门牌 2 人,另有1个单位没有住户名册
莲花3号楼微网格 2/5,未知 1
莲花5号楼微网格 2/2
莲花沿街微网格 没有住户名册,见到 1 户,未知 1`,
    ]);
  });

  test('opens one of them by its name', async () => {
    const on = await neighbourhood();
    const [told] = await on.say('fang', 'slh', '名册 3号楼');
    expect(told).toContain('slh: 【莲花3号楼微网格名册】\n群内 2/5 户');
  });

  test('in the town center nobody’s name is told in the group', async () => {
    const on = await neighbourhood();
    const [list] = await on.say('lan', 'center', '名册 3号楼');
    expect(list).toContain('昵称看不出门牌 1 人');
    expect(list).not.toContain('阿杰');
    expect(await on.say('lan', 'center', '名册 3-1-101')).toEqual([
      'center: 3-1-101(莲花3号楼微网格)在群,2人。要看是谁,请私聊我发“名册 3-1-101”。',
    ]);
    expect((await on.say('lan', null, '名册 3-1-101'))[0]).toContain('李姐');
  });

  test('says so when only those are known who joined or spoke', async () => {
    const on = await Neighbourhood.open(MORNING);
    await on.join('d1', 'x', '1-301 老丁');
    expect((await on.say('ding', null, '名册'))[0]).toContain('群内 1/2 户,未进群 1 户(按已知成员)');
    await on.list('d1', { x: '1-301 老丁' });
    expect((await on.say('ding', null, '名册'))[0]).toContain('群内 1/2 户,未进群 1 户\n');
  });

  test('names the nearest when nothing is called so', async () => {
    const on = await neighbourhood();
    expect((await on.say('fang', 'slh', '名册 蓬花5楼'))[0]).toMatch(/是不是:莲花5号楼微网格/);
  });
});

describe('名册 is not for', () => {
  test('residents', async () => {
    const on = await neighbourhood();
    const told = await on.say('a', 'r3', '/名册');
    expect(told.join()).not.toMatch(/3-1-301|阿杰/);
    expect(told.join()).toContain('由负责的工作人员使用');
  });

  test('line offices', async () => {
    const on = await neighbourhood();
    expect((await on.say('lei', null, '名册'))[0]).toContain('由负责的工作人员使用');
  });
});

test('a unit of a thousand missing households is told in thirty lines at most, the rest as a number', () => {
  const register = Array.from({ length: 2000 }, (_, i) => `${1 + (i % 50)}-${1 + (i % 4)}-${101 + i}`);
  const missing = register.filter((_, i) => i % 3 !== 0);
  const text = unitText(
    {
      coverage: {
        unit: unitId('m'),
        name: '大院',
        households: register.length,
        present: register.length - missing.length,
        missing,
        unknown: [personId('a')],
        others: [],
        members: new Map(),
        rooms: 1,
        partial: false,
      },
      register,
      names: null,
    },
    WORDS,
  );
  expect(text.split('\n').length).toBeLessThanOrEqual(31);
  const more = Number(/还有 (\d+) 户没列出来/.exec(text)?.[1]);
  expect(more).toBeGreaterThan(0);
});
