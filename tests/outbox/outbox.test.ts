import { describe, expect, test } from 'vitest';
import { roomId, personId } from '../../src/model/ids.js';
import { abandonSending, outboxByPlatformMessage, settle } from '../../src/store/outbox.js';
import { insertTicket } from '../../src/store/tickets.js';
import { ticket } from '../tickets/sample.js';
import { accepts, HOUR, MINUTE, NOON, post, rulesWith, SECOND, type Post } from './support.js';

describe('Saying one text', () => {
  test('it is booked before it is sent, and noted as taken after', async () => {
    const p = await post();
    const id = await p.say('路灯修好了');
    let during = '';
    p.account.answer = async (message) => {
      during = (await p.stateOf(message.outboxId)).state;
      return accepts(message);
    };
    await p.outbox.flush();
    expect(during).toBe('sending');
    expect(await p.stateOf(id)).toMatchObject({ state: 'accepted', attempts: 1 });
    expect(p.told).toMatchObject([{ type: 'sent', at: NOON }]);
  });

  test('it goes to the platform with its mentions, its quote and our own number', async () => {
    const p = await post();
    const id = await p.say('姚丽燕已受理', { mentions: [personId('yao')] });
    await p.outbox.flush();
    expect(p.account.sent).toEqual([
      {
        to: { room: 'r13' },
        images: [],
        link: null,
        buttons: [],
        text: '姚丽燕已受理',
        mentions: [{ id: 'yao', name: '姚丽燕' }],
        replyTo: null,
        outboxId: id,
      },
    ]);
  });

  test('when the platform shows it, it is delivered and may still be quoted', async () => {
    const p = await post();
    const id = await p.say('路灯修好了');
    await p.outbox.flush();
    await settle(p.store.db, id, { state: 'delivered', at: NOON + 1 });
    expect((await p.stateOf(id)).state).toBe('delivered');
    expect((await outboxByPlatformMessage(p.store.db, `p${String(id)}`))?.id).toBe(id);
  });

  test('what may only be said later waits until then', async () => {
    const p = await post();
    await p.say('明早八点停水', { notBefore: NOON + HOUR });
    await p.outbox.flush();
    expect(p.account.texts).toEqual([]);
    p.clock.set(NOON + HOUR);
    await p.outbox.flush();
    expect(p.account.texts).toEqual(['明早八点停水']);
  });
});

describe('When a text is refused', () => {
  const rules = rulesWith({ pacing: { attempts: 4, retrySeconds: 30 } });

  test('it is tried again, each wait twice as long, and given up after the last try', async () => {
    const p = await post({ rules });
    const id = await p.say('路灯修好了');
    p.account.answer = () => ({ state: 'refused', reason: '频率过高', retryAfterMs: 1000 });
    const waits: number[] = [];
    for (let i = 0; i < 10; i += 1) {
      await p.outbox.flush();
      const { state, not_before } = await p.stateOf(id);
      if (state !== 'queued') break;
      waits.push((not_before - p.clock.now()) / SECOND);
      p.clock.set(not_before);
    }
    expect(waits).toEqual([30, 60, 120]);
    expect(await p.stateOf(id)).toMatchObject({ state: 'failed', attempts: 4, error: '频率过高' });
    expect(p.account.sent).toHaveLength(4);
  });

  test('a longer wait that the platform asks for is kept', async () => {
    const p = await post({ rules });
    const id = await p.say('路灯修好了');
    p.account.answer = () => ({ state: 'refused', reason: '掉线', retryAfterMs: HOUR });
    await p.outbox.flush();
    expect((await p.stateOf(id)).not_before).toBe(NOON + HOUR);
  });

  test('without a next try it has failed at once', async () => {
    const p = await post({ rules });
    const id = await p.say('路灯修好了');
    p.account.answer = () => ({ state: 'refused', reason: '不是好友', retryAfterMs: null });
    await p.outbox.flush();
    expect(await p.stateOf(id)).toMatchObject({ state: 'failed', attempts: 1 });
  });

  test('a text taken out of the queue while it was being looked at stays out', async () => {
    const p = await post({ rules });
    const id = await p.say('通知', { lane: 'notice' });
    p.account.answer = async () => {
      await settle(p.store.db, id, { state: 'dropped', at: NOON, error: '取消' });
      return { state: 'refused', reason: '频率过高', retryAfterMs: 1000 };
    };
    await p.outbox.flush();
    expect((await p.stateOf(id)).state).toBe('dropped');
  });
});

