import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { decide } from '../../src/message/decide/index.js';
import { REASONS, type Decision } from '../../src/message/decide/decision.js';
import { ACTS, type Act, type Reading } from '../../src/model/reading.js';
import type { Ticket } from '../../src/model/ticket.js';
import { personId } from '../../src/model/ids.js';
import {
  ask,
  decided,
  entry,
  LI,
  matter,
  meaning,
  MINUTE,
  notice,
  NOW,
  reading,
  ROOM,
  situation,
  WU,
  YAO,
} from './support.js';

const lamp = (over: Partial<Ticket> = {}) =>
  matter({ number: 1, location: '3号楼', ...over }, [WU, 20, '3号楼路灯不亮了']);
const solved = (over: Partial<Ticket> = {}) =>
  lamp({ status: 'resolved', resolvedAt: NOW - 10 * MINUTE, askedAt: NOW - 10 * MINUTE, ...over });
const report = (over: Partial<Reading> = {}): Reading => reading('report', over);
const unsure = (act: Act, opener: number): Reading =>
  reading(act, { confidence: 1 - opener, alternatives: [{ act: 'report', confidence: opener }] });

type Over = Parameters<typeof situation>[1];
/** A message, how it is read, what surrounds it, and what is decided. */
const CASES: readonly [string, string, Reading, Over, string[], Parameters<typeof decided>[2]?][] = [
  ['a new report', '3号楼路灯不亮了', report(), {}, ['open:new-matter']],
  ['an emergency', '3号楼着火了', report({ urgency: 'emergency' }), {}, ['open:emergency-matter']],
  ['a report that may be none', '路灯', report({ confidence: 0.4 }), {}, ['open:perhaps-a-matter']],
  [
    'what may be an emergency',
    '有煤气味?',
    report({ confidence: 0.4, urgency: 'emergency' }),
    {},
    ['open:perhaps-an-emergency'],
  ],
  ['a report that hardly is one', '路灯', report({ confidence: 0.2 }), {}, ['silent:unsure']],
  [
    'two matters at once',
    '路灯不亮,另外下水道堵了',
    report(),
    {},
    ['open:new-matter', 'open:second-matter'],
    {
      parts: [
        { text: '路灯不亮', reading: report({ category: 'lamps' }) },
        { text: '下水道堵了', reading: report({ category: 'drains' }) },
      ],
    },
  ],
  [
    'one matter in two clauses',
    '3号楼路灯不亮,路灯坏了',
    report(),
    {},
    ['open:new-matter'],
    {
      parts: [
        { text: '路灯不亮', reading: report() },
        { text: '路灯坏了', reading: report() },
      ],
    },
  ],
  [
    'the same trouble from a neighbour',
    '3号楼路灯不亮了',
    report({ location: '3号楼' }),
    { from: LI, matters: [lamp()] },
    ['join:same-matter'],
  ],
  [
    'the same trouble after it was solved',
    '3号楼路灯又不亮了',
    report({ location: '3号楼' }),
    { from: LI, matters: [solved()] },
    ['join:not-solved'],
  ],
  [
    'a quote of the matter',
    '我家也是',
    reading('echo'),
    { from: LI, matters: [lamp()], quoted: { text: '', tickets: [1], notice: null } },
    ['join:joins-by-quote'],
  ],
  [
    'more about the matter',
    '3号楼路灯一闪一闪',
    reading('detail'),
    { from: LI, matters: [lamp()] },
    ['join:joins-by-likeness'],
  ],
  [
    'got it, from whom it was sent to',
    '收到,下午去换',
    reading('receipt'),
    {
      from: YAO,
      room: { ...ROOM, kind: 'staff' },
      matters: [matter({ status: 'accepted', sentBy: LI.id, assignee: { person: YAO.id } }, [WU, 9, '路灯不亮'])],
    },
    ['join:takes-what-was-sent'],
  ],
  ['an answer to nothing', '周五', reading('answer'), {}, ['silent:no-matter-to-join']],
  ['pressing for what nobody raised', '路灯什么时候修', reading('chase'), {}, ['open:new-matter']],
  ['staff pressing for what nobody raised', '尽快', reading('chase'), { from: YAO }, ['silent:no-matter-to-join']],
  [
    'a picture after a report',
    '',
    reading('chat'),
    { matters: [matter({}, [WU, 9, '路灯不亮'])], message: { images: ['p1'] } },
    ['join:picture-of-matter'],
  ],
  [
    'a picture too late for it',
    '',
    reading('chat'),
    { matters: [matter({}, [WU, 11, '路灯不亮'])], message: { images: ['p1'] } },
    ['silent:chat'],
  ],
  [
    'a picture of somebody else',
    '',
    reading('chat'),
    { from: LI, matters: [matter({}, [WU, 1, '路灯不亮'])], message: { images: ['p1'] } },
    ['silent:chat'],
  ],
  ['nothing at all', ' ', reading('chat'), {}, ['silent:empty-message']],
  ['a voice message in a group', '', reading('chat'), { message: { kind: 'voice' } }, ['silent:not-words']],
  [
    'a voice message to the bot',
    '',
    reading('chat'),
    { room: null, message: { kind: 'voice' } },
    ['ask-for-words:not-words'],
  ],
  ['talk', '今天真热', reading('chat'), {}, ['silent:chat']],
  ['talk that is rather a report', '灯又黑了', unsure('chat', 0.6), {}, ['open:new-matter']],
  ['thanks', '谢谢网格员', reading('praise'), {}, ['silent:praise']],
  ['advertising', '加微信领红包', reading('spam'), {}, ['silent:spam']],
  ['a notice by hand', '各位居民', reading('notice'), { from: YAO }, ['silent:notice-by-hand']],
  ['a receipt', '收到', reading('receipt'), { notices: [notice()] }, ['receipt:receipt']],
  ['a receipt for nothing', '收到', reading('receipt'), {}, ['silent:receipt-without-notice']],
  [
    'a receipt and a report in one',
    '收到。另外2号楼灯不亮',
    report(),
    { notices: [notice()] },
    ['receipt:receipt', 'open:new-matter'],
  ],
  [
    'a question that is known',
    '医保什么时候截止',
    reading('question'),
    { knowledge: [entry()] },
    ['answer:known-answer'],
  ],
  [
    'a known question of an hour ago',
    '医保什么时候截止',
    reading('question'),
    { knowledge: [entry()], message: { at: NOW - 60 * MINUTE } },
    ['answer:known-answer'],
  ],
  [
    'a known question that comes after an outage',
    '医保什么时候截止',
    reading('question'),
    { knowledge: [entry()], message: { at: NOW - 121 * MINUTE } },
    ['open:new-matter'],
  ],
  [
    'a known question by staff',
    '医保什么时候截止',
    reading('question'),
    { knowledge: [entry()], from: YAO },
    ['open:new-matter'],
  ],
  [
    'a room bound to no unit',
    '路灯不亮',
    report(),
    { room: { ...ROOM, unit: null }, unit: null },
    ['silent:room-unbound'],
  ],
  [
    "a resident's command in a room bound to no unit",
    '@微格 我的工单',
    reading('chat'),
    { room: { ...ROOM, unit: null }, unit: null },
    ['silent:room-unbound'],
    { command: { kind: 'command', english: 'mine', args: '' } },
  ],
  [
    'binding a room, whoever says it',
    '@微格 绑定 ABCD2345',
    reading('chat'),
    { room: { ...ROOM, unit: null }, unit: null },
    ['command:command'],
    { command: { kind: 'command', english: 'bind', args: 'ABCD2345' } },
  ],
  [
    'a command where another account of ours speaks',
    '@微格 工单',
    reading('chat'),
    { room: { ...ROOM, unit: null }, unit: null, standsBy: true, from: YAO },
    ['silent:stands-by'],
    { command: { kind: 'command', english: 'tickets', args: '' } },
  ],
  [
    'what makes an account take over where it stands by',
    '@微格 接管',
    reading('chat'),
    { room: { ...ROOM, unit: null }, unit: null, standsBy: true, from: YAO },
    ['command:command'],
    { command: { kind: 'command', english: 'takeover', args: '' } },
  ],
  [
    'a room that was left meanwhile',
    '路灯不亮',
    report(),
    { room: null, message: { room: ROOM.id } },
    ['silent:room-left'],
  ],
  ['a room whose id nobody confirmed', '路灯不亮', report(), { roomUnconfirmed: true }, ['silent:room-id-unconfirmed']],
  [
    'a command',
    '工单',
    reading('chat'),
    {},
    ['command:command'],
    { command: { kind: 'command', english: 'tickets', args: '' } },
  ],
  [
    'nearly a command',
    '工丹',
    reading('chat'),
    {},
    ['guide:slip'],
    { command: { kind: 'slip', typed: '工丹', nearest: ['tickets'] } },
  ],
  [
    'a command in an unbound room',
    '绑定 A1',
    reading('chat'),
    { room: { ...ROOM, unit: null } },
    ['command:command'],
    { command: { kind: 'command', english: 'bind', args: 'A1' } },
  ],
  [
    'yes to a question of the bot',
    '确认',
    reading('chat'),
    { from: YAO, asks: [ask()] },
    ['reply-to-ask:answers-the-bot'],
  ],
  [
    'a choice the bot offered',
    '2',
    reading('chat'),
    { from: YAO, asks: [ask()], askTakes: (w) => w === '2' },
    ['reply-to-ask:answers-the-bot'],
  ],
  ['yes when nothing was asked', '确认', reading('chat'), { from: YAO }, ['silent:chat']],
  ['a rating', '满意', reading('chat'), { matters: [solved()] }, ['rate:rating']],
  ['private talk', '你好', reading('chat'), { room: null }, ['introduce:private-talk']],
  ['private talk again', '你好', reading('chat'), { room: null, introduced: true }, ['silent:chat']],
  ['a matter told in private', '邻居太吵', report({ confidence: 0.2 }), { room: null }, ['open:raised-in-private']],
];

