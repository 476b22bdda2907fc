import { describe, expect, test } from 'vitest';
import { PHOTO_LIMIT_BYTES, type Photos } from '../../adapters/photos.js';
import { PNG } from '../contracts/adapters/pictures.js';
import { OWNER } from '../support/telegram/crowd.js';
import { afterAll, bench, eventually, type Bench } from './bench.js';

const group = (b: Bench) => b.double.chat('r1').id;
const texts = (b: Bench) => b.sink.of('message').map(({ text }) => text);
const mention = (offset: number, length: number) => ({ type: 'mention', offset, length });
const command = (length: number) => ({ type: 'bot_command', offset: 0, length });

describe('Who speaks', () => {
  test('an anonymous administrator speaks as the group, under the title given to them', async () => {
    const b = await bench();
    const from = { id: 1087968824, is_bot: true, first_name: 'Group' };
    b.double.crowd.say(group(b), from, {
      text: '请大家存水',
      sender_chat: b.double.chat('r1'),
      author_signature: '格长',
    });
    await afterAll(b);
    expect(b.sink.of('message')[0]).toMatchObject({
      text: '请大家存水',
      fromName: '格长',
      from: `tg:telegram:${group(b)}`,
    });
  });

  test('another bot is no resident: its words and its coming are left out', async () => {
    const b = await bench();
    const other = { id: 99, is_bot: true, first_name: 'ad' };
    b.double.crowd.say(group(b), other, { text: '广告' });
    b.double.crowd.join(group(b), other);
    await afterAll(b);
    expect(b.sink.kept.map(({ type }) => type)).toEqual(['message']);
  });

  test('a post in a channel is no talk of a group', async () => {
    const b = await bench();
    b.double.server.world.addChat({ id: -1009, type: 'channel', title: '频道' });
    b.double.crowd.say(-1009, OWNER, { text: '通知' });
    await afterAll(b);
    expect(texts(b)).toEqual(['完']);
  });

  test('who changes their name is told with the new one, once for each room, with first and last name', async () => {
    const b = await bench();
    await b.double.say('m1', { room: 'r1', from: 'li', text: '一' });
    Object.assign(b.double.user('li'), { first_name: '3-1-102', last_name: '李姐' });
    await b.double.say('m2', { room: 'r1', from: 'li', text: '二' });
    await eventually(() => texts(b).includes('二'));
    await b.double.say('m3', { room: 'r1', from: 'li', text: '三' });
    await afterAll(b);
    expect(b.sink.of('rename')).toMatchObject([
      { room: b.double.roomId('r1'), person: b.double.personId('li'), name: '3-1-102 李姐' },
    ]);
  });

  test('a joining that is told twice, as a line and as a change of the member, is one', async () => {
    const b = await bench();
    b.double.crowd.join(group(b), b.double.user('li'));
    b.double.crowd.memberChanged(group(b), b.double.user('li'), 'left', 'member');
    b.double.crowd.memberChanged(group(b), b.double.user('wang'), 'member', 'left');
    await afterAll(b);
    expect(b.sink.of('join')).toHaveLength(1);
    expect(b.sink.of('leave')).toMatchObject([{ person: b.double.personId('wang') }]);
  });
});

