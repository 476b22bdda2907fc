import { describe, expect, test } from 'vitest';
import { joined, newRoomId, play, recalled, said, until } from '../support/play.js';

const DAY = '2026-04-21';
const LAMP = said('m1', `${DAY} 09:00`, 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的');

describe('Words that are taken back', () => {
  test('before the acknowledgement: nothing is said in the group, staff are asked to check', async () => {
    const day = await play([LAMP, recalled(`${DAY} 09:00:10`, 'm1'), until(`${DAY} 09:30`)]);
    expect(day.to('r3')).toEqual([]);
    expect(day.to('slh').at(-1)?.text).toContain('撤回');
    expect(day.tickets).toHaveLength(1);
  });

  test('what somebody else said is not lost with them', async () => {
    const day = await play([
      LAMP,
      said('m2', `${DAY} 09:00:30`, 'r3', 'fan', '是的,3号楼门口路灯不亮好几天了', { quote: 'm1' }),
      recalled(`${DAY} 09:05`, 'm1'),
      until(`${DAY} 09:30`),
    ]);
    expect(day.ticketOf('m2')).toMatchObject({ number: 1, status: 'open' });
  });

  test('a message nobody knows is no trouble', async () => {
    const day = await play(
      [recalled(`${DAY} 09:05`, 'm77'), LAMP, until(`${DAY} 09:30`)].sort((a, b) => (a.at < b.at ? -1 : 1)),
    );
    expect(day.tickets).toHaveLength(1);
  });
});

describe('Somebody joins whose nickname tells the household', () => {
  test('their receipt counts for that household', async () => {
    const day = await play([
      joined(`${DAY} 08:00`, 'r3', 'new', '3-1-401赵敏'),
      said('n1', `${DAY} 09:00`, 'slh', 'zhou', '发通知 莲花3号楼微网格 需回执\n明天上午停水,请提前储水'),
      said('n2', `${DAY} 09:01`, 'slh', 'zhou', '确认'),
      said('m1', `${DAY} 09:10`, 'r3', 'new', '收到'),
      until(`${DAY} 09:30`),
    ]);
    expect(day.notices[0]).toMatchObject({ receipts: 1, households: 8 });
    expect(day.notices[0]?.missing).not.toContain('3-1-401');
  });

  test('and is one household with the family member who spoke before', async () => {
    const day = await play([
      joined(`${DAY} 08:00`, 'r3', 'new', '3-1-401朵朵爸'),
      said('m1', `${DAY} 09:00:00`, 'r3', 'fan', '3号楼怎么停水了,一滴都没有'),
      said('m2', `${DAY} 09:00:30`, 'r3', 'duo', '我家也停了'),
      said('m3', `${DAY} 09:00:50`, 'r3', 'new', '我家也停了'),
      until(`${DAY} 09:30`),
    ]);
    expect(day.ticketOf('m3')).toMatchObject({ households: 2, reporters: ['fan', 'duo', 'new'] });
  });

  test('a stranger who speaks without having joined is a resident too', async () => {
    const day = await play([
      said('m1', `${DAY} 09:00`, 'r3', 'wxid_99', '3号楼门口的路灯不亮了,晚上黑漆漆的'),
      until(`${DAY} 09:30`),
    ]);
    expect(day.ticketOf('m1')).toMatchObject({ reporters: ['wxid_99'], households: 1 });
    expect(day.to('r3').map((s) => s.mentions)).toEqual([['wxid_99']]);
  });
});

describe("A group's platform id changes", () => {
  const moved = newRoomId(`${DAY} 09:10`, 'r3', 'r3-new');

  test('until a person confirms it the bot says nothing there and asks in the staff room', async () => {
    const day = await play([
      LAMP,
      moved,
      said('m2', `${DAY} 09:20`, 'r3-new', 'mao', '请问社区服务中心周六上班吗?'),
      until(`${DAY} 09:40`),
    ]);
    expect(day.between(`${DAY} 09:10`, `${DAY} 09:40`).map((s) => [s.room, s.purpose])).toEqual([['slh', 'ask']]);
  });

  test('after 确认 it goes on in the group as before, with the same matters', async () => {
    const day = await play([
      LAMP,
      moved,
      said('a1', `${DAY} 09:20`, 'slh', 'zhou', '确认'),
      said('a2', `${DAY} 09:25`, 'slh', 'zhou', '受理 {{m1}}'),
      said('m2', `${DAY} 09:30`, 'r3-new', 'mao', '楼下垃圾桶满了好几天没人清,臭死了'),
      said('a3', `${DAY} 10:00`, 'slh', 'zhou', '办结 {{m1}} 已换灯泡'),
      until(`${DAY} 10:30`),
    ]);
    expect(day.ticketOf('m2')).toMatchObject({ unit: 'lh1-3' });
    const after = day.between(`${DAY} 09:20`, `${DAY} 10:30`).filter((s) => s.room === 'r3' || s.room === 'r3-new');
    expect(after.map((s) => s.purpose)).toEqual(['ack', 'satisfaction']);
  });

  test('after 取消 the bot stays silent there', async () => {
    const day = await play([
      LAMP,
      moved,
      said('a1', `${DAY} 09:20`, 'slh', 'zhou', '取消'),
      said('m2', `${DAY} 09:30`, 'r3-new', 'mao', '楼下垃圾桶满了好几天没人清,臭死了'),
      until(`${DAY} 10:30`),
    ]);
    expect(day.sent.filter((s) => s.room === 'r3-new' || (s.room === 'r3' && s.replyTo === 'm2'))).toEqual([]);
  });
});
