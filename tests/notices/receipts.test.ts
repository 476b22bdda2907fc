import { afterEach, describe, expect, it } from 'vitest';
import { personId, roomId } from '../../src/model/ids.js';
import { noticeView } from '../../src/notices/view.js';
import { addReceipt, findNotice, openNoticesOfRoom } from '../../src/store/notices.js';
import { NoticeTown } from './support.js';

let town: NoticeTown;
afterEach(() => town.store.close());

/** A notice with receipts that reached 第13 (four on the register) and 第3 (two people seen). */
async function sent(options = '需回执', outcome?: Parameters<NoticeTown['deliver']>[0]): Promise<void> {
  town = await NoticeTown.open();
  await town.member('r3', 'sun', '62');
  await town.member('r3', 'new', null);
  await town.command('qian', 'notice', `${options} 明天停水`);
  await town.answer('qian', '确认');
  await town.deliver(outcome);
  await town.goTo('2021-12-06T10:02:00');
}

const confirm = (household: string, room = 'r13', person = `who ${household}`) =>
  addReceipt(town.store.db, { notice: 1, room: roomId(room), person: personId(person), household, at: town.now }, null);
const view = async () => {
  const notice = await findNotice(town.store.db, 1);
  return notice ? noticeView(town.store.db, town.town, notice) : null;
};
const reminders = async (room: string) =>
  (await town.said(room)).filter((s) => s.purpose === 'reminder').map((s) => s.text);

describe('receipts of a notice', () => {
  it('a household counts once however often and however it is written', async () => {
    await sent();
    expect([await confirm('14-302', 'r13', 'wu'), await confirm('14-302', 'r13', 'husband')]).toEqual([true, false]);
    await confirm('14栋302', 'r13', 'son');
    expect(await view()).toMatchObject({ receipts: 1, households: 6, missing: ['3-201', '14-101', '15-201', '62'] });
  });

  it('a person of unknown household counts, and later under the household that became known', async () => {
    await sent();
    await confirm('new', 'r3', 'new');
    expect(await view()).toMatchObject({ receipts: 1, households: 6 });
    await town.member('r3', 'new', '62');
    expect(await view()).toMatchObject({
      receipts: 1,
      households: 5,
      missing: ['3-201', '14-101', '14-302', '15-201'],
    });
  });

  it('a leader’s own 收到 is no household’s', async () => {
    await sent();
    await confirm('yao', 'r13', 'yao');
    expect(await view()).toMatchObject({ receipts: 0 });
  });

  it('a room takes receipts until the deadline, else for a week', async () => {
    await sent();
    const open = async (now: string) => {
      await town.goTo(now);
      return (await openNoticesOfRoom(town.store.db, roomId('r13'), town.now)).map((n) => n.number);
    };
    expect(await open('2021-12-13T09:59:00')).toEqual([1]);
    expect(await open('2021-12-13T10:05:00')).toEqual([]);
    expect(await openNoticesOfRoom(town.store.db, roomId('e13'), town.now)).toEqual([]);
  });

  it('回执 tells by micro-grid who is missing and which rooms missed it', async () => {
    await sent('需回执', (room) => (room === 'r3' ? 'failed' : 'accepted'));
    for (const label of ['3-201', '14-101', '14-302', '15-201']) await confirm(label);
    expect(await town.command('qian', 'receipts', 'N1')).toBe(
      [
        'N1 回执:已回 4 户,共 6 户,还差 2 户。',
        '七村第3微网格 0/2,没回:62',
        '七村第13微网格 4/4,齐了',
        '没发到的1个群:七村第3微网格群。补发请回复:补发 N1',
      ].join('\n'),
    );
  });

  it('a leader sees the own micro-grid only, others nothing', async () => {
    await sent();
    const text = await town.command('yao', 'receipts', '', null);
    expect(text).toContain('七村第13微网格 0/4,没回:3-201、14-101、14-302、15-201');
    expect(text).not.toContain('第3微网格');
    expect(await town.command('yao', 'receipts', 'N9', null)).toBe('没有 N9 这条通知。');
  });

  it('提醒 names the missing in their own room only, and not twice within an hour', async () => {
    await sent();
    await confirm('62', 'r3');
    await confirm('new', 'r3', 'new');
    await confirm('14-302');
    expect(await town.command('qian', 'nudge', 'N1')).toBe('已在1个群里提醒,共3户没回。');
    expect(await reminders('r3')).toEqual([]);
    expect(await reminders('r13')).toEqual([
      '【请回复】明天停水\n还没回复的住户:3-201、14-101、15-201(共3户)。看到请回复“收到”,不方便的可请邻居代回。',
    ]);
    expect(await town.command('qian', 'nudge', 'N1')).toContain('一小时内提醒过');
    await town.goTo('2021-12-06T11:03:00');
    await confirm('3-201');
    await confirm('14-101');
    await confirm('15-201');
    expect(await town.command('qian', 'nudge', 'N1')).toContain('都回齐了');
  });

  it('no room is reminded of what never reached it', async () => {
    await sent('需回执', (room) => (room === 'r13' ? 'failed' : 'accepted'));
    await town.command('qian', 'nudge', 'N1');
    expect(await reminders('r13')).toEqual([]);
    expect(await reminders('r3')).toHaveLength(1);
  });

  it('每天提醒 goes each morning at nine to rooms where somebody is missing, until the deadline', async () => {
    await sent('每天提醒 截止12月8日18点');
    await confirm('62', 'r3');
    await confirm('new', 'r3', 'new');
    await town.goTo('2021-12-07T08:59:00');
    expect(await reminders('r13')).toEqual([]);
    await town.goTo('2021-12-07T09:00:00');
    await town.fire('notice-reminder', { ref: '1', data: JSON.stringify({ end: town.now + 1000 }) });
    expect(await reminders('r13')).toHaveLength(1);
    await town.goTo('2021-12-10T12:00:00');
    expect(await reminders('r13')).toHaveLength(2);
    expect(await reminders('r3')).toEqual([]);
  });

  it('每天提醒 ends when all have confirmed', async () => {
    await sent('13 每天提醒');
    for (const label of ['3-201', '14-101', '14-302', '15-201']) await confirm(label);
    await town.goTo('2021-12-09T12:00:00');
    expect(await reminders('r13')).toEqual([]);
  });

  it('at the deadline the asking room is told once who is missing', async () => {
    await sent('截止12月8日18点');
    await town.goTo('2021-12-08T18:00:00');
    await town.fire('notice-deadline', { ref: '1', data: '{}' });
    const reports = (await town.said('s7')).filter((s) => s.purpose === 'receipt-report');
    expect(reports).toHaveLength(1);
    expect(reports[0]?.text).toMatch(/^N1 到截止时间了。\nN1 回执:已回 0 户,共 6 户/);
  });
});
