import { describe, expect, test } from 'vitest';
import { photosIn } from '../../adapters/photos.js';
import { personId, roomId } from '../../src/model/ids.js';
import { buttonsOf } from '../support/telegram/double.js';
import { bench, eventually, type Bench } from './bench.js';

const sent = (b: Bench) => b.double.server.world.sent;
const TWO = [
  { label: '受理', says: '受理 12' },
  { label: '办结', says: '办结 12' },
];

describe('What goes out', () => {
  test('is plain text without previews, with marked mentions and the message answered, in the topic it belongs to', async () => {
    const b = await bench();
    const topic = b.double.crowd.openTopic(b.double.chat('r1').id, '停水');
    const asked = b.double.crowd.sayInTopic(b.double.chat('r1').id, topic, b.double.user('li'), { text: '几点' });
    const message = await eventually(() => b.sink.of('message')[0]);
    const mentions = [
      { id: b.double.personId('li'), name: '李姐' },
      { id: personId('wx:somebody'), name: '老王' },
    ];
    await b.adapter.send(
      b.speech('<b>8点</b>', { to: { room: message.room ?? roomId('none') }, replyTo: message.id, mentions }),
    );
    expect(sent(b)[0]).toMatchObject({
      text: '@李姐 @老王 <b>8点</b>',
      entities: [{ type: 'text_mention', offset: 0, length: 3, user: { id: b.double.user('li').id } }],
      link_preview_options: { is_disabled: true },
      message_thread_id: topic.message_id,
      reply_to_message: { message_id: asked.message_id },
    });
    await b.adapter.send(b.speech('群里'));
    expect(sent(b)[1]).not.toHaveProperty('message_thread_id');
  });

  test('an answer to a message that is gone goes out all the same', async () => {
    const b = await bench();
    const said = await b.double.say('m1', { room: 'r1', from: 'li', text: '灯坏了' });
    b.double.server.world.state(b.double.chat('r1').id).messages.clear();
    expect((await b.adapter.send(b.speech('收到', { replyTo: said }))).state).toBe('delivered');
    expect(sent(b)).toHaveLength(1);
  });

  test('a long text goes in parts, the buttons under the last', async () => {
    const b = await bench();
    await b.adapter.send(b.speech('很长的通知。'.repeat(1000), { buttons: TWO }));
    expect(sent(b).map((message) => buttonsOf(message).length)).toEqual([0, 2]);
  });

  test('more than three buttons stand in rows of three', async () => {
    const b = await bench();
    const buttons = ['1', '2', '3', '4', '5'].map((label) => ({ label, says: `${label}分` }));
    await b.adapter.send(b.speech('满意吗', { buttons }));
    const keyboard = sent(b)[0]?.['reply_markup'] as { inline_keyboard: unknown[][] };
    expect(keyboard.inline_keyboard.map((row) => row.length)).toEqual([3, 2]);
  });

  test('a place of another account is refused for good', async () => {
    const b = await bench();
    const result = await b.adapter.send(b.speech('错了', { to: { room: roomId('tg:other:-1') } }));
    expect(result).toMatchObject({ state: 'refused', retryAfterMs: null });
    expect(b.double.server.calls.filter(({ method }) => method.startsWith('send'))).toEqual([]);
  });

  test('a photo carries its text, whom it mentions, what it answers and its buttons', async () => {
    const find = () => Promise.resolve({ bytes: Buffer.from('x'), type: 'image/png' });
    const b = await bench({ photos: { ...photosIn('nowhere'), find } });
    const replyTo = await b.double.say('m1', { room: 'r1', from: 'li', text: '灯坏了' });
    const mentions = [{ id: b.double.personId('li'), name: '李姐' }];
    await b.adapter.send(b.speech('修好了', { images: ['a'.repeat(64)], replyTo, mentions, buttons: TWO }));
    expect(sent(b)).toMatchObject([
      {
        caption: '@李姐 修好了',
        caption_entities: [{ type: 'text_mention', user: { id: b.double.user('li').id } }],
        reply_to_message: { message_id: b.double.message('m1').message_id },
        reply_markup: { inline_keyboard: [[{ text: '受理' }, { text: '办结' }]] },
      },
    ]);
  });

  test('a photo with a long text follows it', async () => {
    const find = () => Promise.resolve({ bytes: Buffer.from('x'), type: 'image/png' });
    const b = await bench({ photos: { ...photosIn('nowhere'), find } });
    await b.adapter.send(b.speech('长'.repeat(1500), { images: ['a'.repeat(64)] }));
    expect(sent(b).map((message) => ('photo' in message ? 'photo' : 'text'))).toEqual(['text', 'photo']);
  });
});

