import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/config/paths.js';
import { PURPOSES } from '../../src/model/speech.js';
import { STATUSES } from '../../src/model/ticket.js';
import { parseTranscript } from '../../src/replay/transcript.js';
import { playText, type Played } from '../support/play.js';

const DAY = readFileSync(join(packageRoot(), 'data', 'demo', 'day.jsonl'), 'utf8');
const SETTLED = ['resolved', 'closed', 'cancelled'];
/** How a command that was not carried out begins its answer, or what it says. */
const REFUSED =
  /没看懂|不在您负责的范围|由负责的工作人员使用|不能|是哪一件|没有.{1,6}号|本来就是|最高一级|没找到|找不到|看不了|不明白|写上/;

let day: Played;
const said = new Map<string, string>(
  parseTranscript(DAY, 'day').events.flatMap((e) => (e.type === 'message' ? [[e.id, e.text] as const] : [])),
);

describe('The demo day', () => {
  beforeAll(async () => {
    // Fails by itself when a message was set aside.
    day = await playText(DAY);
  }, 120_000);

  test('shows every purpose of a message but the daily check-ins, which nobody in it has', () => {
    const shown = new Set(day.sent.map((s) => s.purpose));
    expect(PURPOSES.filter((p) => p !== 'follow-up' && !shown.has(p))).toEqual([]);
  });

  test('shows a matter in every state it can be in', () => {
    const shown = new Set(day.changes.map((c) => c.ticket.status));
    expect(STATUSES.filter((s) => !shown.has(s))).toEqual([]);
  });

  test('every command does what it was meant to, but for two slips, one stray and one that is above its giver', () => {
    const refused = day.sent.filter((s) => ['command', 'digest'].includes(s.purpose) && REFUSED.test(s.text));
    expect(refused.map((s) => (s.replyTo === null ? s.text : said.get(s.replyTo)))).toEqual([
      '工丹',
      '受里 {{d002}}',
      '生成绑定码 石桥社区',
      '受理 {{d180}}',
    ]);
  });

  test('most matters are taken in time: escalations stay few, and a handful is still in hand at the end', () => {
    const escalations = day.sent.filter((s) => s.purpose === 'escalation');
    expect(escalations.length).toBeGreaterThanOrEqual(15);
    expect(escalations.length).toBeLessThanOrEqual(40);
    const inHand = day.tickets.filter((t) => !SETTLED.includes(t.status));
    expect(inHand.length).toBeGreaterThanOrEqual(5);
    expect(inHand.length).toBeLessThanOrEqual(8);
  });

  test('what a resident asked to be kept private is never spelt out in a group', () => {
    const aloud = day.sent.filter((s) => s.room !== undefined && /铁皮棚|晾衣服滴水/.test(s.text));
    expect(aloud).toEqual([]);
  });
});