describe('When nobody knows whether a text went out', () => {
  const never = async (p: Post, id: number) => {
    for (const hours of [1, 2, 30]) {
      p.clock.set(NOON + hours * HOUR);
      await p.again().flush();
    }
    expect(p.account.sent).toHaveLength(1);
    expect((await p.stateOf(id)).state).toBe('unknown');
  };

  test('it is not said again', async () => {
    const p = await post();
    const id = await p.say('路灯修好了');
    p.account.answer = () => ({ state: 'unknown', reason: '超时' });
    await p.outbox.flush();
    await never(p, id);
  });

  test('nor after an account that broke its promise and threw', async () => {
    const p = await post();
    const id = await p.say('路灯修好了');
    p.account.answer = () => Promise.reject(new Error('socket hang up'));
    await p.outbox.flush();
    await never(p, id);
  });

  test('nor after the process ended between booking and hearing what came of it', async () => {
    const p = await post();
    const id = await p.say('路灯修好了');
    p.account.answer = () => new Promise(() => undefined);
    void p.outbox.flush();
    while (p.account.sent.length === 0) await new Promise(setImmediate);
    expect((await p.stateOf(id)).state).toBe('sending');
    p.account.answer = accepts;
    expect(await abandonSending(p.store.db, NOON)).toBe(1);
    await never(p, id);
  });
});

describe('The order of the lanes', () => {
  test('the most pressing first, then the oldest', async () => {
    const p = await post();
    await p.say('日报', { lane: 'digest', purpose: 'digest' });
    await p.say('通知', { lane: 'notice', purpose: 'notice' });
    await p.say('答复一');
    await p.say('答复二');
    await p.say('打119', { lane: 'emergency' });
    await p.outbox.flush();
    expect(p.account.texts).toEqual(['打119', '答复一', '答复二', '通知', '日报']);
  });

  test('an emergency that comes while a broadcast is under way is the very next text', async () => {
    const p = await post();
    for (let i = 1; i <= 5; i += 1) await p.say(`通知${String(i)}`, { lane: 'notice', purpose: 'notice' });
    p.account.answer = async (message) => {
      if (message.text === '通知2') await p.say('打119', { lane: 'emergency' });
      return accepts(message);
    };
    await p.outbox.flush();
    expect(p.account.texts).toEqual(['通知1', '通知2', '打119', '通知3', '通知4', '通知5']);
  });
});

describe('One room and another', () => {
  test('what fails in one does not stop the others', async () => {
    const p = await post();
    p.account.answer = (message) => {
      if ('room' in message.to && message.to.room === 'r13') throw new Error('这个群坏了');
      return accepts(message);
    };
    const bad = await p.say('一');
    const good = await p.say('二', { to: { room: roomId('r14') } });
    const staff = await p.say('三', { to: { room: roomId('s7') }, audience: 'staff' });
    await p.outbox.flush();
    expect((await p.stateOf(bad)).state).toBe('unknown');
    expect((await p.stateOf(good)).state).toBe('accepted');
    expect((await p.stateOf(staff)).state).toBe('accepted');
  });

  test('a room that has heard enough waits, the other is spoken in', async () => {
    const p = await post({ rules: rulesWith({ conduct: { messagesPerHour: 2 } }) });
    for (const text of ['一', '二', '三']) await p.say(text);
    await p.say('四', { to: { room: roomId('r14') } });
    await p.outbox.flush();
    expect(p.account.texts).toEqual(['一', '二', '四']);
    p.clock.set(NOON + HOUR - 1);
    await p.outbox.flush();
    expect(p.account.texts).toHaveLength(3);
    p.clock.set(NOON + HOUR);
    await p.outbox.flush();
    expect(p.account.texts).toEqual(['一', '二', '四', '三']);
  });
});

