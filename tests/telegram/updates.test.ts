import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/cli/fail.js';
import { systemClock, VirtualClock } from '../../src/clock/clock.js';
import { COMMANDS } from '../../src/commands/index.js';
import { menusOf, RESIDENT_MENU, STAFF_MENU } from '../../adapters/telegram/menu.js';
import { LOCALES, words } from '../../src/message/reply/words.js';
import { telegramDouble } from '../support/telegram/double.js';
import { RecordingSink } from '../contracts/adapters/sink.js';
import { afterAll, bench, connect, eventually, type Bench } from './bench.js';

const texts = (b: Bench) => b.sink.of('message').map(({ text }) => text);
const say = (b: Bench, text: string) => b.double.say(text, { room: 'r1', from: 'li', text });
const CONFLICT = 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';
const answer = (code: number, description: string, parameters = {}) =>
  ({ kind: 'answer', code, description, parameters }) as const;

describe('Polling', () => {
  test('429 and 502 to a poll are survived', async () => {
    const b = await bench();
    b.double.server.fail(
      /^getUpdates$/,
      answer(429, 'Too Many Requests', { retry_after: 0 }),
      answer(502, 'Bad Gateway'),
      { kind: 'reset' },
    );
    await say(b, '一');
    await eventually(() => texts(b).includes('一'));
    await afterAll(b);
  });

  test('neighbours given in the wrong order are put right', async () => {
    const b = await bench();
    await b.adapter.stop();
    for (const text of ['一', '二', '三', '四']) await say(b, text);
    b.double.disturb('reorder');
    await b.again();
    await eventually(() => texts(b).length >= 4);
    expect(texts(b)).toEqual(['一', '二', '三', '四']);
  });

  test('nothing is confirmed before it is durable; what was kept is not handled again after a new start', async () => {
    const b = await bench();
    const release = b.sink.slow(b.double.roomId('r1'));
    await say(b, '一');
    await eventually(() => b.sink.tried.some(({ type }) => type === 'message'));
    release();
    await eventually(() => texts(b).includes('一'));
    await b.adapter.stop();
    await b.again();
    await afterAll(b);
    expect(texts(b)).toEqual(['一', '完']);
  });

  test('disk full while a slow update is noted: it is taken again, and what comes after it does not push it out', async () => {
    const b = await bench();
    const keep = b.sink.receive.bind(b.sink);
    const note = b.sink.remember.bind(b.sink);
    const full = { notes: 0, fails: (): void => undefined };
    const tooLate = new Promise<never>((_, fail) => (full.fails = () => fail(new Error('the disk is full'))));
    b.sink.receive = (event) => (event.type === 'message' && full.notes === 0 ? tooLate : keep(event));
    b.sink.remember = async (source, key, value) => {
      if (key === 'held' && full.notes === 0) {
        full.notes += 1;
        throw new Error('the disk is full');
      }
      await note(source, key, value);
    };
    await say(b, '一');
    await eventually(() => full.notes > 0);
    full.fails();
    await afterAll(b);
    expect(texts(b)).toEqual(['一', '完']);
  });

  test('numbers that begin anew after a week of silence are heard', async () => {
    const clock = new VirtualClock(1_700_000_000_000);
    const b = await bench({ clock });
    await say(b, '一');
    await eventually(() => texts(b).includes('一') && b.double.server.delivery.updates.length === 0);
    await b.adapter.stop();
    clock.set(clock.now() + 8 * 24 * 3600_000);
    b.double.server.delivery.renumber(5);
    await say(b, '二');
    await b.again();
    await eventually(() => texts(b).includes('二'));
  });

  test('second process for the same account: health names it, the account goes on trying, and what the other took is not given', async () => {
    const b = await bench({ timings: { pollSeconds: 1, conflictMs: 20, conflictOverMs: 400 } });
    b.double.server.fail(/^getUpdates$/, ...Array.from({ length: 4 }, () => answer(409, CONFLICT)));
    await say(b, '一');
    await eventually(() => /another program polls/.test(b.adapter.health().reason));
    await eventually(() => b.adapter.health().ok);
    expect(b.sink.of('down')[0]?.reason).toMatch(/another program polls/);
    expect(b.sink.of('gap')).toMatchObject([{ replayed: false }]);
    await eventually(() => texts(b).includes('一'));
  });

  test('a webhook that somebody set is taken away', async () => {
    const b = await bench({ started: false });
    b.double.server.delivery.setWebhook('http://127.0.0.1:9/elsewhere', null);
    await connect(b.adapter, b.sink);
    await afterAll(b);
    expect(b.double.server.delivery.webhook).toBeNull();
  });

  test('frozen: a server that takes polls and never answers is an outage, and over when it answers again', async () => {
    const b = await bench({ timings: { pollSeconds: 1, pollGraceMs: 200 } });
    b.double.server.frozen = true;
    const down = await eventually(() => b.sink.of('down')[0]);
    expect(down.reason).toMatch(/no answer in time/);
    await say(b, '一');
    b.double.server.frozen = false;
    await eventually(() => texts(b).includes('一'));
    expect(b.sink.of('gap')).toMatchObject([{ at: down.at, replayed: true }]);
  });

  test('more than a day away: what Telegram dropped meanwhile is told as lost', async () => {
    const clock = new VirtualClock(1_700_000_000_000);
    const b = await bench({ clock });
    await b.adapter.stop();
    clock.set(clock.now() + 25 * 3600_000);
    await b.again();
    const gap = await eventually(() => b.sink.of('gap')[0]);
    expect(gap).toMatchObject({ at: 1_700_000_000_000, until: clock.now(), replayed: false });
  });

  test('an update that is not as documented stands in nobody’s way', async () => {
    const b = await bench();
    b.double.server.delivery.push('message', {
      message_id: 1,
      date: 1,
      chat: { id: 1, type: 'group' },
      new_chat_members: 7,
    });
    await afterAll(b);
  });
});

