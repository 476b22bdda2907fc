import { afterEach, describe, expect, test } from 'vitest';
import { noticeView } from '../../src/notices/view.js';
import { deliveriesOf, findNotice } from '../../src/store/notices.js';
import { NoticeTown } from '../notices/support.js';
import { LED, OFFICE, room, startWith, VILLAGE } from './support.js';

let town: NoticeTown;
afterEach(() => town.store.close());
const open = async (...accounts: Parameters<typeof startWith>[1]) =>
  (town = await startWith(await NoticeTown.open(), accounts));

const shownAt = async (name: string) =>
  (await town.said(room(name))).filter(({ purpose }) => purpose === 'notice').map(({ text }) => text);
const view = async () => {
  const notice = await findNotice(town.store.db, 1);
  return notice && noticeView(town.store.db, town.town, notice);
};

describe('A notice and the outlets', () => {
  test('the preview says how many outlets show it, beside the groups and households', async () => {
    await open(LED, VILLAGE, OFFICE);
    const preview = await town.command('zhou', 'notice', '虹桥镇 明天停水', 'c');
    expect(preview).toContain('发往:3个群');
    expect(preview).toContain('另有2个发布端同时显示(镇政府大屏、七村广播)');
    expect(await town.command('qian', 'notice', '七村 明天停水')).toContain('另有1个发布端同时显示(七村广播)');
    expect(await town.command('yao', 'notice', '明天停水', null)).not.toContain('发布端');
  });

  test('each whose unit lies in the scope shows its own words once; a larger unit’s screen is left alone', async () => {
    await open(LED, VILLAGE, OFFICE);
    await town.command('qian', 'notice', '七村 需回执 明天停水');
    await town.answer('qian', '确认');
    expect(await shownAt('village')).toEqual(['明天停水']);
    expect(await shownAt('led')).toEqual([]);
    expect(await shownAt('office')).toEqual([]);
    expect((await town.said('r13'))[0]?.text).toContain('请在群里回复“收到”');
  });

  test('figures count groups and households alone', async () => {
    await open(LED, VILLAGE);
    await town.command('zhou', 'notice', '虹桥镇 需回执 明天停水', 'c');
    expect(await town.answer('zhou', '确认', 'c')).toContain('共3个群');
    await town.deliver((to) => (to === room('led') ? 'failed' : 'accepted'));
    expect(await view()).toMatchObject({ rooms: 3, sent: 3, failed: 0, households: 4 });
    expect(await town.command('zhou', 'nudge', 'N1', 'c')).toContain('3个群里提醒');
    expect(await shownAt('led')).toHaveLength(1);
    expect(await town.said(room('village'))).toHaveLength(1);
  });

  test('the last word names the outlets that do not show it, 回执 as well, and 补发 reaches just those', async () => {
    await open(LED, VILLAGE);
    await town.command('zhou', 'notice', '虹桥镇 明天停水', 'c');
    await town.answer('zhou', '确认', 'c');
    await town.deliver((to) => (to === room('led') ? 'failed' : 'accepted'));
    await town.goTo('2021-12-06T10:05:00');
    const last = (await town.said('c')).at(-1)?.text;
    expect(last).toContain('3/3 个群');
    expect(last).toContain('发布端:1/2 个已显示,没显示的:镇政府大屏。补发请回复:补发 N1');
    expect(await town.command('zhou', 'receipts', 'N1', 'c')).toContain('没显示的:镇政府大屏');
    expect(await town.command('zhou', 'resend', 'N1', 'c')).toBe('N1 正在补发1个发布端:镇政府大屏。');
    await town.deliver();
    await town.goTo('2021-12-06T10:10:00');
    expect((await town.said('c')).at(-1)?.text).toContain('发布端:2个都已显示。');
    expect([await shownAt('led'), await shownAt('village')].map((texts) => texts.length)).toEqual([2, 1]);
  });

  test('one that is switched off keeps nobody waiting for the word that the groups have it', async () => {
    await open(LED);
    await town.command('zhou', 'notice', '虹桥镇 明天停水', 'c');
    await town.answer('zhou', '确认', 'c');
    await town.deliver((to) => (to === room('led') ? 'queued' : 'accepted'));
    await town.goTo('2021-12-06T10:05:00');
    expect((await town.said('c')).at(-1)?.text).toContain('发布端:0/1 个已显示,1个还在等,没显示的:镇政府大屏');
  });

  test('停发 stops what waits for outlets too, and counts the groups', async () => {
    await open(LED, VILLAGE);
    await town.command('zhou', 'notice', '虹桥镇 明天停水', 'c');
    await town.answer('zhou', '确认', 'c');
    await town.deliver(() => 'accepted', 1);
    const said = await town.answer('zhou', '取消', 'c');
    expect(said).toContain('1个群已经发出,2个群没有发');
    expect(said).toContain('2个发布端也已停下');
    expect((await deliveriesOf(town.store.db, 1)).map(({ state }) => state).sort()).toEqual([
      'accepted',
      'dropped',
      'dropped',
      'dropped',
      'dropped',
    ]);
  });

  test('what waits for an outlet that is configured no more is dropped, and 补发 forgets it', async () => {
    await open(LED);
    await town.command('zhou', 'notice', '虹桥镇 明天停水', 'c');
    await town.answer('zhou', '确认', 'c');
    await town.deliver((to) => (to === room('led') ? 'queued' : 'accepted'));
    town = await startWith(town, []);
    expect((await town.said(room('led'))).map(({ state }) => state)).toEqual(['dropped']);
    expect(await town.command('zhou', 'resend', 'N1', 'c')).toContain('没有漏发的群');
    expect(await view()).toMatchObject({ rooms: 3, sent: 3 });
  });
});
