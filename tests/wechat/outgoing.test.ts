import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../adapters/wechat/calls.js';
import { resultOf } from '../../adapters/wechat/refusal.js';
import { Sent } from '../../adapters/wechat/sent.js';
import { pieces } from '../../adapters/wechat/split.js';
import { photosIn } from '../../adapters/photos.js';
import { accountId, personId, roomId } from '../../src/model/ids.js';
import { PNG } from '../contracts/adapters/pictures.js';
import { folder, heard, ids, R1, scene, speech, WAIT } from './support.js';

const LINK = { title: '停水公告', url: 'https://example.com/1', description: '明早八点' };

describe('What goes out', () => {
  test('a mention goes by the name that the room knows, is put before the words, or where the words already have it', async () => {
    const s = await scene();
    s.puppet.aliases.set(`${R1}/wxid_wang`, '王师傅 3-201');
    s.puppet.say({ id: 'm1', talkerId: 'wxid_wang', roomId: R1, text: '在' });
    await heard(s, 'm1');
    const mentions = [
      { id: ids.person('wxid_wang'), name: '王师傅' },
      { id: personId('other:account:li'), name: '李姐' },
    ];
    await s.adapter.send(speech({ room: R1 }, '1号请您看看', { mentions }));
    await s.adapter.send(speech({ room: R1 }, '请 @王师傅 看看', { mentions }));
    expect(s.puppet.sent.map(({ text, mentions: whom }) => [text, whom])).toEqual([
      ['@王师傅 3-201\u2005 1号请您看看', ['wxid_wang']],
      ['请 @王师傅 3-201\u2005看看', ['wxid_wang']],
    ]);
  });

  test('words, picture and link go in this order, and the id is that of the words', async () => {
    const photos = photosIn(folder());
    const s = await scene({ photos });
    const big = Buffer.concat([PNG, Buffer.alloc(3_000_000, 7)]);
    const images = [(await photos.keep(PNG)) ?? '', (await photos.keep(big)) ?? '', 'f'.repeat(64)];
    const result = await s.adapter.send(speech({ room: R1 }, '修好了', { images, link: LINK }));
    expect(s.puppet.sent.map(({ kind }) => kind)).toEqual(['text', 'picture', 'picture', 'link']);
    expect(s.puppet.sent[1]?.bytes?.equals(PNG)).toBe(true);
    expect(s.puppet.sent[2]?.bytes?.equals(big)).toBe(true);
    expect(result).toMatchObject({ id: ids.message(s.puppet.sent[0]?.id ?? '') });
  });

  test('a picture that the gateway refuses after the words went out makes the whole unknown, and it is sent once', async () => {
    const photos = photosIn(folder());
    const s = await scene({ photos });
    const images = [(await photos.keep(PNG)) ?? ''];
    s.puppet.faults.push({ kind: 'no-echo' }, { kind: 'error', words: '发送失败' });
    expect(await s.adapter.send(speech({ room: R1 }, '修好了', { images }))).toMatchObject({ state: 'unknown' });
    expect(s.puppet.sent.map(({ kind }) => kind)).toEqual(['text']);
  });

  test('a gateway that gives no id: the text is accepted, and its echo settles it by our own number', async () => {
    const s = await scene();
    s.puppet.faults.push({ kind: 'no-id' });
    const said = speech({ room: R1 }, '收到,已记为 1 号');
    const result = await s.adapter.send(said);
    expect(['accepted', 'delivered']).toContain(result.state);
    await vi.waitFor(() => expect(s.sink.echoes.map(({ echo }) => echo)).toEqual([{ outboxId: said.outboxId }]), WAIT);
  });

  test('an answer that is lost though the text is out: its echo settles it', async () => {
    const s = await scene();
    s.puppet.faults.push({ kind: 'error', words: 'server answered 502', out: true });
    const said = speech({ room: R1 }, '收到');
    await s.adapter.send(said);
    await vi.waitFor(() => expect(s.sink.echoes.map(({ echo }) => echo)).toEqual([{ outboxId: said.outboxId }]), WAIT);
  });

  test('no echo: the text stays accepted', async () => {
    const s = await scene();
    s.puppet.faults.push({ kind: 'no-echo' });
    expect(await s.adapter.send(speech({ room: R1 }, '收到'))).toMatchObject({ state: 'accepted' });
    s.puppet.say({ id: 'm1', talkerId: 'wxid_li', roomId: R1, text: '谢谢' });
    await heard(s, 'm1');
    expect(s.sink.echoes).toEqual([]);
  });

  test('one who is no friend and never wrote is not written to; one who wrote is', async () => {
    const s = await scene();
    const cold = { state: 'refused', concerns: 'cold', retryAfterMs: null };
    expect(await s.adapter.send(speech({ person: 'wxid_out' }, '您好'))).toMatchObject(cold);
    expect(s.puppet.sent).toEqual([]);
    s.puppet.say({ id: 'm1', talkerId: 'wxid_out', text: '在吗' });
    expect(await heard(s, 'm1')).toMatchObject({ room: null, fromName: '路人' });
    expect((await s.adapter.send(speech({ person: 'wxid_out' }, '您好'))).state).toMatch(/accepted|delivered/);
  });

  test('a room of another account is refused for good', async () => {
    const s = await scene();
    const to = { room: roomId('wechat:another:r1@chatroom') };
    expect(await s.adapter.send({ ...speech({ room: R1 }, '在吗'), to })).toMatchObject({
      state: 'refused',
      retryAfterMs: null,
    });
    expect(s.puppet.sent).toEqual([]);
    expect(s.adapter.account).toBe(accountId('wechat'));
  });

  test('thrown out of a room: refused for good, and told as an event', async () => {
    const s = await scene();
    s.puppet.faults.push({ kind: 'error', words: '你已被移出群聊' });
    expect(await s.adapter.send(speech({ room: R1 }, '在吗'))).toMatchObject({
      state: 'refused',
      concerns: 'room',
      retryAfterMs: null,
    });
    await vi.waitFor(() => expect(s.sink.of('botOut')).toMatchObject([{ room: ids.room(R1) }]), WAIT);
  });
});

