import { expect, test } from 'vitest';
import { play, said, until, whispered } from '../support/play.js';

const DAY = '2026-04-21';

test('a fire told to the bot in private is an emergency: the person is told whom to call, staff are told at once', async () => {
  const day = await play([whispered('m1', `${DAY} 10:00`, 'mao', '我家着火了快来人'), until(`${DAY} 10:01`)]);
  expect(day.ticketOf('m1')).toMatchObject({ urgency: 'emergency', confidential: true });
  expect(day.sent.some((s) => s.purpose === 'ack' && s.person === 'mao' && s.text.includes('119'))).toBe(true);
  expect(day.sent.some((s) => s.purpose === 'escalation')).toBe(true);
});

test('a staff member who reports a fire in the staff room is not taken to accept another matter', async () => {
  const day = await play([
    said('m1', `${DAY} 09:30`, 'r3', 'mao', '3号楼门口的路灯不亮了'),
    said('m2', `${DAY} 09:40`, 'slh', 'zhou', '5号楼着火了,快打119'),
    until(`${DAY} 09:41`),
  ]);
  expect(day.ticketOf('m1').status).toBe('open');
  expect(day.ticketOf('m2')).toMatchObject({ urgency: 'emergency', status: 'open' });
});

test('a telephone number does not turn a first report into an addition to nothing', async () => {
  const day = await play([
    said('m1', `${DAY} 09:30`, 'r3', 'mao', '2单元302家里停水了 电话13800000123'),
    until(`${DAY} 09:31`),
  ]);
  expect(day.ticketOf('m1')).toMatchObject({ phones: ['13800000123'] });
});