const reached = new Set<string>();

describe('What is decided', () => {
  test.each(CASES)('%s', (_, text, read, over, expected, said) => {
    const found = decided(read, situation(text, over), said);
    expect(found).toEqual(expected);
    for (const one of found) reached.add(one.split(':')[1] ?? '');
  });

  afterAll(() => {
    expect(Object.keys(REASONS).filter((reason) => !reached.has(reason))).toEqual([]);
  });
});

const one = (read: Reading, text: string, over: Over): Decision => decide(meaning(read), situation(text, over))[0]!;

describe('What joining does to a matter', () => {
  test.each<[string, Act, string, Over, object]>([
    [
      'a neighbour who has it too is a reporter',
      'echo',
      '我家路灯也不亮',
      { from: LI, matters: [lamp()] },
      { reporter: true, effect: { kind: 'none' } },
    ],
    [
      'who presses on another’s matter is none',
      'chase',
      '3号楼路灯怎么还没修',
      { from: LI, matters: [lamp()] },
      { reporter: false, effect: { kind: 'chased' } },
    ],
    [
      'staff who say the same are none',
      'echo',
      '3号楼路灯我看也是',
      { from: YAO, matters: [lamp()] },
      { reporter: false },
    ],
    [
      'a leader takes it in hand',
      'answer',
      '路灯我下午去看',
      { from: YAO, matters: [lamp()] },
      { effect: { kind: 'taken', started: false, promiseAt: null } },
    ],
    [
      'a leader is already there',
      'answer',
      '路灯已经安排师傅了',
      { from: YAO, matters: [lamp()] },
      { effect: { kind: 'taken', started: true } },
    ],
    [
      'a neighbour’s word takes nothing in hand',
      'answer',
      '路灯会有人来修的',
      { from: LI, matters: [lamp()] },
      { effect: { kind: 'none' } },
    ],
    [
      'a neighbour may answer a question',
      'answer',
      '路灯归电力局管',
      { from: LI, matters: [lamp({ act: 'question' })] },
      { effect: { kind: 'answered', byStaff: false } },
    ],
    [
      'the reporter says it is solved',
      'resolved',
      '3号楼路灯亮了',
      { from: WU, matters: [lamp()] },
      { effect: { kind: 'settled', byReporter: true } },
    ],
    [
      'solved twice changes nothing',
      'resolved',
      '3号楼路灯亮了',
      { from: WU, matters: [solved()] },
      { effect: { kind: 'none' } },
    ],
    [
      'the reporter presses after it was said to be solved',
      'chase',
      '3号楼路灯还是不亮',
      { from: WU, matters: [solved()] },
      { effect: { kind: 'reopened' } },
    ],
    [
      'a neighbour presses after it was solved',
      'chase',
      '3号楼路灯还是不亮',
      { from: LI, matters: [solved()] },
      { effect: { kind: 'none' } },
    ],
  ])('%s', (_, act, text, over, expected) => {
    expect(one(reading(act), text, over)).toMatchObject({ kind: 'join', ticket: 1, act, ...expected });
  });

  test('a promise is the moment named; a day alone is its afternoon, in the town’s time', () => {
    const promise = (time: string, over: Over = {}) =>
      one(reading('answer', { time }), '路灯我去修', { from: YAO, matters: [lamp()], ...over });
    expect(promise('2021-12-06T15:00:00+08:00')).toMatchObject({ effect: { promiseAt: NOW + 5 * 60 * MINUTE } });
    expect(promise('2021-12-06')).toMatchObject({ effect: { promiseAt: NOW + 8 * 60 * MINUTE } });
    expect(promise('2021-12-06T09:00:00+08:00')).toMatchObject({ effect: { promiseAt: null } });
    const utc = promise('2021-12-06', { messageTime: '2021-12-06T02:00:00Z' });
    expect(utc).toMatchObject({ effect: { promiseAt: NOW + 16 * 60 * MINUTE } });
  });
});