describe('The account sees its own messages come back', () => {
  test('by the id, by the words while there is none, and each text once', () => {
    const sent = new Sent();
    const one = sent.begin(R1, '收到', 1);
    const two = sent.begin(R1, '收到', 2);
    one.accepted('a');
    expect(sent.echo(R1, 'b', '收到')).toEqual({ outboxId: 2 });
    expect(two.accepted('b')).toBe(true);
    expect(sent.echo(R1, 'a', '收到')).toEqual({ outboxId: 1 });
    expect(sent.echo(R1, 'a', '收到')).toBeNull();
    expect(sent.echo(R1, 'c', '收到')).toBeNull();
  });

  test('a picture that is seen before the gateway answers is delivered', () => {
    const sent = new Sent();
    const picture = sent.begin(R1, '', 1);
    expect(sent.echo(R1, 'a', '')).toBeNull();
    expect(picture.accepted('a')).toBe(true);
  });

  test('a text that did not go out is not mistaken for the same words said by hand', () => {
    const sent = new Sent();
    sent.begin(R1, '收到', 1).refused();
    expect(sent.echo(R1, 'a', '收到')).toBeNull();
  });
});

describe('What a failure means for the text', () => {
  test.each([
    [14, 'No connection established. Last error: connect ECONNREFUSED', 'unready'],
    [14, 'Connection dropped', 'unknown'],
    [4, 'Deadline exceeded', 'unknown'],
    [1, 'Call cancelled', 'unknown'],
    [13, 'Received RST_STREAM with code 2', 'unknown'],
    [16, 'Invalid Wechaty TOKEN', 'unready'],
    [12, 'not implemented', 'refused'],
    [2, '操作过于频繁,请稍后再试', 'unready'],
    [2, 'too fast, slow down', 'unready'],
    [2, 'risk control: too fast', 'stopped'],
    [2, '该账号已被封禁', 'stopped'],
    [2, '功能受限,限制使用', 'stopped'],
    [2, '账号存在风险,限制发言', 'stopped'],
    [2, '本群已限制发言,仅群主和管理员可发', 'refused'],
    [2, 'Asterisk kanban worker: refused', 'refused'],
    [2, 'not logged in', 'unready'],
    [2, '当前账号已掉线,请重新登录', 'unready'],
    [2, 'timeout waiting for the server', 'unknown'],
    [2, 'socket hang up', 'unknown'],
    [2, '群聊不存在', 'refused'],
    [2, '对方开启了朋友验证', 'refused'],
    [2, '发送失败', 'refused'],
  ])('%i %s: %s', (code, details, state) => {
    expect(resultOf(new GatewayError(code, details))).toMatchObject({ state });
  });

  test('words that are not known may mean that it is out: never sent again', () => {
    expect(resultOf(new GatewayError(2, "Cannot read properties of undefined (reading 'id')"))).toMatchObject({
      state: 'unknown',
    });
  });

  test('only a refusal without a reason that lasts is tried again', () => {
    expect(resultOf(new GatewayError(2, '发送失败'))).toMatchObject({ retryAfterMs: 30_000 });
    expect(resultOf(new GatewayError(2, '群聊不存在'))).toMatchObject({ retryAfterMs: null, concerns: 'room' });
    expect(resultOf(new GatewayError(2, '你还不是他朋友,对方开启了朋友验证'))).toMatchObject({ concerns: 'cold' });
  });
});

describe('Long texts', () => {
  test('are cut at paragraphs, then lines, then sentences, never within a character', () => {
    expect(pieces('短', 10)).toEqual(['短']);
    expect(pieces('第一段。\n\n第二段。', 8)).toEqual(['第一段。', '第二段。']);
    expect(pieces('一二三四五\n六七八九', 8)).toEqual(['一二三四五', '六七八九']);
    expect(pieces('一二三。四五六七八九十。', 8)).toEqual(['一二三。', '四五六七八九十。']);
    expect(pieces('😀'.repeat(5), 3)).toEqual(['😀', '😀', '😀', '😀', '😀']);
  });

  test('lose nothing and fit, whatever they are', () => {
    const text = Array.from({ length: 400 }, (_, i) => `第${i}条,请各户注意${'。'.repeat(i % 3)}`).join('\n');
    const cut = pieces(text, 500);
    expect(cut.every((piece) => piece.length <= 500)).toBe(true);
    expect(cut.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  });

  test('go out in order, and are delivered when the last piece is seen', async () => {
    const s = await scene();
    const text = Array.from({ length: 300 }, (_, i) => `第${i}条,请各户注意。`).join('\n');
    const said = speech({ room: R1 }, text);
    await s.adapter.send(said);
    expect(s.puppet.sent.length).toBeGreaterThan(1);
    expect(s.puppet.sent.map((sent) => sent.text).join('\n')).toBe(text);
    await vi.waitFor(
      () => expect(s.sink.echoes.map(({ echo }) => echo)).toContainEqual({ outboxId: said.outboxId }),
      WAIT,
    );
  });
});
