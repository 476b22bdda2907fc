import { afterEach, describe, expect, it } from 'vitest';
import { roomId } from '../../src/model/ids.js';
import { noticeView } from '../../src/notices/view.js';
import { deliveriesOf, findNotice } from '../../src/store/notices.js';
import { at, NoticeTown } from './support.js';

let town: NoticeTown;
const open = async (now?: string) => (town = await NoticeTown.open(now));
afterEach(() => town.store.close());

const status = async (number: number) => (await findNotice(town.store.db, number))?.status;
const view = async (number: number) => {
  const notice = await findNotice(town.store.db, number);
  return notice ? noticeView(town.store.db, town.town, notice) : null;
};
const noticesIn = async (room: string) => (await town.said(room)).filter((s) => s.purpose === 'notice');

describe('a notice before it goes out', () => {
  it('the preview shows the text, rooms, households, time, receipts and how to go on', async () => {
    await open();
    await town.member('r3', 'sun', '62');
    await town.member('r3', 'sun-wife', '62');
    await town.member('r3', 'new', null);
    const text = await town.command('qian', 'notice', '需回执 截止12月20日 每天提醒 明天8点发 明天停水');
    expect(text).toContain('明天停水\n\n请在12月20日前回复“收到”');
    expect(text).toContain('发往:2个群,6户(七村第13微网格群、七村第3微网格群)');
    expect(text).toContain('时间:12月7日 08:00');
    expect(text).toContain('回执:需要,12月20日截止,每天9点提醒没回的');
    expect(text).toMatch(/回复 确认 发出,取消 放弃/);
    expect(await town.deliver()).toEqual([]);
    expect(town.happenings).toMatchObject([{ type: 'notice', notice: { number: 1, status: 'draft' } }]);
  });

  it('is not sent to a village of somebody else, nor to a guess', async () => {
    await open();
    expect(await town.command('qian', 'notice', '八村 明天停水')).toContain('不在您负责的范围');
    expect(await town.command('yao', 'notice', '七村 明天停水', null)).toContain('不在您负责的范围');
    expect(await town.command('qian', 'notice', '十村 明天停水')).toContain('没有找到“十村”');
    expect(await status(1)).toBeUndefined();
  });

  it('empty, over-long and belated ones are refused clearly', async () => {
    await open();
    expect(await town.command('qian', 'notice', '')).toBe('usage');
    expect(await town.command('qian', 'notice', '七村 需回执')).toContain('没有看到要发的内容');
    expect(await town.command('qian', 'notice', '水'.repeat(4001))).toContain('4001个字');
    expect(await town.command('qian', 'notice', '水'.repeat(4000))).toContain('通知 N1');
    expect(await town.command('qian', 'notice', '截止12月1日 停水')).toContain('已经过了');
    expect(await town.command('qian', 'notice', '今天8点发 停水')).toContain('已经过了');
    expect(await town.command('qian', 'notice', '明天8点发 截止今天18点 停水')).toContain('早于发送时间');
    expect(await town.command('qian', 'notice', '截止2月30日 停水')).toContain('没看懂');
  });

  it('an equal name is asked back, and the chosen unit gets the preview', async () => {
    await open();
    const asked = await town.command('zhou', 'notice', '13 需回执 明天停水', 'c');
    expect(asked).toContain('1. 七村第13微网格(七村第一网格)\n2. 八村第13微网格(八村)');
    expect(await town.answer('zhou', '3', 'c')).toBeNull();
    expect(await town.answer('zhou', '2', 'c')).toContain('(八村第13微网格群)');
    expect(await town.answer('zhou', '确认', 'c')).toContain('共1个群');
    expect(await noticesIn('e13')).toHaveLength(1);
  });

  it('a draft that nobody confirms is dropped after half an hour, silently', async () => {
    await open();
    await town.command('qian', 'notice', '明天停水');
    await town.goTo('2021-12-06T10:31:00');
    expect(await status(1)).toBe('cancelled');
    expect(await town.answer('qian', '确认')).toBeNull();
    expect(await town.said('s7')).toEqual([]);
  });

  it('a second draft takes the place of the first', async () => {
    await open();
    await town.command('qian', 'notice', '明天停水');
    expect(await town.command('qian', 'notice', '后天停水')).toContain('N1 已作废');
    await town.answer('qian', '确认');
    expect([await status(1), await status(2)]).toEqual(['cancelled', 'sending']);
  });

  it('nobody else’s 确认 sends it', async () => {
    await open();
    await town.command('qian', 'notice', '明天停水');
    expect(await town.answer('zhou', '确认')).toBeNull();
  });

  it('取消 drops it', async () => {
    await open();
    await town.command('qian', 'notice', '明天停水');
    expect(await town.answer('qian', '取消')).toBe('N1 已取消,没有发出。');
    expect(await status(1)).toBe('cancelled');
  });
});

