import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { gatherExamples } from '../../src/learning/gather.js';
import { counted, MOST_A_DAY, MOST_EXAMPLES } from '../../src/message/understand/learn/town.js';
import type { TownExample } from '../../src/message/understand/learn/lesson.js';
import { messageId, personId } from '../../src/model/ids.js';
import type { IncomingMessage } from '../../src/model/event.js';
import { markHandled, markRecalled } from '../../src/store/messages.js';
import { insertCorrection, type Correction } from '../../src/store/corrections.js';
import { loadTown } from '../../src/store/town.js';
import { MORNING, TestTown } from '../commands/support.js';

const ZONE = 'Asia/Shanghai';
const HOUR = 3_600_000;
let town: TestTown;
beforeEach(async () => {
  town = await TestTown.open();
});

const taught = async (): Promise<TownExample[]> =>
  gatherExamples(town.store.db, await loadTown(town.store.db, ZONE), ['微格']);
const told = async () => (await taught()).map(({ field, label, input }) => [input.text, field, label]);

/** Something said, and how it was read when it came. */
async function heard(from: string, text: string, act: 'report' | 'chat', more: Partial<IncomingMessage> = {}) {
  const id = await town.message(from, 'r13', text, more);
  const reading = { category: null, urgency: null, location: null, phones: [], people: null, time: null, items: [] };
  await markHandled(town.store.db, id, { ...reading, act, confidence: 0.9, alternatives: [] }, 'test');
  return id;
}

describe('What each correction teaches', () => {
  test('改类 the category and 改急 the urgency of the message that opened the ticket', async () => {
    const { number } = await town.raise('wu', 'r13', '河边有人钓鱼');
    await town.give('yao', 's7', `改类 ${number} 绿化动物`);
    await town.give('yao', 's7', `改急 ${number} 紧急`);
    expect(await told()).toEqual([
      ['河边有人钓鱼', 'category', 'greenery'],
      ['河边有人钓鱼', 'urgency', 'urgent'],
    ]);
  });

  test('立单 that it raised a matter, 忽略, weakly, that it did not', async () => {
    const first = await town.raise('wu', 'r13', '门口老是积水', { status: 'proposed' });
    const other = await town.raise('zhao', 'r13', '有人一起拼车吗', { status: 'proposed' });
    await town.give('yao', 's7', `立单 ${first.number}`);
    await town.give('yao', 's7', `忽略 ${other.number}`);
    expect(await told()).toEqual([
      ['门口老是积水', 'act', 'report'],
      ['有人一起拼车吗', 'act', 'chat'],
    ]);
    const [opened, dropped] = await taught();
    expect(dropped?.weight).toBeLessThan((opened?.weight ?? 0) / 2);
  });

  test.each([
    ['zhao', 'echo'],
    ['wu', 'detail'],
  ])('合并 that what %s said of a matter raised before it was %s', async (from, act) => {
    const first = await town.raise('wu', 'r13', '14号路灯不亮');
    for (const id of first.messages) await reading(id);
    const second = await town.raise(from, 'r13', '14号那边黑漆漆的');
    await town.give('yao', 's7', `合并 ${first.number} ${second.number}`);
    expect(await told()).toEqual([['14号那边黑漆漆的', 'act', act]]);
  });

  test('合并 nothing where the first matter was raised in another room, or later', async () => {
    const first = await town.raise('wu', 'r13', '14号路灯不亮');
    const away = await town.raise('zhao', 'r14', '路灯不亮');
    const later = await town.raise('qian', 'r13', '还是黑的');
    for (const id of [...first.messages, ...later.messages]) await reading(id);
    await town.give('yao', 's7', `合并 ${first.number} ${away.number}`);
    await town.give('yao', 's7', `合并 ${later.number} ${first.number}`);
    expect(await told()).toEqual([]);
  });

  test('拆分 that the message raised a matter of its own, in the category that staff gave it', async () => {
    const first = await town.raise('wu', 'r13', '14号路灯不亮');
    const other = await town.raise('zhao', 'r13', '垃圾也没人收');
    await town.give('yao', 's7', `改类 ${other.number} 环境卫生`);
    await town.give('yao', 's7', `合并 ${first.number} ${other.number}`);
    const [message] = other.messages;
    await town.give('yao', 's7', `拆分 ${first.number} ${message ?? ''}`);
    expect(await told()).toEqual([
      ['垃圾也没人收', 'category', 'sanitation'],
      ['垃圾也没人收', 'act', 'report'],
    ]);
  });

  const reading = async (id: ReturnType<typeof messageId>) => {
    const facts = { category: null, urgency: null, location: null, phones: [], people: null, time: null, items: [] };
    await markHandled(town.store.db, id, { ...facts, act: 'report', confidence: 1, alternatives: [] }, 'test');
  };
});

