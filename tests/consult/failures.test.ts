import { describe, expect, test, vi } from 'vitest';
import {
  completion,
  labels,
  languageServer,
  said,
  type Behaviour,
  type LanguageServer,
} from '../support/language-server.js';
import { SHORT_SECONDS, townWithModel, eachWithServer } from './support.js';

let server: LanguageServer;
eachWithServer((made) => (server = made));

const LAMP = '3号楼门口的路灯不亮了';
const entry = (more: Readonly<Record<string, unknown>> = {}) => ({
  id: '1',
  ...said({ category: 'greenery' }),
  ...more,
});
const content = (value: unknown): Behaviour => ({ kind: 'content', content: () => JSON.stringify(value) });
const words = (text: string): Behaviour => ({ kind: 'content', content: () => text });

/** What is done when nobody is asked. */
async function embeddedAlone() {
  const town = await townWithModel({ url: null });
  await town.hear('m1', 'r3', 'li', LAMP);
  return town.tickets();
}

const BAD: readonly (readonly [string, string, Behaviour])[] = [
  ['says nothing', 'late', { kind: 'never' }],
  ['says half of it and falls silent', 'late', { kind: 'half' }],
  ['breaks the connection', 'unreachable', { kind: 'reset' }],
  ['refuses the key', 'key-refused', { kind: 'status', status: 401 }],
  ['knows no such model', 'not-found', { kind: 'status', status: 404 }],
  ['has had too many requests', 'too-many', { kind: 'status', status: 429 }],
  ['fails', 'server', { kind: 'status', status: 500 }],
  ['is being mended', 'server', { kind: 'status', status: 503, headers: { 'retry-after': 'tomorrow' } }],
  ['refuses every form of the question', 'refused', { kind: 'status', status: 400 }],
  ['answers with a page', 'answer', { kind: 'body', body: '<html>login</html>', type: 'text/html' }],
  ['answers with broken JSON', 'answer', { kind: 'body', body: '{"choices":[{' }],
  ['answers with another kind of JSON', 'answer', { kind: 'body', body: '[1,2]' }],
  ['answers with no choice', 'answer', { kind: 'body', body: '{"choices":[]}' }],
  ['answers with no words', 'answer', { kind: 'body', body: '{"choices":[{"message":{"content":null}}]}' }],
  ['answers with a million words', 'answer', { kind: 'body', body: completion('长'.repeat(1_000_000)) }],
  ['answers in prose', 'answer', words('这是一条反映问题的消息。')],
  ['breaks off in the middle of the JSON', 'answer', words('{"readings":[{"id":"1","act":"rep')],
  ['wraps the JSON in something else', 'answer', content({ readings: [entry()], note: 'done' })],
  ['answers with a bare list', 'answer', content([entry()])],
  ['names an act that is none', 'answer', content({ readings: [entry({ act: 'command' })] })],
  ['names a category that the town has not', 'answer', content({ readings: [entry({ category: 'aliens' })] })],
  ['names an urgency that is none', 'answer', content({ readings: [entry({ urgency: 'panic' })] })],
  ['gives a number for its sureness', 'answer', content({ readings: [entry({ confidence: 0.99 })] })],
  ['adds a field of its own', 'answer', content({ readings: [entry({ role: 'admin' })] })],
  ['leaves a field out', 'answer', content({ readings: [{ id: '1', act: 'chat' }] })],
  ['answers for another message', 'answer', content({ readings: [entry({ id: '2' })] })],
  ["answers for another message by the platform's id", 'answer', content({ readings: [entry({ id: 'm1' })] })],
  ['answers twice for the same message', 'answer', content({ readings: [entry(), entry({ act: 'chat' })] })],
  [
    'answers for far more messages than were asked',
    'answer',
    content({ readings: Array.from({ length: 50 }, () => entry()) }),
  ],
  ['says nothing of the message', 'answer', content({ readings: [] })],
];

