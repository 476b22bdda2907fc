import { beforeAll, describe, expect, test } from 'vitest';
import { offline, outline, play, said, until, type Played } from '../support/play.js';
import { townAtWork, type TownAtWork } from '../support/at-work.js';

const DAY = '2026-04-21';

describe('The clock of the machine is put back', () => {
  let town: TownAtWork;
  const lamp = said('m1', `${DAY} 09:00`, 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的');

  test('by an hour: what was said is not said again, what is due comes at its time', async () => {
    town = await townAtWork(`${DAY} 09:00`);
    await town.hear(lamp);
    await town.runTo(`${DAY} 11:10`);
    expect(outline(town.sent)).toEqual(['04-21 09:00 slh status', '04-21 09:00 r3 ack', '04-21 11:00 slh escalation']);
    town.putClock(`${DAY} 10:10`);
    await town.runTo(`${DAY} 15:10`);
    expect(outline(town.sent).slice(3)).toEqual(['04-21 15:00 slh escalation']);
    expect((await town.tickets())[0]?.escalations).toHaveLength(2);
    await town.close();
  });

  test('between a report and its acknowledgement: the acknowledgement comes, once', async () => {
    town = await townAtWork(`${DAY} 09:00`);
    await town.hear(lamp);
    town.putClock(`${DAY} 08:30`);
    await town.runTo(`${DAY} 09:30`);
    expect(town.sent.filter((s) => s.purpose === 'ack')).toHaveLength(1);
    await town.close();
  });

  test('by a day: what is said meanwhile is still taken up, and nothing fires twice', async () => {
    town = await townAtWork(`${DAY} 09:00`);
    await town.hear(lamp);
    await town.runTo(`${DAY} 21:00`);
    const before = town.sent.length;
    town.putClock('2026-04-20 21:00');
    await town.hear(said('m2', '2026-04-20 21:05', 'r5', 'peng', '5号楼2单元楼道灯坏了'));
    await town.runTo('2026-04-20 21:30');
    expect(outline(town.sent.slice(before))).toEqual(['04-20 21:05 slh status', '04-20 21:05 r5 ack']);
    await town.runTo('2026-04-22 12:00');
    const texts = town.sent.map((s) => `${s.room ?? s.person ?? ''} ${s.text}`);
    expect(texts.filter((text, i) => texts.indexOf(text) !== i)).toEqual([]);
    expect(await town.leftUndone()).toEqual([]);
    await town.close();
  });
});

describe('The process ends and begins again', () => {
  test('between hearing and answering: the acknowledgement is said once, after the restart', async () => {
    const town = await townAtWork(`${DAY} 09:00`);
    await town.hear(said('m1', `${DAY} 09:00`, 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的'));
    await town.restart();
    await town.runTo(`${DAY} 09:10`);
    await town.restart();
    await town.runTo(`${DAY} 09:20`);
    expect(outline(town.sent)).toEqual(['04-21 09:00 slh status', '04-21 09:00 r3 ack']);
    await town.close();
  });

  test('and sleeps two days: the ladder goes on from where it stands, old digests are not told in a pile', async () => {
    const town = await townAtWork(`${DAY} 09:00`);
    await town.hear(said('m1', `${DAY} 09:00`, 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的'));
    await town.runTo(`${DAY} 09:30`);
    town.putClock('2026-04-23 10:00');
    await town.restart();
    await town.runTo('2026-04-23 10:05');
    expect(town.sent.filter((s) => s.purpose === 'digest')).toEqual([]);
    expect(town.sent.filter((s) => s.purpose === 'escalation').length).toBeLessThanOrEqual(1);
    await town.close();
  });

  test('and sleeps a week: nothing that was under way is forgotten', async () => {
    const town = await townAtWork(`${DAY} 09:00`);
    await town.hear(said('m1', `${DAY} 09:00`, 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的'));
    await town.hear(said('m2', `${DAY} 09:05`, 'r5', 'peng', '5号楼2单元楼道灯坏了'));
    await town.hear(said('m3', `${DAY} 09:10`, 'd1', 'xu', '1栋楼道灯坏了'));
    await town.hear(said('a1', `${DAY} 09:19`, 'slh', 'qin', '受理 2'));
    await town.hear(said('a2', `${DAY} 09:20`, 'slh', 'qin', '挂账 2 到 4月23日 等配件'));
    await town.hear(said('a3', `${DAY} 09:21`, 'sdh', 'ding', '办结 3 已换灯泡'));
    town.putClock('2026-04-28 10:00');
    await town.restart();
    await town.runTo('2026-04-29 18:00');
    expect((await town.tickets()).map((t) => [t.status, t.escalations.length > 0])).toEqual([
      ['open', true],
      ['accepted', false],
      ['closed', false],
    ]);
    await town.close();
  });

  test('the machine sleeps over an evening: that digest is left out, the next ones come', async () => {
    const town = await townAtWork(`${DAY} 09:00`);
    await town.hear(said('m1', `${DAY} 09:00`, 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的'));
    await town.runTo(`${DAY} 19:00`);
    town.putClock('2026-04-22 10:00');
    await town.runTo('2026-04-22 21:00');
    const digests = town.sent.filter((s) => s.purpose === 'digest' && s.room === 'slh');
    expect(outline(digests)).toEqual(['04-22 20:20 slh digest']);
    await town.close();
  });
});

describe("The bot's account is cut off for an hour; its end brings the talk, some of it twice", () => {
  let story: Played;
  beforeAll(async () => {
    story = await play([
      said('m1', `${DAY} 09:00`, 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的'),
      offline(`${DAY} 09:30`, `${DAY} 10:30`),
      said('m2', `${DAY} 09:40`, 'r3', 'fan', '3号楼怎么停水了,一滴都没有'),
      said('m3', `${DAY} 09:41`, 'r3', 'duo', '我家也停了'),
      said('m4', `${DAY} 09:45`, 'slh', 'zhou', '受理 {{m1}}'),
      said('m5', `${DAY} 09:50`, 'r3', 'mao', '请问社区服务中心周六上班吗?'),
      said('m6', `${DAY} 09:52`, 'r5', 'peng', '5号楼2单元楼道灯坏了'),
      said('m7', `${DAY} 10:00`, 'r3', 'tudou', '早上好,祝大家平安健康🌹'),
      until(`${DAY} 10:50`),
    ]);
  });

  test('nothing is said while it is cut off', () => {
    expect(outline(story.between(`${DAY} 09:30`, `${DAY} 10:30`))).toEqual([]);
  });

  test('every matter of that hour is a ticket once, with everything said about it', () => {
    expect(story.tickets.map((t) => t.messages)).toEqual([['m1'], ['m2', 'm3'], ['m5'], ['m6']]);
    expect(story.ticketOf('m2').households).toBe(2);
    expect(story.ticketOf('m1')).toMatchObject({ status: 'accepted', assignee: 'zhou' });
  });

  test('each is acknowledged once', () => {
    const acks = story.between(`${DAY} 10:30`, `${DAY} 10:50`).filter((s) => s.purpose === 'ack');
    const numbers = [2, 3, 4].map((n) => acks.filter((s) => s.text.includes(`${String(n)}号`)).length);
    expect(numbers).toEqual([1, 1, 1]);
    expect(story.sent.filter((s) => s.replyTo === 'm4')).toHaveLength(1);
  });

  test('each staff room and the center are told once from when to when which rooms were not heard', () => {
    const warnings = story.sent.filter((s) => s.purpose === 'warning');
    expect(warnings.map((s) => s.room)).toEqual(['slh', 'sdh', 'center']);
    expect(warnings[0]?.text).toMatch(/09:30.*10:30.*莲花3号楼微网格群.*已补收/);
    expect(warnings[1]?.text).not.toContain('莲花');
  });
});
