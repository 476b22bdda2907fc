import { describe, expect, test } from 'vitest';
import { digestJson } from '../../src/digest/json.js';
import { digestText } from '../../src/digest/text.js';
import { at } from '../outbox/support.js';
import { Neighbourhood, WORDS, ZONE } from './support.js';

const MORNING = at('2026-04-21T09:00:00');

async function neighbourhood(): Promise<Neighbourhood> {
  const on = await Neighbourhood.open(MORNING);
  await on.list('r3', { a: '3-1-101 李姐', b: '3-1-201韦工', c: '阿杰' });
  await on.list('r5', { d: '5-1-101彭叔', e: '5-1-201 小鱼' });
  await on.list('r6', { f: '7号 包子铺', g: '奶茶店' });
  return on;
}

describe('The digest', () => {
  test('tells a micro-grid in one line how many households are in its group', async () => {
    const on = await neighbourhood();
    const text = digestText(await on.digest('lh3'), WORDS, ZONE);
    expect(text.split('\n')).toContain('群内 2/5 户,未进群 3 户,昵称看不出门牌 1 人');
    expect(text).not.toContain('进群少的');
  });

  test('tells a town the sum and the units that lack most', async () => {
    const on = await neighbourhood();
    const lines = digestText(await on.digest('yx'), WORDS, ZONE).split('\n');
    expect(lines).toContain('群内 4/9 户,未进群 5 户,昵称看不出门牌 2 人,另有1个单位没有住户名册(1个单位按已知成员)');
    expect(lines).toContain('进群少的:东湖1栋微网格 0/2、莲花3号楼微网格 2/5');
  });

  test('has the figures as data, and they add up', async () => {
    const on = await neighbourhood();
    const sums = await Promise.all(['lh', 'dh', 'yx'].map(async (unit) => (await on.digest(unit)).coverage));
    expect(JSON.parse(JSON.stringify(digestJson(await on.digest('yx'), WORDS, ZONE)))).toMatchObject({
      coverage: { households: 9, present: 4, missing: 5, unknown: 2, unregistered: 1, seen: 1 },
    });
    const [lh, dh, yx] = sums;
    expect((lh?.present ?? 0) + (dh?.present ?? 0)).toBe(yx?.present);
    expect((lh?.households ?? 0) + (dh?.households ?? 0)).toBe(yx?.households);
  });

  test('says nothing of groups in which nobody was seen yet', async () => {
    const on = await Neighbourhood.open(MORNING);
    expect(digestText(await on.digest('dh1'), WORDS, ZONE)).not.toContain('群内');
  });

  test('of a day that is over tells no coverage: who was in the groups then is not known', async () => {
    const on = await neighbourhood();
    on.clock.set(MORNING + 2 * 24 * 3600_000);
    expect((await on.digest('lh3')).coverage).toBeNull();
  });
});