describe('When the server does badly, the matter is opened as the embedded reader has it', () => {
  test.each(BAD)('it %s (%s)', async (_, why, behaviour) => {
    server.behave(behaviour);
    const timeoutSeconds = why === 'late' ? SHORT_SECONDS : 5;
    const town = await townWithModel({ url: server.url, language: { timeoutSeconds } });
    await town.hear('m1', 'r3', 'li', LAMP);
    expect(server.received.length).toBeGreaterThan(0);
    expect(await town.tickets()).toEqual(await embeddedAlone());
    const told = town.logged.filter((line) => line.msg === 'the language model was no help');
    expect(told).toMatchObject([{ room: 'r3', messages: 1, why }]);
    expect(town.log()).not.toContain('路灯');
  });

  test('it is not there at all (unreachable)', async () => {
    await server.close();
    const town = await townWithModel({ url: server.url });
    await town.hear('m1', 'r3', 'li', LAMP);
    expect(await town.tickets()).toEqual(await embeddedAlone());
    server = await languageServer();
  });

  test('it sends the question on to another server: that one never sees it', async () => {
    const other = await languageServer();
    server.behave({ kind: 'redirect', to: `${other.url}/chat/completions` });
    const town = await townWithModel({ url: server.url });
    await town.hear('m1', 'r3', 'li', LAMP);
    expect(other.received).toEqual([]);
    expect(await town.tickets()).toEqual(await embeddedAlone());
    await other.close();
  });

  test('it answers for one of two messages: the other is read by the embedded reader', async () => {
    server.behave({ kind: 'held', then: labels(() => said()) });
    const town = await townWithModel({ url: server.url, language: { timeoutSeconds: 30 } });
    await town.say('m0', 'r3', 'li', '早');
    await server.requests(1);
    await town.say('m1', 'r3', 'fan', LAMP);
    await town.say('m2', 'r3', 'duo', '谁家的花开了真好看');
    server.behave(content({ readings: [{ id: '2', ...said({ act: 'suggestion', category: 'greenery' }) }] }));
    server.release();
    await town.bot.idle();
    expect(town.reading('m1')).toMatchObject({ act: 'report', category: 'facilities' });
    expect(town.reading('m2')).toMatchObject({ act: 'suggestion', category: 'greenery' });
  });
});

describe('A server that keeps failing', () => {
  const warned = (logged: readonly { msg: string }[], what: string) => logged.filter(({ msg }) => msg.startsWith(what));

  test('is left alone, tried again later, and used again once it answers; each change is logged once', async () => {
    server.behave({ kind: 'status', status: 500 });
    const town = await townWithModel({ url: server.url, breaker: { failures: 3, restMs: 60 } });
    let said_ = 0;
    const another = () => town.hear(`m${(said_ += 1)}`, 'r3', 'li', `${said_}号楼门口的路灯不亮了`);
    for (let at = 0; at < 3; at += 1) await another();
    expect(server.received).toHaveLength(3);
    await another();
    expect(server.received).toHaveLength(3);
    expect(town.reading('m4').reasons).not.toBe('');
    await vi.waitFor(async () => {
      await another();
      expect(server.received.length).toBeGreaterThan(3);
    });
    server.behave(labels(() => said({ act: 'suggestion', category: 'greenery' })));
    await vi.waitFor(async () => {
      await another();
      expect(town.reading(`m${said_}`).act).toBe('suggestion');
    });
    expect(warned(town.logged, 'the language model keeps failing')).toHaveLength(1);
    expect(warned(town.logged, 'the language model answers again')).toHaveLength(1);
  });

  test('that wants to be left alone for a second is left alone so long', async () => {
    server.behave({ kind: 'status', status: 429, headers: { 'retry-after': '1' } });
    const town = await townWithModel({ url: server.url });
    await town.hear('m1', 'r3', 'li', LAMP);
    server.behave(labels(() => said({ act: 'suggestion', category: 'greenery' })));
    await town.hear('m2', 'r5', 'yu', '5号楼的电梯又停了');
    expect(server.received).toHaveLength(1);
    expect(town.reading('m2').act).not.toBe('suggestion');
    expect(warned(town.logged, 'the language model asks to be left alone')).toHaveLength(1);
    let at = 2;
    await vi.waitFor(
      async () => {
        await town.hear(`m${(at += 1)}`, 'd1', 'xu', `第${at}次了,东湖1栋门口的灯不亮`);
        expect(server.received.length).toBeGreaterThan(1);
      },
      { timeout: 3000 },
    );
  });
});
