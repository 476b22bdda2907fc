import { describe, expect, it } from 'vitest';
import { keepAnswer } from '../../src/asks/keep-answer.js';
import { faq } from '../../src/commands/faq.js';
import type { CommandContext } from '../../src/commands/command.js';
import { answerText } from '../../src/knowledge/answer.js';
import { offerToKeep } from '../../src/knowledge/offer.js';
import { words } from '../../src/message/reply/words.js';
import { accountId, messageId, personId, platformId, roomId, unitId } from '../../src/model/ids.js';
import { openAsks } from '../../src/store/asks.js';
import { activeKnowledge } from '../../src/store/knowledge.js';
import type { Tx } from '../../src/store/open.js';
import { at, stage, ZONE, zh, type Stage } from '../digest/day-in-town.js';
import { PLAIN } from '../support/said.js';

const NOW = at('2021-12-06T10:00:00');
const STAFF_ROOM = roomId('s7');

function context(on: Stage, tx: Tx, person: string, room: string | null): CommandContext {
  const actor = on.town.staff.get(personId(person));
  if (!actor) throw new Error(`${person} is no staff`);
  const message = {
    seq: 1,
    source: { platform: platformId('web'), account: accountId('web') },
    id: messageId('x'),
    at: NOW,
    room: room === null ? null : roomId(room),
    from: actor.id,
    ...PLAIN,
    text: '',
    act: null,
    recalledAt: null,
  };
  return {
    ...on.doing(tx, NOW),
    actor,
    room: room === null ? null : (on.town.rooms.get(roomId(room)) ?? null),
    message,
  };
}

async function give(on: Stage, person: string, args: string, room: string | null = null): Promise<string> {
  const run = faq.prepare(args, { now: NOW, zone: ZONE, mentions: [] });
  if (!run) return 'usage';
  return on.store.transact(async (tx) => (await run(context(on, tx, person, room))).text);
}

const kept = (on: Stage, ...units: string[]) => activeKnowledge(on.store.db, units.map(unitId), '2021-12-06');

describe('问答', () => {
  it('keeps an answer with its office and last day for the units of whoever gave it', async () => {
    const on = await stage();
    const said = await give(on, 'chen', '加 医保什么时候截止 | 2022年度12月20日截止。 | 镇社保所 | 有效期至 12月20日');
    expect(said).toContain('七村');
    const [entry] = await kept(on, 'hq7');
    expect(entry).toMatchObject({ source: '镇社保所', validUntil: '2021-12-20', unit: 'hq7' });
    expect(entry && answerText(entry, zh)).toBe('2022年度12月20日截止。(来源:镇社保所,有效期至12月20日)');
    expect(entry && answerText(entry, words('en'))).toContain('source: 镇社保所');
    expect(await give(on, 'yao', '')).toContain('1号 医保什么时候截止(至12月20日)');
  });

  it('keeps a leader to their own micro-grid', async () => {
    const on = await stage();
    await give(on, 'yao', '加 物业电话是多少 | 见公告栏');
    expect(await kept(on, 'm2', 'hq7-1', 'hq7')).toEqual([]);
    expect(await kept(on, 'm1')).toHaveLength(1);
    expect(await give(on, 'lin', '删 1')).toContain('删不了');
    expect(await give(on, 'yao', '删 1号')).toContain('删掉了1号');
    expect(await kept(on, 'm1')).toEqual([]);
  });

  it('replaces the same question and refuses an end that has passed', async () => {
    const on = await stage();
    await give(on, 'chen', '加 图书馆几点关门 | 17:30');
    await give(on, 'chen', '加 图书馆几点关门 | 18:00');
    expect((await kept(on, 'hq7')).map((e) => e.answer)).toEqual(['18:00']);
    expect(await give(on, 'chen', '加 图书馆在哪里 | 文化站二楼 | 2021-12-05')).toContain('已经过了');
    expect(await give(on, 'chen', '加 图书馆在哪里')).toBe('usage');
  });
});

describe('an answer given by hand', () => {
  async function offered(part: { confidential?: boolean; answer?: string; question?: string } = {}) {
    const on = await stage();
    const ticket = await on.open(NOW, { act: 'question', confidential: part.confidential ?? false });
    const question = part.question ?? '医保什么时候截止';
    const answer = part.answer ?? '到12月20号截止';
    const chen = { id: personId('chen'), name: '陈书记' };
    const offer = () =>
      on.store.transact((tx) =>
        offerToKeep(on.doing(tx, NOW), { ticket, question, answer, answeredBy: chen, byStaff: true }),
      );
    await offer();
    return { on, offer };
  }

  it('is offered once in the staff room and kept when somebody there agrees', async () => {
    const { on, offer } = await offered();
    await offer();
    expect(on.said).toHaveLength(1);
    expect(on.said[0]).toMatchObject({ to: { room: 's7' }, audience: 'staff', purpose: 'ask' });
    expect(on.said[0]?.text).toContain('1号的回答要记入问答吗?');
    const [ask] = await openAsks(on.store.db, STAFF_ROOM, personId('chen'), NOW);
    if (!ask) throw new Error('nothing was asked');
    expect(keepAnswer.takes('记入 1', ask)).toBe(true);
    expect(keepAnswer.takes('记入 2', ask)).toBe(false);
    await on.store.transact((tx) => keepAnswer.answer(context(on, tx, 'chen', 's7'), ask, { type: 'confirm' }));
    expect(await kept(on, 'hq7')).toMatchObject([{ question: '医保什么时候截止', source: '七村', unit: 'hq7' }]);
    expect(await openAsks(on.store.db, STAFF_ROOM, personId('chen'), NOW)).toEqual([]);
  });

  it('is not kept when they decline', async () => {
    const { on } = await offered();
    const [ask] = await openAsks(on.store.db, STAFF_ROOM, personId('chen'), NOW);
    if (!ask) throw new Error('nothing was asked');
    await on.store.transact((tx) => keepAnswer.answer(context(on, tx, 'chen', 's7'), ask, { type: 'dismiss' }));
    expect(await kept(on, 'hq7')).toEqual([]);
  });

  it.each([
    ['was asked in private', { confidential: true }],
    ['only puts off', { answer: '我帮你问一下' }],
    ['is to a question that nobody could ask again', { question: '这个到底咋办嘛' }],
  ])('is not offered when it %s', async (_, part) => {
    expect((await offered(part)).on.said).toEqual([]);
  });

  it('is not offered when a stored answer says it already', async () => {
    const on = await stage();
    await give(on, 'chen', '加 医保什么时候截止 | 12月20日截止。');
    const ticket = await on.open(NOW, { act: 'question' });
    const chen = { id: personId('chen'), name: '陈书记' };
    await on.store.transact((tx) =>
      offerToKeep(on.doing(tx, NOW), {
        ticket,
        question: '医保几号截止呀',
        answer: '20号截止',
        answeredBy: chen,
        byStaff: true,
      }),
    );
    expect(on.said).toEqual([]);
  });
});