describe('The token', () => {
  test('wrong token: the start is refused with what to do', async () => {
    const double = await telegramDouble(systemClock);
    try {
      double.env = () => ({ WEIGE_TELEGRAM_TOKEN: '100:another' });
      const adapter = await double.adapter();
      await expect(adapter.start(new RecordingSink())).rejects.toThrow(/WEIGE_TELEGRAM_TOKEN.*refuses.*BotFather/);
      double.env = () => ({});
      const without = await double.adapter();
      await expect(without.start(new RecordingSink())).rejects.toBeInstanceOf(InputError);
    } finally {
      await double.stop();
    }
  });

  test('refused later on: health says so', async () => {
    const b = await bench();
    b.double.server.fail(/^getUpdates$/, ...Array.from({ length: 50 }, () => answer(401, 'Unauthorized')));
    await say(b, '一');
    await eventually(() => /token is refused/.test(b.adapter.health().reason));
  });
});

describe('Privacy mode', () => {
  test('is told with what to do in BotFather, until it is off', async () => {
    const b = await bench({ started: false });
    b.double.server.methods.privacy = true;
    await connect(b.adapter, b.sink);
    await eventually(() => /setprivacy.*Disable.*add it again/.test(b.adapter.health().reason));
    b.double.server.methods.privacy = false;
    await eventually(() => b.adapter.health().ok);
  });
});

describe('The menu', () => {
  test('is set for private chats, groups and administrators, with names that are commands', async () => {
    const b = await bench();
    const set = await eventually(() => {
      const calls = b.double.server.calls.filter(({ method }) => method === 'setMyCommands');
      return calls.length === 3 && calls;
    });
    expect(set.map(({ params }) => params['scope'])).toEqual([
      { type: 'all_private_chats' },
      { type: 'all_group_chats' },
      { type: 'all_chat_administrators' },
    ]);
    const known = COMMANDS.map(({ english }) => english);
    expect([...RESIDENT_MENU, ...STAFF_MENU].filter((name) => !known.includes(name))).toEqual([]);
  });

  test.each(LOCALES)('has descriptions of the length that Telegram takes in %s', (locale) => {
    for (const { description } of menusOf(words(locale)).flatMap(({ commands }) => commands)) {
      expect(description.length).toBeGreaterThanOrEqual(3);
      expect(description.length).toBeLessThanOrEqual(100);
    }
  });
});

describe('The webhook', () => {
  const post = (b: Bench, headers: Record<string, string>, body: unknown) =>
    fetch(b.double.config().webhook?.url ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const secret = (b: Bench) => ({ 'x-telegram-bot-api-secret-token': b.double.secrets[1] ?? '' });

  test('a call without the secret, or with a wrong one, is answered 403 and not heard', async () => {
    const b = await bench({ webhook: true });
    const update = { update_id: 1, message: {} };
    expect((await post(b, {}, update)).status).toBe(403);
    expect((await post(b, { 'x-telegram-bot-api-secret-token': 'x' }, update)).status).toBe(403);
    expect((await post(b, secret(b), { no: 'update' })).status).toBe(400);
    expect(b.sink.tried).toEqual([]);
  });

  test('200 only once it is durable, 500 when it can not be kept', async () => {
    const b = await bench({ webhook: true });
    const message = {
      message_id: 1,
      date: 1_700_000_000,
      chat: b.double.chat('r1'),
      from: b.double.user('li'),
      text: '灯',
    };
    b.sink.full = true;
    expect((await post(b, secret(b), { update_id: 7, message })).status).toBe(500);
    b.sink.full = false;
    expect((await post(b, secret(b), { update_id: 7, message })).status).toBe(200);
    expect((await post(b, secret(b), { update_id: 7, message })).status).toBe(200);
    expect(texts(b)).toEqual(['灯']);
  });

  test('is set again when somebody set another', async () => {
    const b = await bench({ webhook: true });
    const ours = b.double.config().webhook?.url;
    await eventually(() => b.double.server.delivery.webhook?.url === ours);
    b.double.server.delivery.setWebhook('http://127.0.0.1:9/elsewhere', null);
    await eventually(() => b.double.server.delivery.webhook?.url === ours);
  });

  test('that Telegram can not reach makes the account unwell', async () => {
    const b = await bench({ webhook: true, timings: { watchMs: 3000 } });
    await b.adapter.stop();
    const next = await b.double.adapter();
    await next.start(b.sink);
    try {
      await eventually(() => b.double.server.delivery.webhook !== null && next.health().ok);
      b.sink.full = true;
      await say(b, '一');
      await eventually(() => /can't hand over 1 updates/.test(next.health().reason));
    } finally {
      b.sink.full = false;
      await next.stop();
    }
  });
});
