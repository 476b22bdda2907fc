import { describe, expect, test } from 'vitest';
import type { SendResult } from '../../adapters/adapter.js';
import { messageId, personId, roomId } from '../../src/model/ids.js';
import { letSpeak, whyStopped } from '../../src/outbox/stopped.js';
import { bookAttempt, releaseFor } from '../../src/store/outbox.js';
import { saveMember, savePerson } from '../../src/store/people.js';
import { linkIdentity } from '../../src/store/identities.js';
import { insertTicket } from '../../src/store/tickets.js';
import { ticket } from '../tickets/sample.js';
import { accepts, AccountDouble, HOUR, MINUTE, NOON, post, rulesWith, SECOND } from './support.js';

const unready: SendResult = { state: 'unready', reason: 'not connected', retryAfterMs: 10 * SECOND };
const WU = personId('wu');

describe('An account that cannot send just now', () => {
  test('keeps its texts in their place and counts no try, however long it lasts', async () => {
    const p = await post();
    p.account.answer = () => unready;
    const first = await p.say('一');
    await p.say('二');
    for (let i = 0; i < 20; i += 1) {
      await p.outbox.flush();
      p.clock.set(p.clock.now() + MINUTE);
    }
    expect(await p.stateOf(first)).toMatchObject({ state: 'queued', attempts: 0 });
    p.account.sent.length = 0;
    p.account.answer = accepts;
    await p.outbox.flush();
    expect(p.account.texts).toEqual(['一', '二']);
  });

  test('is not asked again before the time it named, and one text is enough to learn it', async () => {
    const p = await post();
    p.account.answer = () => unready;
    for (const text of ['一', '二', '三']) await p.say(text);
    await p.outbox.flush();
    await p.outbox.flush();
    expect(p.account.texts).toEqual(['一']);
    expect(await p.outbox.nextMoment()).toBe(NOON + 10 * SECOND);
  });
});

describe('An account that the platform rejects', () => {
  const rejected: SendResult = { state: 'stopped', reason: '操作过于频繁' };

  test('says nothing more, also after a restart, until a person lets it', async () => {
    const p = await post();
    p.account.answer = () => rejected;
    await p.say('一');
    await p.say('二');
    await p.outbox.flush();
    p.clock.set(NOON + HOUR);
    await p.again().flush();
    expect(p.account.texts).toEqual(['一']);
    expect(await p.outbox.nextMoment()).toBeNull();
    expect(await whyStopped(p.store.db, 'double/bot')).toBe('操作过于频繁');
    p.account.answer = accepts;
    await letSpeak(p.store.db, 'double/bot');
    await p.outbox.flush();
    expect(p.account.texts.slice(1)).toEqual(['一', '二']);
  });

  test('is told to the staff whom another account reaches', async () => {
    const second = new AccountDouble('second');
    const p = await post({ second });
    await p.giveToSecond('s7');
    p.account.answer = () => rejected;
    await p.say('一');
    await p.outbox.flush();
    await p.outbox.flush();
    expect(second.texts).toHaveLength(1);
    expect(second.texts[0]).toContain('操作过于频繁');
  });
});

describe('Several accounts', () => {
  test('each speaks in its own rooms, and one that hangs holds up no other', async () => {
    const second = new AccountDouble('second');
    const p = await post({ second });
    await p.giveToSecond('r14');
    let release: (result: SendResult) => void = () => undefined;
    p.account.answer = () => new Promise<SendResult>((resolve) => (release = resolve));
    await p.say('慢的账号');
    await p.say('快的账号', { to: { room: roomId('r14') } });
    const flushed = p.outbox.flush();
    await expect.poll(() => second.texts).toEqual(['快的账号']);
    release({ state: 'accepted', id: messageId('late') });
    await flushed;
    expect(p.account.texts).toEqual(['慢的账号']);
  });

  test('what waits for a room goes by the account that speaks there now', async () => {
    const second = new AccountDouble('second');
    const p = await post({ second });
    p.account.answer = () => unready;
    await p.say('排队中');
    await p.outbox.flush();
    await p.giveToSecond('r13');
    await p.outbox.flush();
    expect(second.texts).toEqual(['排队中']);
  });

  test('what was being tried when the room changed hands goes by the account that speaks there now', async () => {
    const second = new AccountDouble('second');
    const p = await post({ second });
    p.account.answer = async () => {
      await p.giveToSecond('r13');
      return unready;
    };
    await p.say('正在发');
    await p.outbox.flush();
    await p.outbox.flush();
    expect(second.texts).toEqual(['正在发']);
  });

  test('an account that was about to say a text no longer may once another speaks in the room', async () => {
    const p = await post();
    p.account.answer = () => unready;
    const id = await p.say('换人说');
    await p.outbox.flush();
    await p.giveToSecond('r13');
    expect(await bookAttempt(p.store.db, id, NOON, 'double/bot')).toBe(false);
  });

  test('a member of staff known by another id there is mentioned and written to by that id', async () => {
    const p = await post();
    await linkIdentity(p.store.db, personId('wx-9'), p.account, personId('yao'), NOON);
    await p.say('请看一下', { mentions: [personId('yao')] });
    await p.say('私下说', { to: { person: personId('yao') }, audience: 'person' });
    await p.outbox.flush();
    expect(p.account.sent[0]?.mentions).toEqual([{ id: 'wx-9', name: '姚丽燕' }]);
    expect(p.account.sent[1]?.to).toEqual({ person: 'wx-9' });
  });
});

