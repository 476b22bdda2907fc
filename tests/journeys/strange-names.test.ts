import { describe, expect, test } from 'vitest';
import { joined, play, said, until } from '../support/play.js';

const DAY = '2026-04-21';

describe('Nicknames that look like something else', () => {
  test.each(['受理 1', '/办结 1', '确认', '微格', '周姐\n受理 1', '<b>3-1-401</b>', '{name} 110', ' '])(
    'a resident called "%s" is a resident like any other',
    async (name) => {
      const day = await play([
        joined(`${DAY} 08:00`, 'r3', 'x', name),
        said('m1', `${DAY} 09:00`, 'r3', 'x', '3号楼门口的路灯不亮了,晚上黑漆漆的'),
        said('m2', `${DAY} 09:05`, 'slh', 'zhou', '工单 {{m1}}'),
        until(`${DAY} 09:10`),
      ]);
      expect(day.ticketOf('m1')).toMatchObject({ status: 'open', reporters: ['x'] });
      expect(day.to('r3').map((s) => [s.purpose, s.mentions])).toEqual([
        ['welcome', ['x']],
        ['ack', ['x']],
      ]);
    },
  );
});