describe('What came of it', () => {
  const answer = (code: number, description: string, parameters = {}) =>
    ({ kind: 'answer', code, description, parameters }) as const;
  const haste = answer(429, 'Too Many Requests: retry after 7', { retry_after: 7 });

  test('429: the room waits as long as told; two rooms within a second, and the account does', async () => {
    const b = await bench();
    await b.double.addRoom('r2');
    b.double.server.fail(/^send/, haste, haste);
    expect(await b.adapter.send(b.speech('一'))).toMatchObject({
      state: 'refused',
      retryAfterMs: 7000,
      concerns: 'room',
    });
    const other = { to: { room: b.double.roomId('r2') } };
    expect(await b.adapter.send(b.speech('二', other))).toMatchObject({ state: 'unready', retryAfterMs: 7000 });
  });

  test.each([
    [
      answer(403, 'Forbidden: bot is not a member of the supergroup chat'),
      { state: 'refused', concerns: 'room', retryAfterMs: null },
    ],
    [answer(400, 'Bad Request: chat not found'), { state: 'refused', concerns: 'room', retryAfterMs: null }],
    [
      answer(400, 'Bad Request: not enough rights to send text messages to the chat'),
      { state: 'refused', concerns: 'room' },
    ],
    [answer(400, 'Bad Request: message thread not found'), { state: 'refused', concerns: 'room', retryAfterMs: null }],
    [answer(401, 'Unauthorized'), { state: 'stopped' }],
    [answer(500, 'Internal Server Error'), { state: 'unknown' }],
    [{ kind: 'page', code: 200 } as const, { state: 'unknown' }],
  ])('in a room: %o', async (fault, expected) => {
    const b = await bench();
    b.double.server.fail(/^send/, fault);
    const result = await b.adapter.send(b.speech('一'));
    expect(result).toMatchObject(expected);
    expect(JSON.stringify(result)).not.toContain(b.double.server.token);
  });

  test.each([
    ["Forbidden: bot can't initiate conversation with a user", 403, 'cold'],
    ['Forbidden: bot was blocked by the user', 403, 'cold'],
    ['Bad Request: chat not found', 400, 'cold'],
    ['Forbidden: user is deactivated', 403, undefined],
  ])('in private: %s', async (description, code, concerns) => {
    const b = await bench();
    b.double.server.fail(/^send/, answer(code, description));
    const result = await b.adapter.send(b.speech('一', { to: { person: b.double.personId('li') } }));
    expect(result).toMatchObject({ state: 'refused', retryAfterMs: null });
    expect('concerns' in result ? result.concerns : undefined).toBe(concerns);
    expect(b.sink.of('botOut')).toEqual([]);
  });

  test('when a later part fails the text is unknown, and says which parts are out', async () => {
    const b = await bench();
    b.double.server.fail(/^sendMessage$/, { kind: 'pass' }, answer(403, 'Forbidden: bot was kicked from the chat'));
    const result = await b.adapter.send(b.speech('很长的通知。'.repeat(1000)));
    expect(result).toMatchObject({ state: 'unknown', reason: expect.stringMatching(/^1 of 2 parts are out.*kicked/) });
    expect(sent(b)).toHaveLength(1);
  });

  test('when a later part comes too soon it waits as told and the text goes out whole', async () => {
    const b = await bench();
    b.double.server.fail(/^sendMessage$/, { kind: 'pass' }, answer(429, 'Too Many Requests', { retry_after: 0 }));
    expect((await b.adapter.send(b.speech('很长的通知。'.repeat(1000)))).state).toBe('delivered');
    expect(sent(b)).toHaveLength(2);
  });

  test('an account that goes too fast for Telegram is told how long to wait, room by room', async () => {
    const b = await bench();
    b.double.server.methods.limits = { perChatMs: 60_000 };
    expect((await b.adapter.send(b.speech('一'))).state).toBe('delivered');
    expect(await b.adapter.send(b.speech('二'))).toMatchObject({
      state: 'refused',
      retryAfterMs: 60_000,
      concerns: 'room',
    });
  });

  test('nobody listens: nothing was sent, so the text keeps its place', async () => {
    const b = await bench();
    await b.double.goDown();
    expect(await b.adapter.send(b.speech('一'))).toMatchObject({ state: 'unready' });
  });
});