describe('The budget of an account', () => {
  test('goes on after a restart where it was', async () => {
    const rules = rulesWith({ pacing: { perAccountPerHour: 3, perRoomSeconds: 0, jitterSeconds: [0, 0] } });
    const p = await post({ rules, paced: true });
    for (const text of ['一', '二', '三', '四']) await p.say(text);
    await p.outbox.flush();
    expect(p.account.texts).toEqual(['一', '二', '三']);
    p.clock.set(NOON + 30 * MINUTE);
    await p.again().flush();
    expect(p.account.texts).toHaveLength(3);
    p.clock.set(NOON + HOUR + MINUTE);
    await p.again().flush();
    expect(p.account.texts).toEqual(['一', '二', '三', '四']);
  });
});

describe('A platform that asks to wait', () => {
  test('is obeyed for that room only', async () => {
    const p = await post();
    p.account.answer = (message) =>
      'room' in message.to && message.to.room === 'r13'
        ? { state: 'refused', reason: 'retry after 40', retryAfterMs: 40 * SECOND, concerns: 'room' }
        : accepts(message);
    const held = await p.say('一');
    await p.say('二', { to: { room: roomId('r14') } });
    await p.say('三');
    await p.outbox.flush();
    expect(p.account.texts).toEqual(['一', '二']);
    expect((await p.stateOf(held)).not_before).toBeGreaterThanOrEqual(NOON + 40 * SECOND);
  });
});

describe('A person who must write first', () => {
  test('is asked for it in their group without a word of what it is, once a day, and gets it when they have', async () => {
    const p = await post();
    await savePerson(p.store.db, { id: WU, name: '14-302 武姐', household: '14-302' });
    await saveMember(p.store.db, roomId('r13'), WU, '14-302 武姐', NOON);
    p.account.answer = (message) =>
      'person' in message.to
        ? { state: 'refused', reason: 'cannot begin', retryAfterMs: null, concerns: 'cold' }
        : accepts(message);
    for (const text of ['邻居投诉的处理结果', '还有一条'])
      await p.say(text, { to: { person: WU }, audience: 'person' });
    await p.outbox.flush();
    const hints = p.account.sent.filter(({ to }) => 'room' in to);
    expect(hints).toHaveLength(1);
    expect(hints[0]?.mentions.map(({ id }) => id)).toEqual([WU]);
    expect(hints[0]?.text).not.toContain('投诉');
    p.account.answer = accepts;
    p.account.sent.length = 0;
    await p.outbox.flush();
    expect(p.account.texts).toEqual([]);
    await releaseFor(p.store.db, WU, p.clock.now());
    await p.outbox.flush();
    expect(p.account.texts).toEqual(['邻居投诉的处理结果', '还有一条']);
  });
});

describe('A person who never writes first', () => {
  test('is tried once again after a week; then the text has failed', async () => {
    const p = await post();
    p.account.answer = () => ({ state: 'refused', reason: 'cannot begin', retryAfterMs: null, concerns: 'cold' });
    const id = await p.say('处理结果', { to: { person: WU }, audience: 'person' });
    await p.outbox.flush();
    expect((await p.stateOf(id)).state).toBe('queued');
    p.clock.set(NOON + 7 * 24 * HOUR);
    await p.outbox.flush();
    expect(await p.stateOf(id)).toMatchObject({ state: 'failed', error: 'the person never wrote first' });
    expect(p.account.texts).toHaveLength(2);
  });
});

describe('Acknowledgements said together', () => {
  test('lose none when the first try came to nothing and another came meanwhile', async () => {
    const p = await post();
    p.account.answer = () => unready;
    const numbers: number[] = [];
    const acknowledge = async () => {
      const { number } = await insertTicket(p.store.db, ticket({ status: 'open', summary: '路灯不亮' }), 'report');
      numbers.push(number);
      await p.say(`#${String(number)}`, { purpose: 'ack', ticket: number });
    };
    for (let i = 0; i < 3; i += 1) await acknowledge();
    await p.outbox.flush();
    await acknowledge();
    p.account.answer = accepts;
    p.clock.set(NOON + MINUTE);
    await p.outbox.flush();
    const last = p.account.texts.at(-1) ?? '';
    expect(numbers.filter((number) => !last.includes(`${String(number)}号`))).toEqual([]);
  });
});