describe('A rating and a receipt', () => {
  const said = (text: string, over: Over) => {
    const d = one(reading(text === '1' ? 'receipt' : 'chat'), text, over);
    return d.kind === 'rate' ? d.score : d.kind;
  };
  test.each([
    ['5', 5],
    ['3分', 3],
    ['满意', 5],
    ['非常满意,谢谢', 5],
    ['不满意', 1],
    ['不满意,还在漏', 1],
    ['6', 'silent'],
    ['满意度调查', 'silent'],
    ['还行', 'silent'],
  ])('%s after the question is %s', (text, score) => {
    expect(said(text, { matters: [solved()] })).toBe(score);
  });

  test('a number is a receipt when a notice came after the question, a word is still a rating', () => {
    const over = { matters: [solved()], notices: [notice({ sentAt: NOW - MINUTE })] };
    expect(said('1', over)).toBe('receipt');
    expect(said('满意', over)).toBe(5);
    expect(said('1', { matters: [solved()], notices: [notice({ sentAt: NOW - 30 * MINUTE })] })).toBe(1);
  });

  test.each<[string, Over]>([
    ['somebody else’s matter', { from: LI, matters: [solved()] }],
    ['one rated before', { matters: [solved({ satisfaction: 4 })] }],
    ['one asked about three days ago', { matters: [solved({ askedAt: NOW - 72 * 60 * MINUTE })] }],
    ['one that was not asked about', { matters: [solved({ askedAt: null })] }],
  ])('nothing rates %s', (_, over) => {
    expect(said('满意', over)).not.toBe(5);
  });

  test('of two the one asked about last is rated', () => {
    const older = matter({ number: 1, status: 'resolved', askedAt: NOW - 20 * MINUTE }, [WU, 60, '路灯']);
    const newer = matter({ number: 2, status: 'resolved', askedAt: NOW - 10 * MINUTE }, [WU, 60, '水管']);
    expect(one(reading('chat'), '满意', { matters: [newer, older] })).toMatchObject({ ticket: 2 });
  });

  test('a quarrel is never spelled out in the group', () => {
    expect(one(report({ category: 'disputes' }), '楼上吵架', {})).toMatchObject({ confidential: true });
    expect(one(report(), '路灯不亮', {})).toMatchObject({ confidential: false });
  });
});

describe('Deciding is pure', () => {
  test('the same situation gives the same decisions and is left as it was, whatever is said', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ACTS),
        fc.oneof(fc.string(), fc.constantFrom('路灯', '收到', '1', '满意', '确认', '3号楼路灯不亮')),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.subarray([lamp(), solved({ number: 2 }), matter({ number: 3 }, [LI, 2, '没水'])]),
        fc.boolean(),
        (act, text, confidence, matters, inPrivate) => {
          const s = situation(text, {
            matters,
            notices: [notice()],
            knowledge: [entry()],
            asks: [ask({ person: personId('wu') })],
            room: inPrivate ? null : ROOM,
          });
          const read = meaning(reading(act, { confidence }));
          const facts = { talk: s.talk, matters: s.matters, notices: s.notices, read };
          const before = structuredClone(facts);
          const first = decide(read, s);
          expect(decide(read, s)).toEqual(first);
          expect(facts).toEqual(before);
          expect(first.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 300 },
    );
  });
});