describe('What stands in an example', () => {
  test('the talk before, as it was, the speaker’s role and what was quoted; no telephone number in any of it', async () => {
    const asked = await heard('zhao', '谁家漏水?打我13900000001', 'report', { at: MORNING });
    town.now = MORNING + 60_000;
    const { number } = await town.raise('yao', 'r13', '14号漏水,联系13800000002', {});
    await town.store.db.updateTable('messages').set({ quote: asked }).where('text', 'like', '14号漏水%').execute();
    town.now = MORNING + 3 * HOUR;
    await heard('zhao', '这是后来说的', 'chat');
    await town.give('yao', 's7', `改类 ${number} 物业房屋`);
    const [example] = await taught();
    expect(example?.input).toEqual({
      text: '14号漏水,联系138****0002',
      at: '2021-12-06T09:01:00+08:00',
      role: 'staff',
      images: 0,
      quote: { text: '谁家漏水?打我139****0001' },
      before: [
        { text: '谁家漏水?打我139****0001', role: 'resident', sameSpeaker: false, act: 'report', agoMs: 60_000 },
      ],
    });
  });

  test('after 报事 the words that were told, by themselves', async () => {
    await heard('zhao', '早', 'chat');
    const { number } = await town.raise('wu', 'r13', '报事 河边有人钓鱼');
    await town.give('yao', 's7', `改类 ${number} 绿化动物`);
    expect((await taught())[0]?.input).toMatchObject({ text: '河边有人钓鱼', before: [] });
  });

  test('nothing that was taken back', async () => {
    const { number, messages } = await town.raise('wu', 'r13', '河边有人钓鱼');
    await town.give('yao', 's7', `改类 ${number} 绿化动物`);
    for (const id of messages) await markRecalled(town.store.db, id, town.now);
    expect(await told()).toEqual([]);
  });
});

describe('Which corrections count', () => {
  test('the last one of a message and field', async () => {
    const { number } = await town.raise('wu', 'r13', '河边有人钓鱼');
    await town.give('yao', 's7', `改类 ${number} 绿化动物`);
    await town.give('lin', 's7', `改类 ${number} 村务社务`);
    expect(await told()).toEqual([['河边有人钓鱼', 'category', 'affairs']]);
  });

  test('what two people say of the same words against each other cancels out; one person’s last word stands', async () => {
    const texts = ['河边有人钓鱼', '河边有人钓鱼', '楼顶养鸽子', '楼顶养鸽子'];
    const tickets: number[] = [];
    for (const text of texts) tickets.push((await town.raise('wu', 'r13', text)).number);
    const [a, b, c, d] = tickets;
    await town.give('yao', 's7', `改类 ${a ?? 0} 绿化动物`);
    await town.give('lin', 's7', `改类 ${b ?? 0} 村务社务`);
    await town.give('yao', 's7', `改类 ${c ?? 0} 绿化动物`);
    await town.give('yao', 's7', `改类 ${d ?? 0} 矛盾纠纷`);
    expect(await told()).toEqual([['楼顶养鸽子', 'category', 'disputes']]);
  });

  test('plain words of danger are never taught to be less than an emergency, nor to be talk', async () => {
    const texts = ['3号楼着火了快来人', '我家煤气味好大'];
    const [fire, gas] = [
      await town.raise('wu', 'r13', texts[0] ?? '', { urgency: 'emergency' }),
      await town.raise('zhao', 'r13', texts[1] ?? '', { status: 'proposed' }),
    ];
    await town.give('yao', 's7', `改急 ${fire.number} 一般`);
    await town.give('yao', 's7', `改急 ${fire.number} normal`);
    await town.give('yao', 's7', `忽略 ${gas.number}`);
    expect(await told()).toEqual([]);
    const rows = await town.store.db.selectFrom('corrections').selectAll().execute();
    expect(rows.length).toBeGreaterThan(1);
  });

  test('a message that raised two matters has no one category', async () => {
    const { number, messages } = await town.raise('wu', 'r13', '路灯坏了还有垃圾没人收');
    const twin = await town.raise('zhao', 'r13', '别的');
    const [opener] = messages;
    if (opener === undefined) throw new Error('no opener');
    await town.store.db
      .updateTable('ticket_messages')
      .set({ message: opener })
      .where('ticket', '=', twin.number)
      .execute();
    await town.give('yao', 's7', `改类 ${number} 环境卫生`);
    expect(await told()).toEqual([]);
  });

  test('at most fifty of one person and day, 2,000 in all, each message and field once', () => {
    const correction = fc.record({
      message: fc.integer({ min: 0, max: 5000 }).map((n) => messageId(`m${n}`)),
      ticket: fc.constant(1),
      field: fc.constantFrom('act', 'category', 'urgency'),
      was: fc.constant('a'),
      now: fc.constant('b'),
      person: fc.constantFrom('yao', 'lin').map(personId),
      at: fc.integer({ min: 0, max: 60 }).map((hours) => MORNING + hours * HOUR),
    });
    fc.assert(
      fc.property(fc.array(correction, { maxLength: 400, size: 'max' }), (all: Correction[]) => {
        const kept = counted(all, ZONE);
        const perDay = new Map<string, number>();
        for (const { person, at } of kept) {
          const day = `${person} ${Math.floor((at + 8 * HOUR) / (24 * HOUR))}`;
          perDay.set(day, (perDay.get(day) ?? 0) + 1);
        }
        expect(Math.max(0, ...perDay.values())).toBeLessThanOrEqual(MOST_A_DAY);
        const matters = kept.map(({ message, field }) => `${message ?? ''} ${field}`);
        expect(new Set(matters).size).toBe(matters.length);
      }),
      { numRuns: 50 },
    );
    const many = Array.from({ length: 3000 }, (_, n): Correction => ({
      message: messageId(`m${n}`),
      ticket: n,
      field: 'act',
      was: 'report',
      now: 'chat',
      person: personId(`p${n % 100}`),
      at: MORNING,
    }));
    expect(counted(many, ZONE)).toEqual(many.slice(0, MOST_EXAMPLES));
  });

  test('a correction of a message that the store no longer has is passed over', async () => {
    await insertCorrection(town.store.db, {
      message: messageId('gone'),
      ticket: 1,
      field: 'act',
      was: 'report',
      now: 'chat',
      person: personId('yao'),
      at: MORNING,
    });
    expect(await told()).toEqual([]);
  });
});
