import { describe, expect, test } from 'vitest';
import { labels, said, type LanguageServer } from '../support/language-server.js';
import { incoming, SHORT_SECONDS, townWithModel, unsureOf, eachWithServer } from './support.js';
import { keepMessage } from '../../src/store/messages.js';

let server: LanguageServer;
eachWithServer((made) => (server = made));

const LAMP = '3号楼门口的路灯不亮了';
const BANTER = '老王晚上来打牌不';

describe('A town with a language model', () => {
  test('what the model sees and the embedded reader does not becomes a ticket with the labels and the place it named', async () => {
    server.behave(labels(() => said({ act: 'report', category: 'greenery', urgency: 'urgent', location: '北门' })));
    const town = await townWithModel({ url: server.url });
    await town.hear('m1', 'r3', 'li', `${BANTER},北门那边`);
    expect(await town.ticketOf('m1')).toMatchObject({
      status: 'open',
      act: 'report',
      category: 'greenery',
      urgency: 'urgent',
      location: '北门',
    });
  });

  test('what the model knows to be talk is left alone where the embedded reader was not sure', async () => {
    server.behave(labels(() => said({ act: 'chat', category: null, urgency: null })));
    const town = await townWithModel({ url: server.url, embedded: await unsureOf(/路灯/, 0.6) });
    await town.hear('m1', 'r3', 'li', LAMP);
    expect(town.reading('m1').act).toBe('chat');
    expect((await town.tickets()).filter((t) => t.status === 'open')).toEqual([]);
  });

  test('what the embedded reader surely takes for a matter is not silenced by the model: staff are asked', async () => {
    server.behave(labels(() => said({ act: 'chat', category: null, urgency: null })));
    const town = await townWithModel({ url: server.url });
    await town.hear('m1', 'r3', 'li', LAMP);
    expect(server.received).toHaveLength(1);
    expect(await town.ticketOf('m1')).toMatchObject({ status: 'proposed' });
  });

  test('telephone, people and time stay what the embedded reader found', async () => {
    server.behave(labels(() => said({ act: 'request', category: 'care' })));
    const town = await townWithModel({ url: server.url });
    await town.hear('m1', 'r3', 'li', '我妈想麻烦哪位帮忙带点菜,电话13800000123');
    expect(await town.ticketOf('m1')).toMatchObject({ act: 'request', category: 'care', phones: ['13800000123'] });
  });

  test('the endpoint is asked with the model and key of the town, in the form of a schema', async () => {
    const town = await townWithModel({ url: server.url, key: 'sk-of-the-town' });
    await town.hear('m1', 'r3', 'li', LAMP);
    const [request] = server.received;
    expect(request).toMatchObject({ path: '/v1/chat/completions', model: 'qwen-test', key: 'Bearer sk-of-the-town' });
    expect(request?.format).toBe('json_schema');
    expect(town.log()).not.toContain('sk-of-the-town');
  });

  test('without a key none is sent', async () => {
    const town = await townWithModel({ url: server.url });
    await town.hear('m1', 'r3', 'li', LAMP);
    expect(server.received[0]?.key).toBeNull();
  });

  test('a server that knows no schemas is asked for JSON, once and for all', async () => {
    server.behave(
      { kind: 'status', status: 400 },
      labels(() => said({ act: 'report', category: 'greenery' })),
    );
    const town = await townWithModel({ url: server.url });
    await town.hear('m1', 'r3', 'li', LAMP);
    await town.hear('m2', 'r5', 'yu', '5号楼的电梯又停了');
    expect(server.received.map((r) => r.format)).toEqual(['json_schema', 'json_object', 'json_object']);
    expect((await town.ticketOf('m1'))?.category).toBe('greenery');
  });

  test('commands, sure receipts, ratings, private words and bare pictures are not asked about', async () => {
    const town = await townWithModel({ url: server.url });
    await town.hear('m1', 'slh', 'zhou', '工单');
    await town.hear('m2', 'r3', 'li', '@微格 我的工单', { mentionsBot: true });
    await town.hear('m3', 'r3', 'li', '收到');
    await town.hear('m4', null, 'li', '我家楼上漏水了,3单元');
    await town.hear('m5', 'r3', 'li', '', { images: ['abc'] });
    await town.hear('m6', 'slh', 'zhou', '受里 12');
    expect(server.received).toEqual([]);
    expect(await town.ticketOf('m4')).not.toBeNull();
  });

  test('asked only where the embedded reader is unsure: a plain matter and plain talk stay here', async () => {
    const embedded = await unsureOf(/那样/, 0.65);
    const town = await townWithModel({ url: server.url, language: { when: 'unsure' }, embedded });
    await town.hear('m1', 'r3', 'li', LAMP);
    await town.hear('m2', 'r5', 'yu', '大家早上好');
    expect(server.received).toEqual([]);
    await town.hear('m3', 'd1', 'xu', '那个门又那样了,昨天也是');
    expect(server.received).toHaveLength(1);
  });

  test('how unsure is unsure stands in the configuration', async () => {
    const embedded = await unsureOf(/那样/, 0.65);
    const town = await townWithModel({ url: server.url, language: { when: 'unsure', unsureBelow: 0.1 }, embedded });
    await town.hear('m1', 'd1', 'xu', '大家好,那样挺好');
    expect(server.received).toEqual([]);
  });
});

