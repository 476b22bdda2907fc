import { describe, expect, it } from 'vitest';
import { personId, unitId } from '../../src/model/ids.js';
import { digestJson } from '../../src/digest/json.js';
import { readDate } from '../../src/digest/day.js';
import { digestText } from '../../src/digest/text.js';
import { words } from '../../src/message/reply/words.js';
import { at, stage, ZONE, zh } from './day-in-town.js';

const yao = personId('yao');

async function aDay() {
  const on = await stage();
  await on.open(at('2021-12-05T15:00:00'));
  await on.open(at('2021-12-06T08:40:00'), { category: 'sanitation', summary: '垃圾桶满了,电话13800000001' });
  await on.open(at('2021-12-06T09:00:00'), { act: 'question', category: 'welfare', unit: unitId('m2') });
  await on.open(at('2021-12-06T09:10:00'), { confidential: true, summary: '邻居家暴', category: 'disputes' });
  await on.open(at('2021-12-06T09:20:00'), { status: 'proposed', unit: unitId('m9'), summary: '好像有事' });
  await on.change(1, { kind: 'accept', by: yao }, at('2021-12-06T08:50:00'));
  await on.change(2, { kind: 'accept', by: yao }, at('2021-12-06T08:50:00'));
  await on.change(2, { kind: 'resolve', by: yao }, at('2021-12-06T10:40:00'));
  await on.change(2, { kind: 'rate', score: 5 }, at('2021-12-06T11:00:00'));
  await on.change(2, { kind: 'close' }, at('2021-12-06T11:00:00'));
  return on;
}

describe('a digest', () => {
  it('gives medians and rates with what they are made of', async () => {
    const digest = await (await aDay()).digest('hq7', '2021-12-06', at('2021-12-06T20:20:00'));
    expect(digest.total).toMatchObject({ openBefore: 1, opened: 3, closed: 1, open: 3, unanswered: 1, proposed: 0 });
    expect(digest.times.resolutionMinutes).toBe(120);
    expect(digest.rates.response).toEqual({ hits: 1, base: 3, pending: 0 });
    expect(digest.rates.satisfied).toEqual({ hits: 1, base: 1, pending: 0 });
    expect(digest.rates.solved).toEqual({ hits: 1, base: 1, pending: 0 });
    expect(digest.rates.inTime).toEqual({ hits: 1, base: 1, pending: 0 });
  });

  it('leaves held matters out of the rates', async () => {
    const on = await aDay();
    await on.change(3, { kind: 'hold', until: at('2021-12-09T09:00:00') }, at('2021-12-06T15:00:00'));
    const digest = await on.digest('hq7', '2021-12-06', at('2021-12-06T20:20:00'));
    expect(digest.rates.response.base).toBe(2);
    expect(digest.total.held).toBe(1);
  });

  it('counts the time on hold out of the limit of a matter resolved later', async () => {
    const on = await stage();
    const opened = at('2021-12-06T09:00:00');
    await on.open(opened, { urgency: 'emergency' });
    await on.change(1, { kind: 'hold', until: at('2021-12-08T09:00:00') }, at('2021-12-06T10:00:00'));
    await on.change(1, { kind: 'resume' }, at('2021-12-08T09:00:00'));
    await on.change(1, { kind: 'resolve', by: yao }, at('2021-12-08T09:50:00'));
    const digest = await on.digest('m1', '2021-12-08', at('2021-12-08T20:00:00'));
    expect(digest.rates.inTime).toEqual({ hits: 1, base: 1, pending: 0 });
  });

  it('is short enough for a phone and never describes what was raised in private', async () => {
    const digest = await (await aDay()).digest('hq', '2021-12-06', at('2021-12-08T20:20:00') - 2 * 86_400_000);
    const text = digestText(digest, zh, ZONE);
    expect(text).toMatchInlineSnapshot(`
      "【虹桥镇日报】12月6日(截至20:20)
      昨存1+新增3-了结1=在办3
      超期0 挂账0 待确认1
      类别(新增/在办):矛盾纠纷1/1、社保民政1/1、环境卫生1/0、公共设施0/1
      首次响应9小时 办结2小时(中位)
      响应率33%(1/3) 按期率100%(1/1)
      解决率100%(1/1) 满意率100%(1/1)
      下级 新增/了结/在办/超期
      七村 3/1/3/0
      ▶ 请拿主意(1件)
      5号 待确认:好像有事(八村第9微网格)
      ▶ 还没人答的咨询(1件)
      3号 通仙路14号门口路…(七村第2微网格)
      注:响应=限时内有人接/新增;按期=按期办结/应办结;解决=认可或无异议/已定论;满意=4分以上/已评价。挂账不计。"
    `);
    expect(text.split('\n').length).toBeLessThanOrEqual(25);
    expect(text).not.toContain('家暴');
    expect(JSON.stringify(digestJson(digest, zh, ZONE))).not.toContain('家暴');
  });

  it('prints the definitions of the rates once in the data form', async () => {
    const digest = await (await aDay()).digest('hq7', '2021-12-06', at('2021-12-06T20:20:00'));
    const json = JSON.stringify(digestJson(digest, words('en'), ZONE));
    expect(json.match(/acknowledged by staff within the limit/g)).toHaveLength(1);
    expect(JSON.parse(json)).toMatchObject({
      date: '2021-12-06',
      reconciles: true,
      opened: 3,
      rates: { response: { base: 3 } },
    });
  });

  it('shows a disputed result as something to decide', async () => {
    const on = await aDay();
    await on.change(2, { kind: 'rate', score: 1 }, at('2021-12-06T12:00:00'));
    await on.change(2, { kind: 'reopen' }, at('2021-12-06T12:00:00'));
    const digest = await on.digest('hq7', '2021-12-06', at('2021-12-06T13:20:00'));
    expect(digest.decisions.shown.map((d) => [d.number, d.why])).toEqual([[2, 'dissatisfied']]);
    expect(digest.rates.solved).toEqual({ hits: 0, base: 1, pending: 0 });
  });
});

describe('the day of a digest', () => {
  it.each([
    ['今天', '2021-12-06'],
    ['昨天', '2021-12-05'],
    ['12月6日', '2021-12-06'],
    ['12月20日', '2020-12-20'],
    ['2021-12-01', '2021-12-01'],
    ['2月30日', null],
    ['七村', null],
  ])('%s is %s', (word, date) => {
    expect(readDate(word, at('2021-12-06T20:00:00'), ZONE)).toBe(date);
  });
});
