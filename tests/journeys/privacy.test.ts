import { describe, expect, test } from 'vitest';
import { play, said, until, whispered, type Played } from '../support/play.js';
import { RESIDENT_ROOMS, STAFF_ROOMS } from '../support/town.js';

const DAY = '2026-04-21';

const inRooms = (story: Played, rooms: readonly string[]) =>
  story.sent.filter((s) => s.room !== undefined && rooms.includes(s.room)).map((s) => s.text);

describe('A tip-off told to the bot in private', () => {
  const story = () =>
    play([
      whispered('m1', `${DAY} 20:00`, 'yu', '我想举报5-1-201那家半夜偷偷往河里倒油漆桶,名字别说出去'),
      said('m2', `${DAY} 20:10`, 'slh', 'qin', '工单 {{m1}}'),
      said('m3', `${DAY} 20:12`, 'slh', 'qin', '受理 {{m1}}'),
      whispered('m4', `${DAY} 20:15`, 'qin', '工单 {{m1}}'),
      said('m5', `${DAY} 21:00`, 'slh', 'qin', '办结 {{m1}} 已报生态环境所处理'),
      until('2026-04-23 12:00'),
    ]);

  test('shows nothing of it in any group, not among staff either', async () => {
    const told = await story();
    expect(told.ticketOf('m1')).toMatchObject({ confidential: true, room: null, status: 'closed' });
    for (const text of inRooms(told, [...RESIDENT_ROOMS, ...STAFF_ROOMS])) {
      expect(text).not.toMatch(/油漆|5-1-201|小鱼儿|5-2-302|倒/);
    }
    expect(inRooms(told, RESIDENT_ROOMS)).toEqual([]);
  });

  test('the leader reads it in private, the resident gets the result in private', async () => {
    const told = await story();
    const toLeader = told.to('qin').find((s) => s.replyTo === 'm4');
    expect(toLeader?.text).toContain('油漆');
    expect(told.to('yu').map((s) => s.purpose)).toEqual(['ack', 'satisfaction']);
  });
});

describe('A quarrel that is told in the group', () => {
  const quarrel = said('m1', `${DAY} 19:00`, 'r3', 'wei', '楼上3-1-501两口子吵架摔东西,孩子哭了一晚上,能不能来人劝劝');

  test('is taken up, but not spelled out by the bot in any group', async () => {
    const story = await play([
      quarrel,
      said('m2', `${DAY} 19:10`, 'slh', 'zhou', '受理 {{m1}}'),
      said('m3', `${DAY} 19:11`, 'slh', 'zhou', '工单'),
      said('m4', `${DAY} 20:30`, 'slh', 'zhou', '办结 {{m1}} 已上门调解,两口子和好了'),
      until('2026-04-22 21:00'),
    ]);
    expect(story.ticketOf('m1')).toMatchObject({ category: 'disputes', confidential: true, room: 'r3' });
    for (const text of inRooms(story, [...RESIDENT_ROOMS, ...STAFF_ROOMS])) {
      expect(text).not.toMatch(/吵架|摔东西|3-1-501|两口子|和好/);
    }
    expect(story.to('r3').map((s) => s.purpose)).toEqual(['ack']);
    expect(story.to('r3')[0]?.text).toContain('私下');
  });

  test('who told of it hears the result in private', async () => {
    const story = await play([
      quarrel,
      said('m2', `${DAY} 20:30`, 'slh', 'zhou', '办结 {{m1}} 已上门调解'),
      until(`${DAY} 21:00`),
    ]);
    expect(story.to('wei').map((s) => s.purpose)).toEqual(['satisfaction']);
  });
});

describe('Telephone and identity numbers', () => {
  const withPhone = said('m1', `${DAY} 09:00`, 'r3', 'mao', '我家下水道堵了,污水往外冒,快来修,13800001234');

  test('are hidden in the residents group, and known to whoever handles it', async () => {
    const story = await play([
      withPhone,
      said('m2', `${DAY} 09:05`, 'slh', 'zhou', '受理 {{m1}}'),
      said('m3', `${DAY} 09:06`, 'slh', 'zhou', '工单 {{m1}}'),
      said('m4', `${DAY} 11:00`, 'slh', 'zhou', '办结 {{m1}} 疏通好了,联系人13800001234'),
      until(`${DAY} 12:00`),
    ]);
    expect(story.ticketOf('m1').phones).toEqual(['13800001234']);
    for (const text of inRooms(story, RESIDENT_ROOMS)) expect(text).not.toContain('13800001234');
    expect(inRooms(story, STAFF_ROOMS).some((text) => text.includes('13800001234'))).toBe(true);
  });

  test('an identity number is hidden everywhere', async () => {
    const story = await play([
      said('m1', `${DAY} 09:00`, 'r3', 'mao', '请问社区能帮我妈办老年证吗,身份证330106194501012345'),
      until(`${DAY} 21:00`),
    ]);
    expect(story.tickets).toHaveLength(1);
    expect(story.tickets[0]?.summary).not.toContain('330106194501012345');
    for (const s of story.sent) expect(s.text).not.toContain('330106194501012345');
  });
});
