import { randomBytes } from 'node:crypto';
import { types } from 'wechaty-puppet';
import { describe, expect, test, vi } from 'vitest';
import type { Photos } from '../../adapters/photos.js';
import { MESSAGE_TYPE } from '../../adapters/wechat/protocol.js';
import { PNG } from '../contracts/adapters/pictures.js';
import { BOT } from '../support/wechat/puppet.js';
import { atEnd, heard, ids, R1, R2, scene, WAIT } from './support.js';

const person = (raw: string) => ids.person(raw);
const U2005 = '\u2005';

describe('What comes in a room', () => {
  test.each([
    ['Audio', 'voice', ''],
    ['Video', 'video', ''],
    ['Attachment', 'file', '告示.pdf'],
    ['Emoticon', 'sticker', ''],
    ['Location', 'location', '柳岸广场\n柳岸老街1号'],
    ['Contact', 'card', ''],
    ['RedEnvelope', 'money', ''],
    ['Transfer', 'money', ''],
    ['MiniProgram', 'link', '一网通办'],
    ['Url', 'link', '停水公告\n明早八点\nhttps://example.com/1'],
    ['ChatHistory', 'other', ''],
  ] as const)('a message of type %s is of kind %s, with the words that come with it', async (type, kind, text) => {
    const s = await scene();
    const link = { title: '停水公告', description: '明早八点', url: 'https://example.com/1' };
    const payload = { id: 'm1', talkerId: 'wxid_li', roomId: R1, type: types.Message[type], filename: '告示.pdf' };
    s.puppet.say({ ...payload, text: '<msg>notation</msg>' }, { link, title: '一网通办' });
    expect(await heard(s, 'm1')).toMatchObject({ kind, text, images: [], fromName: '李姐', roomName: '莲花1号楼群' });
  });

  test('the numbers of the message types are those of the library that gateways are made with', () => {
    const theirs = Object.entries(types.Message).filter(([, value]) => typeof value === 'number');
    expect(Object.fromEntries(theirs)).toEqual({ ...MESSAGE_TYPE });
  });

  test('the bot is known as mentioned by id, by any of its names, and by its alias in the room, with or without the blank of WeChat', async () => {
    const s = await scene({ config: { botNames: ['网格通'] } });
    s.puppet.aliases.set(`${R1}/${BOT}`, '1号楼小格');
    const texts = {
      byId: '@某人 在吗',
      byCommonName: `@微格${U2005}我的工单`,
      byOwnName: '@网格通 我的工单',
      byNickname: `@微格小助手${U2005}报事`,
      byAlias: `@1号楼小格${U2005}路灯坏了`,
      writtenOn: '@微格我的工单',
    };
    for (const [id, text] of Object.entries(texts))
      s.puppet.say({ id, talkerId: 'wxid_li', roomId: R1, text, mentionIdList: id === 'byId' ? [BOT] : [] });
    for (const id of Object.keys(texts))
      expect(await heard(s, id), id).toMatchObject({ mentionsBot: true, mentions: [] });
    s.puppet.say({ id: 'other', talkerId: 'wxid_li', roomId: R1, text: '微格是什么 @所有人' });
    expect(await heard(s, 'other')).toMatchObject({ mentionsBot: false });
  });

  test('people are known as mentioned by their names in the room when the gateway leaves out the ids', async () => {
    const s = await scene();
    s.puppet.aliases.set(`${R1}/wxid_wang`, '王师傅 3-201');
    s.puppet.say({ id: 'm1', talkerId: 'wxid_wang', roomId: R1, text: '在' });
    await heard(s, 'm1');
    s.puppet.say({ id: 'm2', talkerId: 'wxid_li', roomId: R1, text: `@王师傅 3-201${U2005}麻烦看下` });
    expect(await heard(s, 'm2')).toMatchObject({ mentions: [person('wxid_wang')], mentionsBot: false });
  });

  test('a quotation in the text is taken out and tied to the message it quotes', async () => {
    const s = await scene();
    s.puppet.say({ id: 'm1', talkerId: 'wxid_li', roomId: R1, text: '3号楼门口的路灯\n不亮了' });
    await heard(s, 'm1');
    const quoting = '「李姐:3号楼门口的路灯\n不亮了」\n- - - - - - - - - - - - - - -\n收到,下午去看';
    s.puppet.say({ id: 'm2', talkerId: 'wxid_wang', roomId: R1, text: quoting });
    expect(await heard(s, 'm2')).toMatchObject({ text: '收到,下午去看', quote: ids.message('m1') });
  });

  test('a quotation of something unknown stays in the text', async () => {
    const s = await scene();
    const text = '「李姐:上个月说的事」\n- - - - - - - - - - - - - - -\n办好了';
    s.puppet.say({ id: 'm1', talkerId: 'wxid_wang', roomId: R1, text });
    expect(await heard(s, 'm1')).toMatchObject({ text, quote: null });
  });

  test('a recall is told, also in the notation of the platform', async () => {
    const s = await scene();
    for (const id of ['7001', '7002']) s.puppet.say({ id, talkerId: 'wxid_li', roomId: R1, text: `写错了${id}` });
    await heard(s, '7002');
    const recalled = { talkerId: 'wxid_li', roomId: R1, type: types.Message.Recalled };
    s.puppet.say({ ...recalled, text: '7001' });
    s.puppet.say({ ...recalled, text: '<sysmsg><revokemsg><newmsgid>7002</newmsgid></revokemsg></sysmsg>' });
    await vi.waitFor(() => expect(s.sink.of('recall')).toHaveLength(2), WAIT);
    expect(s.sink.of('recall').map(({ message }) => message)).toEqual([ids.message('7001'), ids.message('7002')]);
  });

  test('seconds and milliseconds are the same moment', async () => {
    const s = await scene();
    s.puppet.say({ id: 'm1', talkerId: 'wxid_li', roomId: R1, text: '一', timestamp: 1_767_225_600 });
    s.puppet.say({ id: 'm2', talkerId: 'wxid_li', roomId: R1, text: '二', timestamp: 1_767_225_600_000 });
    expect((await heard(s, 'm1')).at).toBe(1_767_225_600_000);
    expect((await heard(s, 'm2')).at).toBe(1_767_225_600_000);
  });

  test('what a person types on the phone of the account is an echo and no message', async () => {
    const s = await scene();
    s.puppet.say({ id: 'own', talkerId: BOT, roomId: R1, text: '我是管理员本人' });
    await vi.waitFor(() => expect(s.sink.echoes).toHaveLength(1), WAIT);
    expect(s.sink.echoes[0]?.echo).toMatchObject({
      to: { room: ids.room(R1) },
      id: ids.message('own'),
      text: '我是管理员本人',
    });
    expect(s.sink.of('message')).toEqual([]);
  });

  test('a request for friendship is accepted, so that people can write in private', async () => {
    const s = await scene();
    s.puppet.emit('friendship', { friendshipId: 'friendship-wxid_out' });
    await vi.waitFor(() => expect(s.puppet.accepted).toEqual(['friendship-wxid_out']), WAIT);
  });

  test('a topic that is stale is put right by the news of it', async () => {
    const s = await scene();
    const news = { changerId: 'wxid_li', newTopic: '莲花1号楼(新)', oldTopic: '莲花1号楼群', roomId: R1, timestamp: 0 };
    s.puppet.emit('room-topic', news);
    await vi.waitFor(() => expect(s.sink.of('roomName')).toHaveLength(1), WAIT);
    s.puppet.say({ id: 'm1', talkerId: 'wxid_li', roomId: R1, text: '在' });
    expect((await heard(s, 'm1')).roomName).toBe('莲花1号楼(新)');
  });
});

