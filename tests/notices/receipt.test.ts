import { describe, expect, it } from 'vitest';
import { personId } from '../../src/model/ids.js';
import type { Act } from '../../src/model/reading.js';
import { matchReceipt, type OpenNotice } from '../../src/notices/receipt.js';

const older: OpenNotice = { number: 1, text: '医保缴费', sentAt: 1000, needsReceipt: true, deadline: null };
const newer: OpenNotice = { number: 2, text: '疫苗接种', sentAt: 2000, needsReceipt: true, deadline: null };

const match = (text: string, act: Act = 'receipt', more: Partial<Parameters<typeof matchReceipt>[0]> = {}) =>
  matchReceipt({
    text,
    act,
    quotedNotice: null,
    household: '14-302',
    personId: personId('wu'),
    openNotices: [older, newer],
    ...more,
  });

describe('whether a message confirms a notice', () => {
  it.each([
    '收到',
    '收到!',
    '已读',
    '1',
    '👌',
    '👍🏻',
    '[OK]',
    '已接种',
    '已办',
    '+1',
    '我家两口都打了',
    '收到,谢谢',
    'OK的',
  ])('%s counts for the newest notice', (text) => {
    expect(match(text)).toEqual({ notice: 2, households: ['14-302'] });
  });

  it.each(['收到', '收到,谢谢书记', '1', '已接种'])('%s counts even when it was read as talk', (text) => {
    expect(match(text, 'chat')).toEqual({ notice: 2, households: ['14-302'] });
  });

  it.each([
    ['没收到', 'receipt'],
    ['还没打', 'receipt'],
    ['收到了吗', 'chat'],
    ['大家收到没有?', 'chat'],
    ['收到短信说停水是真的', 'chat'],
    ['哈哈好的', 'chat'],
    ['明天几点开始', 'question'],
    ['路灯坏了', 'report'],
    ['我家也停了', 'echo'],
    ['收到几个快递了', 'chat'],
    ['', 'receipt'],
  ] satisfies [string, Act][])('%s read as %s does not', (text, act) => {
    expect(match(text, act)).toBeNull();
  });

  it('a question that begins with 收到 confirms too', () => {
    expect(match('收到,请问几点开始', 'question')?.notice).toBe(2);
  });

  it('the quoted notice is meant, even an old one', () => {
    expect(match('收到', 'receipt', { quotedNotice: 1 })?.notice).toBe(1);
    expect(match('收到', 'receipt', { quotedNotice: 1, openNotices: [] })?.notice).toBe(1);
  });

  it('without an open notice nothing is counted', () => {
    expect(match('收到', 'receipt', { openNotices: [] })).toBeNull();
  });

  it('a household named in the text is the one that counts', () => {
    expect(match('3-201收到')?.households).toEqual(['3-201']);
    expect(match('3-201、3-202都收到')?.households).toEqual(['3-201', '3-202']);
    expect(match('3-201收到,3-201收到')?.households).toEqual(['3-201']);
  });

  it('a person of unknown household counts by themselves', () => {
    expect(match('收到', 'receipt', { household: null })?.households).toEqual(['wu']);
  });
});