describe('The account sees its own text', () => {
  const source = (p: Awaited<ReturnType<typeof post>>) => ({
    platform: p.account.platform,
    account: p.account.account,
  });
  const to = { room: roomId('r13') };

  test('a text that was taken is delivered', async () => {
    const p = await post();
    const id = await p.say('路灯修好了');
    await p.outbox.flush();
    await p.outbox.echoed({ source: source(p), to, id: messageId(`p${String(id)}`), text: '路灯修好了' }, NOON);
    expect((await p.stateOf(id)).state).toBe('delivered');
  });

  test('a text of unknown fate is found by its words, also behind the names of those mentioned, and is not sent again', async () => {
    const p = await post();
    p.account.answer = () => ({ state: 'unknown', reason: 'reset' });
    const id = await p.say('路灯修好了');
    await p.outbox.flush();
    await p.outbox.echoed({ source: source(p), to, id: messageId('e1'), text: '@武姐 路灯修好了' }, NOON + SECOND);
    expect((await p.stateOf(id)).state).toBe('delivered');
    p.clock.set(NOON + HOUR);
    await p.outbox.flush();
    expect(p.account.texts).toEqual(['路灯修好了']);
  });

  test('of two with the same words each echo settles one; without an echo the fate stays unknown', async () => {
    const p = await post();
    p.account.answer = () => ({ state: 'unknown', reason: 'reset' });
    const first = await p.say('已通知物业');
    const second = await p.say('已通知物业');
    await p.outbox.flush();
    await p.outbox.echoed({ source: source(p), to, id: messageId('e1'), text: '已通知物业' }, NOON + SECOND);
    expect([(await p.stateOf(first)).state, (await p.stateOf(second)).state]).toEqual(['delivered', 'unknown']);
  });

  test('an echo belongs to the text being sent rather than to an earlier one of the same words and unknown fate', async () => {
    const p = await post();
    p.account.answer = () => ({ state: 'unknown', reason: 'reset' });
    const lost = await p.say('请大家确认回执');
    await p.outbox.flush();
    p.account.answer = async (message) => {
      await p.outbox.echoed({ source: source(p), to, id: messageId('e1'), text: '请大家确认回执' }, NOON + SECOND);
      return accepts(message);
    };
    p.clock.set(NOON + MINUTE);
    const again = await p.say('请大家确认回执');
    await p.outbox.flush();
    expect([(await p.stateOf(lost)).state, (await p.stateOf(again)).state]).toEqual(['unknown', 'delivered']);
  });

  test('what the account said by hand, or somewhere else, settles nothing', async () => {
    const p = await post();
    p.account.answer = () => ({ state: 'unknown', reason: 'reset' });
    const id = await p.say('路灯修好了');
    await p.outbox.flush();
    await p.outbox.echoed({ source: source(p), to, id: messageId('e1'), text: '我是小王,手动说一句' }, NOON);
    await p.outbox.echoed(
      { source: source(p), to: { room: roomId('r14') }, id: messageId('e2'), text: '路灯修好了' },
      NOON,
    );
    expect((await p.stateOf(id)).state).toBe('unknown');
  });
});

describe('Buttons', () => {
  test('stand under what staff may answer with one word, as the ticket stands when it is said', async () => {
    const p = await post();
    p.account.capabilities = { ...p.account.capabilities, buttons: true };
    const { number } = await insertTicket(p.store.db, ticket({ status: 'open' }), 'report');
    const staff = { to: { room: roomId('s7') }, audience: 'staff', ticket: number } as const;
    await p.say('新的事', { ...staff, purpose: 'status' });
    await p.say('居民看的', { ticket: number, purpose: 'status' });
    await p.outbox.flush();
    expect(p.account.sent.map(({ buttons }) => buttons.map(({ says }) => says))).toEqual([
      [`受理 ${String(number)}`],
      [],
    ]);
  });

  test('a platform without buttons is given none', async () => {
    const p = await post();
    const { number } = await insertTicket(p.store.db, ticket({ status: 'open' }), 'report');
    await p.say('新的事', { to: { room: roomId('s7') }, audience: 'staff', ticket: number });
    await p.outbox.flush();
    expect(p.account.sent[0]?.buttons).toEqual([]);
  });
});

describe('A text of which nobody kept what came', () => {
  test('is unknown after ten minutes, also without a restart, and is not sent again', async () => {
    const p = await post();
    const id = await p.say('路灯修好了');
    await p.store.db
      .updateTable('outbox')
      .set({ state: 'sending', booked_at: NOON, account: 'double/bot' })
      .where('id', '=', id)
      .execute();
    p.clock.set(NOON + 9 * MINUTE);
    await p.outbox.flush();
    expect((await p.stateOf(id)).state).toBe('sending');
    p.clock.set(NOON + 11 * MINUTE);
    await p.outbox.flush();
    expect((await p.stateOf(id)).state).toBe('unknown');
    expect(p.account.texts).toEqual([]);
  });
});