describe('What is meant for the bot', () => {
  const name = '@weige_test_bot';

  test('a mention of its user name reads as the name that the town gave it', async () => {
    const b = await bench();
    b.double.crowd.say(group(b), b.double.user('li'), {
      text: `${name} 我的工单`,
      entities: [mention(0, name.length)],
    });
    const message = await eventually(() => b.sink.of('message')[0]);
    expect(message).toMatchObject({ text: '@微格 我的工单', mentionsBot: true, mentions: [] });
  });

  test('an answer to it is a quote and no mention', async () => {
    const b = await bench();
    const result = await b.adapter.send(b.speech('1号已受理'));
    b.double.crowd.say(group(b), b.double.user('li'), {
      text: '谢谢',
      reply_to_message: b.double.server.world.sent[0],
    });
    const message = await eventually(() => b.sink.of('message')[0]);
    expect(message).toMatchObject({ mentionsBot: false, quote: 'id' in result ? result.id : '' });
  });

  test('a command with its name loses the name; one for another bot is not heard; without a name it is heard as written', async () => {
    const b = await bench();
    const say = (text: string, length: number) =>
      b.double.crowd.say(group(b), b.double.user('li'), { text, entities: [command(length)] });
    say(`/mine${name}`, 5 + name.length);
    say('/mine@other_bot', 15);
    say('/mine', 5);
    await afterAll(b);
    expect(b.sink.of('message').map((m) => [m.text, m.mentionsBot])).toEqual([
      ['/mine', true],
      ['/mine', false],
      ['完', false],
    ]);
  });

  test('/start in private, which Telegram sends for newcomers, asks for help', async () => {
    const b = await bench();
    await b.double.say('m1', { room: null, from: 'li', text: '/start' });
    expect(await eventually(() => b.sink.of('message')[0])).toMatchObject({ text: '/help', room: null });
  });

  test('a user name is known once its owner has spoken', async () => {
    const b = await bench();
    Object.assign(b.double.user('wang'), { username: 'wang_shifu' });
    await b.double.say('m1', { room: 'r1', from: 'wang', text: '在' });
    b.double.crowd.say(group(b), b.double.user('li'), {
      text: '@wang_shifu @nobody 看',
      entities: [mention(0, 11), mention(12, 7)],
    });
    await afterAll(b);
    expect(b.sink.of('message')[1]?.mentions).toEqual([b.double.personId('wang')]);
  });
});

describe('Topics', () => {
  test('each is a room of its own with its name; the line that opened it is no quote', async () => {
    const b = await bench();
    const topic = b.double.crowd.openTopic(group(b), '停水');
    b.double.crowd.sayInTopic(group(b), topic, b.double.user('li'), { text: '几点来水' });
    await afterAll(b);
    const room = `tg:telegram:${group(b)}:t${topic.message_id}`;
    expect(b.sink.of('message')[0]).toMatchObject({ room, roomName: '1号楼群 · 停水', quote: null });
    expect(b.sink.of('roomName')[0]).toMatchObject({ room, name: '1号楼群 · 停水' });
  });

  test('a thread of answers in a group without topics is no room', async () => {
    const b = await bench();
    b.double.crowd.say(group(b), b.double.user('li'), { text: '回复', message_thread_id: 7 });
    expect(await eventually(() => b.sink.of('message')[0])).toMatchObject({ room: b.double.roomId('r1') });
  });
});

describe('A group that becomes a supergroup', () => {
  test('is told exactly once as certain, before what is said in it, whoever says it how often', async () => {
    const b = await bench();
    b.double.server.world.addChat({ id: -555, type: 'group', title: '旧群' });
    b.double.crowd.migrate(-555, -100555);
    b.double.crowd.say(-100555, b.double.user('li'), { text: '新群里说' });
    await eventually(() => texts(b).includes('新群里说'));
    const to = { room: 'tg:telegram:-555' } as unknown as { room: ReturnType<typeof b.double.roomId> };
    expect(await b.adapter.send(b.speech('还发旧群', { to }))).toMatchObject({ state: 'refused', retryAfterMs: 1 });
    expect(b.sink.of('roomId')).toMatchObject([
      { room: 'tg:telegram:-555', newId: 'tg:telegram:-100555', certain: true },
    ]);
    expect(b.sink.kept.map(({ type }) => type)).toEqual(['roomId', 'message']);
  });

  test('is told once too when a refused text says so first, also after a new start', async () => {
    const b = await bench();
    b.double.server.world.addChat({ id: -555, type: 'group', title: '旧群' });
    b.double.crowd.migrate(-555, -100555, true);
    const to = { room: 'tg:telegram:-555' } as unknown as { room: ReturnType<typeof b.double.roomId> };
    await b.adapter.send(b.speech('发', { to }));
    await b.adapter.stop();
    const next = await b.again();
    await next.send(b.speech('发', { to }));
    expect(b.sink.of('roomId')).toHaveLength(1);
  });
});