describe('Emergencies', () => {
  test('are not asked about', async () => {
    server.behave({ kind: 'never' });
    const town = await townWithModel({ url: server.url });
    await town.hear('m1', 'r3', 'mao', '我家着火了快来人');
    expect(server.received).toEqual([]);
    expect(await town.ticketOf('m1')).toMatchObject({ urgency: 'emergency', status: 'open' });
  });

  test('end the wait of what stands before them in the room, in order', async () => {
    server.behave({ kind: 'never' });
    const town = await townWithModel({ url: server.url, language: { timeoutSeconds: 30 } });
    await town.say('m1', 'r3', 'li', LAMP);
    await server.requests(1);
    await town.say('m2', 'r3', 'fan', '大家吃了吗');
    await town.say('m3', 'r3', 'mao', '有人触电倒地了,快打120');
    await town.bot.idle();
    expect(town.readings.map((r) => r.message)).toEqual(['m1', 'm2', 'm3']);
    expect(await town.ticketOf('m3')).toMatchObject({ urgency: 'emergency' });
    expect(await town.ticketOf('m1')).toMatchObject({ status: 'open' });
    expect(server.received).toHaveLength(1);
  });

  test('the model may see one that the embedded reader does not', async () => {
    server.behave(labels(() => said({ act: 'report', category: 'safety', urgency: 'emergency' })));
    const town = await townWithModel({ url: server.url });
    await town.hear('m1', 'r3', 'li', '楼下那位大爷坐那儿半天没动弹,喊也不应');
    expect(await town.ticketOf('m1')).toMatchObject({ urgency: 'emergency', status: 'open' });
  });
});

describe('Rooms and their order', () => {
  test('messages that wait in a room go out together, with the talk before them once', async () => {
    server.behave({ kind: 'held', then: labels(() => said()) });
    const town = await townWithModel({ url: server.url, language: { timeoutSeconds: 30 } });
    await town.say('m1', 'r3', 'li', LAMP);
    await server.requests(1);
    for (const [at, who] of ['fan', 'duo', 'wei'].entries())
      await town.say(`n${at}`, 'r3', who, `那边第${at}排也不行了`);
    server.behave(labels(({ text }) => said({ act: text.includes('第1排') ? 'question' : 'detail' })));
    server.release();
    await town.bot.idle();
    expect(server.received).toHaveLength(2);
    expect(server.received[1]?.messages.map((m) => m.text)).toEqual([
      '那边第0排也不行了',
      '那边第1排也不行了',
      '那边第2排也不行了',
    ]);
    expect(server.received[1]?.talk.map((t) => t.text)).toEqual([LAMP]);
    expect(town.readings.map((r) => r.message)).toEqual(['m1', 'n0', 'n1', 'n2']);
    expect(town.readings.map((r) => r.act).slice(1)).toEqual(['detail', 'question', 'detail']);
  });

  test('other rooms go on while the server hangs', async () => {
    server.behave(
      { kind: 'never' },
      labels(() => said()),
    );
    const town = await townWithModel({ url: server.url, language: { timeoutSeconds: 30 } });
    await town.say('m1', 'r3', 'li', LAMP);
    await server.requests(1);
    await town.say('m2', 'r5', 'yu', '5号楼的电梯又停了');
    await town.handled('m2');
    expect(await town.ticketOf('m2')).toMatchObject({ status: 'open' });
    expect(town.readings.map((r) => r.message)).toEqual(['m2']);
    await town.say('m3', 'r3', 'mao', '着火了!快来救命');
    await town.bot.idle();
    expect(town.readings.map((r) => r.message)).toEqual(['m2', 'm1', 'm3']);
  });

  test('a room holds its order while answers come late', async () => {
    const town = await townWithModel({ url: server.url, language: { timeoutSeconds: SHORT_SECONDS } });
    server.behave(
      { kind: 'never' },
      labels(() => said()),
      { kind: 'never' },
      labels(() => said()),
    );
    for (let at = 0; at < 12; at += 1) await town.say(`m${at}`, 'r3', 'li', `第${at}件事:${at}号楼门口的灯不亮了`);
    await town.bot.idle();
    expect(town.readings.map((r) => r.message)).toEqual(Array.from({ length: 12 }, (_, at) => `m${at}`));
  });

  test('what was left over when the process ended is read at once by the embedded reader', async () => {
    server.behave({ kind: 'never' });
    const town = await townWithModel({ url: server.url });
    await keepMessage(town.store.db, incoming('m1', 'r3', 'li', LAMP, town.clock), town.clock.now());
    await town.bot.recover();
    expect(town.reading('m1').reasons).toBe('open:new-matter');
    expect(server.received).toEqual([]);
  });
});