describe('a notice on its way', () => {
  it('goes once to every room, and the asker is told when it is done', async () => {
    await open();
    await town.command('qian', 'notice', '需回执 明天停水');
    expect(await town.answer('qian', '确认')).toContain('N1 开始发送,共2个群');
    await town.deliver();
    await town.goTo('2021-12-06T10:05:00');
    expect((await noticesIn('r13')).map((s) => s.text)).toEqual([
      '明天停水\n\n看到请在群里回复“收到”,一户回一次就行。',
    ]);
    expect(await noticesIn('r3')).toHaveLength(1);
    expect(await noticesIn('e13')).toHaveLength(0);
    expect((await town.said('s7')).map((s) => s.text)).toEqual(['N1 发完了:2/2 个群。看谁回了:回执 N1。']);
    expect(await view(1)).toEqual({
      id: 1,
      text: '明天停水',
      rooms: 2,
      sent: 2,
      failed: 0,
      receipts: 0,
      households: 4,
      missing: ['3-201', '14-101', '14-302', '15-201'],
    });
    expect(town.happenings.map((h) => (h.type === 'notice' ? h.notice.status : ''))).toEqual([
      'draft',
      'sending',
      'sent',
    ]);
  });

  it('one failing room stops no other, and is named', async () => {
    await open();
    await town.command('zhou', 'notice', '明天停水', 'c');
    await town.answer('zhou', '确认', 'c');
    await town.deliver((room) => (room === 'r13' ? 'failed' : room === 'r3' ? 'unknown' : 'accepted'));
    await town.goTo('2021-12-06T10:05:00');
    const [done] = await town.said('c');
    expect(done?.text).toContain('N1 发完了:1/3 个群');
    expect(done?.text).toContain('没发到的1个群:七村第13微网格群。补发请回复:补发 N1');
    expect(done?.text).toContain('1个群不确定发到没有:七村第3微网格群');
  });

  it('补发 goes only to rooms that missed it; uncertain ones only when asked for', async () => {
    await open();
    await town.command('zhou', 'notice', '明天停水', 'c');
    await town.answer('zhou', '确认', 'c');
    await town.deliver((room) => (room === 'r13' ? 'failed' : room === 'r3' ? 'unknown' : 'accepted'));
    await town.goTo('2021-12-06T10:05:00');
    const reply = await town.command('zhou', 'resend', 'N1', 'c');
    expect(reply).toContain('正在补发1个群:七村第13微网格群');
    expect(reply).toContain('补发 N1 全部');
    await town.deliver();
    await town.goTo('2021-12-06T10:10:00');
    expect(await view(1)).toMatchObject({ rooms: 3, sent: 2, failed: 0 });
    expect(await town.command('zhou', 'resend', 'N1 全部', 'c')).toContain('正在补发1个群:七村第3微网格群');
    await town.deliver();
    await town.goTo('2021-12-06T10:15:00');
    expect(await town.command('zhou', 'resend', 'n1', 'c')).toBe('N1 没有漏发的群,不用补发。');
    expect(await noticesIn('e13')).toHaveLength(1);
    expect((await town.said('c')).filter((s) => s.purpose === 'status')).toHaveLength(3);
  });

  it('取消 while it is sent stops what is still queued and says how many were out', async () => {
    await open();
    await town.command('zhou', 'notice', '明天停水', 'c');
    await town.answer('zhou', '确认', 'c');
    await town.deliver(undefined, 1);
    expect(await town.answer('zhou', '取消 N1', 'c')).toContain('1个群已经发出,2个群没有发');
    expect(await status(1)).toBe('stopped');
    expect(await town.deliver()).toEqual([]);
    await town.goTo('2021-12-06T10:30:00');
    expect(await town.said('c')).toEqual([]);
    expect(await town.command('zhou', 'resend', 'N1', 'c')).toContain('正在补发2个群');
    await town.deliver();
    expect(await view(1)).toMatchObject({ rooms: 3, sent: 3 });
  });

  it('others who answer for its units may stop it, those who answer for a part may not', async () => {
    await open();
    await town.command('qian', 'notice', '明天停水');
    await town.answer('qian', '确认');
    expect(await town.command('yao', 'stop', 'N1', null)).toContain('不在您负责的范围');
    expect(await town.command('zhou', 'stop', 'N1', 'c')).toContain('2个群没有发');
  });

  it('while rooms wait long, the asker is told every ten minutes that something moved', async () => {
    await open();
    await town.command('zhou', 'notice', '明天停水', 'c');
    await town.answer('zhou', '确认', 'c');
    await town.deliver(undefined, 1);
    await town.goTo('2021-12-06T10:25:00');
    expect((await town.said('c')).map((s) => s.text)).toEqual(['N1 正在发:1/3 个群已发出,还有2个在排队。']);
  });

  it('a set time is kept, and a timer that fires twice sends nothing twice', async () => {
    await open();
    await town.command('qian', 'notice', '明天8点发 明天停水');
    expect(await town.answer('qian', '确认')).toContain('12月7日 08:00 发出');
    await town.goTo('2021-12-07T07:59:00');
    expect(await town.deliver()).toEqual([]);
    await town.goTo('2021-12-07T08:00:00');
    await town.fire('notice-send', { ref: '1', data: '{}' });
    expect(await town.deliver()).toHaveLength(2);
    for (let i = 0; i < 2; i += 1) await town.fire('notice-progress', { ref: '1', data: '{"toldAt":0,"told":0}' });
    expect(await town.said('s7')).toHaveLength(1);
  });

  it('a set notice can be called off', async () => {
    await open();
    await town.command('qian', 'notice', '明天8点发 明天停水');
    await town.answer('qian', '确认');
    expect(await town.command('qian', 'stop', 'N1')).toBe('N1 已取消,没有发出。');
    await town.goTo('2021-12-07T08:30:00');
    expect(await town.deliver()).toEqual([]);
  });

  it('confirmed at night, it waits for the morning and says so', async () => {
    await open('2021-12-06T22:30:00');
    await town.command('qian', 'notice', '明天停水');
    expect(await town.answer('qian', '确认')).toContain('07:00 以后发到群里');
    const deliveries = await deliveriesOf(town.store.db, 1);
    expect(deliveries.map((d) => d.room)).toEqual([roomId('r13'), roomId('r3')]);
    expect(town.now).toBe(at('2021-12-06T22:30:00'));
  });

  it('714 micro-grids are booked in one transaction', async () => {
    await open();
    const { db } = town.store;
    for (let i = 0; i < 712; i += 1) {
      const room = {
        id: `x${String(i)}`,
        name: `群${String(i)}`,
        unit: 'hq7-3',
        kind: 'residents',
        platform: 't',
        account: 'b',
      };
      await db
        .insertInto('rooms')
        .values({ ...room, platform_room: room.id, pending_platform_room: null, left_at: null })
        .execute();
    }
    const reopened = await town.reread();
    await reopened.command('qian', 'notice', '明天停水');
    expect(await reopened.answer('qian', '确认')).toContain('共714个群');
    expect(await deliveriesOf(db, 1)).toHaveLength(714);
  });
});