describe('A slow account', () => {
  test('texts go one at a time, and those that come meanwhile go in the same run', async () => {
    const p = await post();
    let atOnce = 0;
    let most = 0;
    p.account.answer = async (message) => {
      most = Math.max(most, (atOnce += 1));
      if (message.text === '一') await p.say('三');
      await new Promise(setImmediate);
      atOnce -= 1;
      return accepts(message);
    };
    await p.say('一');
    await p.say('二');
    await Promise.all([p.outbox.flush(), p.outbox.flush()]);
    expect(most).toBe(1);
    expect(p.account.texts).toEqual(['一', '二', '三']);
  });

  test('a text queued while the last look at the queue ends is not left lying', async () => {
    const p = await post();
    await p.say('一');
    const first = p.outbox.flush();
    const rest = first.then(async () => {
      await p.say('二');
      await p.outbox.flush();
    });
    await rest;
    expect(p.account.texts).toEqual(['一', '二']);
  });

  test('pauses between texts are kept over two rounds', async () => {
    const p = await post({ paced: true, rules: rulesWith({ pacing: { perRoomSeconds: 10, jitterSeconds: [2, 2] } }) });
    for (const text of ['一', '二', '三']) await p.say(text);
    const times: number[] = [];
    for (let i = 0; i < 40; i += 1) {
      const before = p.account.sent.length;
      await p.outbox.flush();
      if (p.account.sent.length > before) times.push((p.clock.now() - NOON) / SECOND);
      p.clock.set(p.clock.now() + SECOND);
    }
    expect(times).toEqual([0, 10, 20]);
  });
});

describe('Acknowledgements that piled up', () => {
  const twoTickets = async (p: Post): Promise<number[]> => {
    const ids: number[] = [];
    for (const summary of ['路灯不亮', '下水道堵了']) {
      const draft = ticket({ summary, unit: p.unit });
      const kept = await p.store.transact((tx) => insertTicket(tx, draft, 'report'));
      ids.push(await p.say(`记下了(${summary})`, { purpose: 'ack', ticket: kept.number, mentions: [personId('yao')] }));
    }
    return ids;
  };

  test('go as one that names them all, and each only once', async () => {
    const p = await post();
    const [first, second] = await twoTickets(p);
    await p.outbox.flush();
    expect(p.account.sent).toHaveLength(1);
    expect(p.account.texts[0]).toContain('路灯不亮');
    expect(p.account.texts[0]).toContain('下水道堵了');
    expect((await p.stateOf(first!)).state).toBe('accepted');
    expect((await p.stateOf(second!)).state).toBe('dropped');
    p.clock.set(NOON + MINUTE);
    await p.outbox.flush();
    expect(p.account.sent).toHaveLength(1);
  });

  test('on a paced account too each is said only once', async () => {
    const p = await post({ paced: true });
    await twoTickets(p);
    for (let i = 0; i < 30; i += 1) {
      await p.outbox.flush();
      p.clock.set(p.clock.now() + SECOND);
    }
    expect(p.account.sent).toHaveLength(1);
  });

  test('refused once, they are all said the next time', async () => {
    const p = await post();
    await twoTickets(p);
    p.account.answer = () => ({ state: 'refused', reason: '掉线', retryAfterMs: MINUTE });
    await p.outbox.flush();
    p.account.answer = accepts;
    p.clock.set(NOON + HOUR);
    await p.outbox.flush();
    expect(p.account.sent).toHaveLength(2);
    expect(p.account.texts[1]).toContain('路灯不亮');
    expect(p.account.texts[1]).toContain('下水道堵了');
  });

  test('one that may only go later, and an emergency, are left out', async () => {
    const p = await post();
    await twoTickets(p);
    const later = await p.say('夜里的', { purpose: 'ack', notBefore: NOON + HOUR });
    const danger = await p.say('请马上打119', { purpose: 'ack', lane: 'emergency' });
    await p.outbox.flush();
    expect(p.account.texts[0]).toBe('请马上打119');
    expect((await p.stateOf(danger)).state).toBe('accepted');
    expect((await p.stateOf(later)).state).toBe('queued');
  });

  test('a matter told in confidence is not spelled out', async () => {
    const p = await post();
    const draft = ticket({ summary: '家里的事', confidential: true, unit: p.unit });
    const kept = await p.store.transact((tx) => insertTicket(tx, draft, 'report'));
    await p.say('记下了', { purpose: 'ack', ticket: kept.number });
    await twoTickets(p);
    await p.outbox.flush();
    expect(p.account.texts[0]).not.toContain('家里的事');
  });
});