describe('Photos', () => {
  test('3 MB photo: it is kept whole, the largest of its sizes, and an album comes as several', async () => {
    const b = await bench();
    const big = Buffer.concat([PNG, Buffer.alloc(3 * 1024 * 1024, 7)]);
    await b.double.say('m1', { room: 'r1', from: 'li', text: '两张', images: [big, PNG] });
    await afterAll(b);
    const [one, two] = b.sink.of('message');
    expect(one).toMatchObject({ kind: 'text', text: '两张', images: [expect.stringMatching(/^[0-9a-f]{64}$/)] });
    expect(two).toMatchObject({ kind: 'image', images: [expect.stringMatching(/^[0-9a-f]{64}$/)] });
  });

  test('a picture sent as a file counts as a picture', async () => {
    const b = await bench();
    const id = b.double.server.world.addFile(PNG, 'documents');
    const document = {
      file_id: id,
      file_unique_id: 'u',
      mime_type: 'image/png',
      file_name: 'a.png',
      file_size: PNG.length,
    };
    b.double.crowd.say(group(b), b.double.user('li'), { document });
    const message = await eventually(() => b.sink.of('message')[0]);
    expect(message).toMatchObject({ kind: 'image', images: [expect.stringMatching(/^[0-9a-f]{64}$/)] });
  });

  test('one that is larger than we keep, or gone, is missing, and its words come', async () => {
    const b = await bench();
    const photo = (id: string, size: number) => [
      { file_id: id, file_unique_id: 'u', width: 9, height: 9, file_size: size },
    ];
    b.double.crowd.say(group(b), b.double.user('li'), { caption: '大', photo: photo('F1', PHOTO_LIMIT_BYTES + 1) });
    b.double.crowd.say(group(b), b.double.user('li'), { caption: '没了', photo: photo('gone', 9) });
    await afterAll(b);
    expect(b.sink.of('message').slice(0, 2)).toMatchObject([
      { text: '大', images: ['missing'] },
      { text: '没了', images: ['missing'] },
    ]);
  });

  test('disk full while storing a photo: the message comes without it, and health says so until one is kept again', async () => {
    let full = true;
    const kept: Photos = {
      keep: () =>
        full ? Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })) : Promise.resolve('a'.repeat(64)),
      find: () => Promise.resolve(null),
      has: () => Promise.resolve(false),
    };
    const b = await bench({ photos: kept });
    await b.double.say('m1', { room: 'r1', from: 'li', text: '看', images: [PNG] });
    await afterAll(b);
    expect(b.sink.of('message')[0]).toMatchObject({ text: '看', images: ['missing'] });
    expect(b.adapter.health()).toMatchObject({ ok: false, reason: expect.stringContaining('ENOSPC') });
    full = false;
    await b.double.say('m2', { room: 'r1', from: 'li', text: '再看', images: [PNG] });
    await eventually(() => texts(b).includes('再看'));
    expect(b.adapter.health().ok).toBe(true);
  });

  test('a slow one holds up its own chat only, for as long as is allowed', async () => {
    const b = await bench({ timings: { pictureLimitMs: 1200 } });
    await b.double.addRoom('r2');
    b.double.server.slowFilesMs = 60_000;
    await b.double.say('m1', { room: 'r1', from: 'li', text: '看', images: [PNG] });
    await b.double.say('m2', { room: 'r1', from: 'li', text: '在吗' });
    await b.double.say('m3', { room: 'r2', from: 'wang', text: '别的群' });
    await eventually(() => texts(b).includes('在吗'));
    expect(texts(b)).toEqual(['别的群', '看', '在吗']);
    expect(b.sink.of('message')[1]?.images).toEqual(['missing']);
  });

  test('one that was still on its way when the program ended is fetched by the next start', async () => {
    const b = await bench();
    b.double.server.slowFilesMs = 60_000;
    await b.double.say('m1', { room: 'r1', from: 'li', text: '看', images: [PNG] });
    await eventually(() => b.double.server.delivery.updates.length === 0);
    await b.adapter.stop();
    expect(texts(b)).toEqual([]);
    b.double.server.slowFilesMs = 0;
    await b.again();
    const message = await eventually(() => b.sink.of('message')[0]);
    expect(message.images).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
  });
});