describe('Faults on the way in', () => {
  test('a burst that comes twice, event by event, is kept once and in order', async () => {
    const s = await scene();
    s.puppet.disturbance = 'duplicate';
    for (let i = 0; i < 300; i += 1)
      s.puppet.say({ id: `d${i}`, talkerId: 'wxid_li', roomId: i % 2 ? R1 : R2, text: String(i) });
    await heard(s, 'd299');
    await heard(s, 'd298');
    const all = s.sink.of('message').map(({ text }) => Number(text));
    expect(all).toHaveLength(300);
    for (const rest of [0, 1]) {
      const room = all.filter((n) => n % 2 === rest);
      expect(room).toEqual([...room].sort((a, b) => a - b));
    }
    s.puppet.emit('message', { messageId: 'd5' });
    s.puppet.say({ id: 'after', talkerId: 'wxid_li', roomId: R1, text: '完' });
    await heard(s, 'after');
    expect(s.sink.tried.filter((event) => event.type === 'message')).toHaveLength(301);
  });

  test('events that the gateway gives out of order all come, each with its own time', async () => {
    const s = await scene();
    s.puppet.disturbance = 'reorder';
    for (let i = 0; i < 10; i += 1)
      s.puppet.say({
        id: `o${i}`,
        talkerId: 'wxid_li',
        roomId: R1,
        text: String(i),
        timestamp: 1_767_225_600_000 + i * 1000,
      });
    await vi.waitFor(() => expect(s.sink.of('message')).toHaveLength(10), WAIT);
    const byTime = s.sink.of('message').sort((a, b) => a.at - b.at);
    expect(byTime.map(({ text }) => Number(text))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('a photo of 3 MB arrives byte for byte', async () => {
    const s = await scene();
    const file = Buffer.concat([PNG, randomBytes(3_000_000)]);
    s.puppet.say({ id: 'm1', talkerId: 'wxid_li', roomId: R1, type: types.Message.Image }, { file });
    const [hash] = (await heard(s, 'm1')).images;
    const { photosIn } = await import('../../adapters/photos.js');
    expect((await photosIn(s.folder).find(hash ?? ''))?.bytes.equals(file)).toBe(true);
  });

  test('a picture that does not come holds up its own room only until it is given up, and no other room', async () => {
    const s = await scene({ tuning: { pictureLimitMs: 1000 } });
    let release: () => void = () => undefined;
    s.puppet.held.set('file pic', new Promise((done) => (release = done)));
    atEnd(() => release());
    s.puppet.say({ id: 'pic', talkerId: 'wxid_li', roomId: R1, type: types.Message.Image }, { file: PNG });
    s.puppet.say({ id: 'behind', talkerId: 'wxid_li', roomId: R1, text: '看图' });
    s.puppet.say({ id: 'elsewhere', talkerId: 'wxid_li', roomId: R2, text: '在' });
    await heard(s, 'elsewhere');
    expect(s.sink.message(ids.message('pic'))).toBeUndefined();
    await heard(s, 'behind');
    expect(s.sink.of('message').map(({ id }) => id)).toEqual(
      ['elsewhere', 'pic', 'behind'].map((raw) => ids.message(raw)),
    );
    expect((await heard(s, 'pic')).images).toEqual(['missing']);
  });

  test('the disk is full while a photo is stored: the message comes without it, and health says so until one is kept again', async () => {
    let full = true;
    const photos: Photos = {
      keep: () =>
        full ? Promise.reject(new Error('ENOSPC: no space left on device')) : Promise.resolve('a'.repeat(64)),
      find: () => Promise.resolve(null),
      has: () => Promise.resolve(false),
    };
    const s = await scene({ photos });
    const image = { talkerId: 'wxid_li', roomId: R1, type: types.Message.Image };
    s.puppet.say({ id: 'm1', ...image }, { file: PNG });
    expect((await heard(s, 'm1')).images).toEqual(['missing']);
    expect(s.adapter.health()).toEqual({ ok: false, reason: expect.stringContaining('make room on the disk') });
    full = false;
    s.puppet.say({ id: 'm2', ...image }, { file: PNG });
    expect((await heard(s, 'm2')).images).toEqual(['a'.repeat(64)]);
    expect(s.adapter.health().ok).toBe(true);
  });

  test('a store that takes nothing is told in health, and gets everything in order once it does', async () => {
    const s = await scene();
    s.sink.full = true;
    for (let i = 0; i < 20; i += 1) s.puppet.say({ id: `f${i}`, talkerId: 'wxid_li', roomId: R1, text: String(i) });
    await vi.waitFor(() => expect(s.adapter.health().reason).toContain('the store takes nothing'), WAIT);
    s.sink.full = false;
    await heard(s, 'f19');
    expect(s.sink.talk(ids.room(R1))).toEqual(Array.from({ length: 20 }, (_, i) => String(i)));
    await vi.waitFor(() => expect(s.adapter.health().ok).toBe(true), WAIT);
  });

  test('a message that was announced just before the connection broke is asked for again after it', async () => {
    const s = await scene();
    let release: () => void = () => undefined;
    s.puppet.held.set('message', new Promise((done) => (release = done)));
    s.puppet.say({ id: 'm1', talkerId: 'wxid_li', roomId: R1, text: '着火了' });
    await vi.waitFor(() => expect(s.puppet.count('message')).toBe(1), WAIT);
    await s.gateway.goDown();
    s.puppet.held.clear();
    release();
    await vi.waitFor(() => expect(s.sink.of('down')).toHaveLength(1), WAIT);
    await s.gateway.comeBack();
    expect(await heard(s, 'm1')).toMatchObject({ text: '着火了' });
  });

  test('an announced message that the gateway cannot give does not hold up those behind it for long', async () => {
    const s = await scene();
    s.puppet.emit('message', { messageId: 'nowhere' });
    s.puppet.say({ id: 'm1', talkerId: 'wxid_li', roomId: R1, text: '在' });
    await heard(s, 'm1');
    expect(s.sink.of('message')).toHaveLength(1);
  });

  test('errors and events that make no sense are no reason to lose the connection', async () => {
    const s = await scene();
    s.puppet.emit('error', new Error('the gateway is unhappy'));
    s.puppet.emit('room-join', { roomId: '', inviteeIdList: [], inviterId: '', timestamp: 0 });
    s.puppet.say({ id: 'm1', talkerId: 'wxid_li', roomId: R1, text: '在' });
    await heard(s, 'm1');
    expect(s.sink.of('down')).toEqual([]);
  });
});