describe('A button', () => {
  const press = (b: Bench, who: string, label = '受理', old = false) => {
    const { message, data } = b.double.button(label);
    return b.double.crowd.press(message, b.double.user(who), data, old);
  };
  const toast = (b: Bench, id: string) => eventually(() => b.double.server.methods.toasts.get(id));

  test('pressed twice by one person is one message, and the second press is told so, also after a new start', async () => {
    const b = await bench();
    const result = await b.adapter.send(b.speech('12号', { buttons: TWO }));
    expect(await toast(b, press(b, 'li'))).toBe('收到:受理 12');
    expect(await toast(b, press(b, 'li'))).toBe('您已经按过了');
    await b.adapter.stop();
    await b.again();
    expect(await toast(b, press(b, 'li'))).toBe('您已经按过了');
    expect(b.sink.of('message')).toMatchObject([
      {
        room: b.double.roomId('r1'),
        from: b.double.personId('li'),
        text: '受理 12',
        kind: 'text',
        quote: 'id' in result ? result.id : '',
        mentionsBot: true,
      },
    ]);
  });

  test('pressed by two people, or two buttons by one, are as many messages', async () => {
    const b = await bench();
    await b.adapter.send(b.speech('12号', { buttons: TWO }));
    for (const [who, label] of [
      ['li', '受理'],
      ['wang', '受理'],
      ['li', '办结'],
    ] as const)
      await toast(b, press(b, who, label));
    expect(new Set(b.sink.of('message').map(({ id }) => id)).size).toBe(3);
  });

  test('with words longer than a button carries says them whole; forgotten words ask to type', async () => {
    const b = await bench();
    const says = `办结 12 ${'已经换好了新的灯泡,'.repeat(8)}`;
    await b.adapter.send(b.speech('12号', { buttons: [{ label: '长', says }] }));
    await toast(b, press(b, 'li', '长'));
    expect(b.sink.of('message')[0]?.text).toBe(says);
    const { message } = b.double.button('长');
    const forgotten = b.double.crowd.press(message, b.double.user('li'), 'k:unknown');
    expect(await toast(b, forgotten)).toBe('这条已经过期,请直接打字');
    expect(b.sink.of('message')).toHaveLength(1);
  });

  test('on a message too old to be shown still speaks in its room', async () => {
    const b = await bench();
    await b.adapter.send(b.speech('12号', { buttons: TWO }));
    await toast(b, press(b, 'li', '受理', true));
    expect(b.sink.of('message')[0]).toMatchObject({ room: b.double.roomId('r1'), text: '受理 12' });
  });

  test('whose press can no longer be answered counts all the same', async () => {
    const b = await bench();
    await b.adapter.send(b.speech('12号', { buttons: TWO }));
    b.double.server.fail(/^answerCallbackQuery$/, {
      kind: 'answer',
      code: 400,
      description: 'Bad Request: query is too old',
    });
    press(b, 'li');
    expect((await eventually(() => b.sink.of('message')[0])).text).toBe('受理 12');
  });
});
