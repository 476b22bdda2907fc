import { describe, expect, test } from 'vitest';
import { play, said, until } from '../support/play.js';

const DAY = '2026-04-21';
const KNOWLEDGE = [
  {
    question: '城乡居民医保集中缴费什么时候截止',
    answer: '城乡居民医保集中缴费到6月30日截止。',
    source: '镇医保窗口',
    validUntil: '2026-06-30',
  },
  {
    question: '身份证到期了在哪里换',
    answer: '到派出所户籍窗口,带旧证。',
    source: '云溪派出所',
    validUntil: '2026-03-31',
  },
];

describe('A question whose answer is known', () => {
  test('is answered at once with who says so and until when it holds; no ticket, nobody else troubled', async () => {
    const day = await play(
      [said('m1', `${DAY} 12:30`, 'r3', 'mao', '请问城乡居民医保什么时候截止缴费?'), until(`${DAY} 13:00`)],
      { knowledge: KNOWLEDGE },
    );
    expect(day.sent).toHaveLength(1);
    expect(day.sent[0]).toMatchObject({ room: 'r3', purpose: 'answer', replyTo: 'm1', mentions: ['mao'] });
    expect(day.sent[0]?.text).toContain('6月30日截止');
    expect(day.sent[0]?.text).toContain('镇医保窗口');
    expect(day.tickets).toEqual([]);
  });

  test('an answer past its date is never told: a person is asked', async () => {
    const day = await play(
      [said('m1', `${DAY} 12:30`, 'r3', 'mao', '请问身份证到期了在哪里换?'), until(`${DAY} 13:00`)],
      {
        knowledge: KNOWLEDGE,
      },
    );
    expect(day.sent.filter((s) => s.purpose === 'answer')).toEqual([]);
    expect(day.sent.some((s) => s.text.includes('户籍窗口'))).toBe(false);
    expect(day.ticketOf('m1')).toMatchObject({ act: 'question', status: 'open' });
  });

  test('the day after its last day it is silent, on its last day it still answers', async () => {
    const ask = (id: string, at: string) => said(id, at, 'r3', 'mao', '请问城乡居民医保什么时候截止缴费?');
    const days = await play([ask('m1', '2026-06-30 23:00'), ask('m2', '2026-07-01 09:00'), until('2026-07-01 09:10')], {
      knowledge: KNOWLEDGE,
    });
    expect(days.sent.filter((s) => s.purpose === 'answer').map((s) => s.replyTo)).toEqual(['m1']);
    expect(days.ticketOf('m2').act).toBe('question');
  });
});

describe('A question that a neighbour answers', () => {
  const asked = said('m1', `${DAY} 10:00:00`, 'r3', 'mao', '请问社区服务中心周六上班吗?');
  const answered = said('m2', `${DAY} 10:00:12`, 'r3', 'fan', '周六上午上班的,九点到十一点半', { quote: 'm1' });

  test('counts as answered, and the bot says nothing in the group', async () => {
    const day = await play([asked, answered, until(`${DAY} 12:00`)]);
    expect(day.ticketOf('m1')).toMatchObject({
      act: 'question',
      status: 'resolved',
      messages: ['m1', 'm2'],
      resolvedAt: `${DAY}T10:00:12+08:00`,
      escalations: [],
    });
    expect(day.amongResidents).toEqual([]);
  });

  test('the leader is asked whether to keep the answer; after 确认 the next one who asks is told', async () => {
    const day = await play([
      asked,
      answered,
      said('m3', `${DAY} 10:30`, 'slh', 'zhou', '确认'),
      said('m4', `${DAY} 15:00`, 'r3', 'duo', '请问社区服务中心周六上班吗?'),
      until(`${DAY} 15:10`),
    ]);
    const offer = day.to('slh').find((s) => s.purpose === 'ask');
    expect(offer?.text).toContain('周六上午上班的');
    expect(offer?.mentions).toContain('zhou');
    const told = day.to('r3');
    expect(told.map((s) => [s.purpose, s.replyTo])).toEqual([['answer', 'm4']]);
    expect(told[0]?.text).toContain('周六上午上班的');
  });

  test('after 取消 nothing is kept', async () => {
    const day = await play([
      asked,
      answered,
      said('m3', `${DAY} 10:30`, 'slh', 'zhou', '取消'),
      said('m4', `${DAY} 15:00`, 'r3', 'duo', '请问社区服务中心周六上班吗?'),
      until(`${DAY} 15:10`),
    ]);
    expect(day.sent.filter((s) => s.purpose === 'answer')).toEqual([]);
    expect(day.ticketOf('m4').status).toBe('open');
  });
});
