import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wechatSchema } from '../../adapters/wechat/config.js';
import { idsOf } from '../../adapters/wechat/ids.js';
import { Names } from '../../adapters/wechat/names.js';
import { mentionedIn, quotationIn, sameWords } from '../../adapters/wechat/quoting.js';
import { folder } from './support.js';

describe('Ids', () => {
  test('go both ways for their own account, and mean nothing to another', () => {
    const [one, two] = [idsOf('hall'), idsOf('gate')];
    expect(one.raw(one.room('r:1@chatroom'))).toBe('r:1@chatroom');
    expect(two.raw(one.room('r:1@chatroom'))).toBeNull();
    expect(one.person('wxid_li')).not.toBe(two.person('wxid_li'));
  });

  test("a message's id that is too long is told by its digest, and stays the same", () => {
    const ids = idsOf('hall');
    expect(ids.message('x'.repeat(500)).length).toBeLessThanOrEqual(200);
    expect(ids.message('x'.repeat(500))).toBe(ids.message('x'.repeat(500)));
    expect(ids.message('x'.repeat(500))).not.toBe(ids.message('x'.repeat(501)));
  });
});

describe('Mentions by name', () => {
  const people = [
    { person: 'a', name: '王小' },
    { person: 'b', name: '王小明' },
    { person: null, name: '微格' },
  ];
  test.each([
    ['@王小明 看一下', ['b'], false],
    ['@王小\u2005看一下', ['a'], false],
    ['@王小明明 看一下', [], false],
    ['@微格我的工单', [], true],
    ['@王小,@微格 在吗', ['a'], true],
    ['a@b.com 微格', [], false],
  ])('%s', (text, named, bot) => {
    expect(mentionedIn(text, people)).toEqual({ people: named, bot });
  });
});

describe('Quotations', () => {
  test('are told from the answer, over several lines', () => {
    const text = '「3-201 王:一\n二」\n- - - - - - - - - - - - - - -\n收到\n好的';
    expect(quotationIn(text)).toEqual({ speaker: '3-201 王', words: '一\n二', rest: '收到\n好的' });
  });
  test('a text with such brackets is none', () => {
    expect(quotationIn('「通知:明天停水」请大家存水')).toBeNull();
  });
  test('show the beginning of long words at least', () => {
    expect(sameWords('3号楼门口的路灯不亮了,已经三天了', '3号楼门口的路灯不亮了…')).toBe(true);
    expect(sameWords('好的', '好')).toBe(false);
  });
});

describe('Kept names', () => {
  test('a damaged file is no loss but of time', async () => {
    const file = join(folder(), 'names.json');
    writeFileSync(file, '{"rooms": [[');
    const names = new Names(file);
    await names.load();
    expect(names.inPlace('r1')).toEqual([]);
    names.set('r1', 'a', '王小', 1);
    await names.save();
    const again = new Names(file);
    await again.load();
    expect(again.name('r1', 'a')).toEqual({ name: '王小', at: 1 });
  });
});

describe('The configuration', () => {
  test('is light: an endpoint is enough, and it is encrypted unless told otherwise', () => {
    expect(wechatSchema.parse({ platform: 'wechat', endpoint: '127.0.0.1:8788' })).toMatchObject({
      account: 'wechat',
      tls: 'embedded',
      standby: false,
      acceptFriends: true,
    });
  });
  test.each(['127.0.0.1', 'http://127.0.0.1:8788', 'gateway:'])('%s is no endpoint', (endpoint) => {
    expect(wechatSchema.safeParse({ platform: 'wechat', endpoint }).success).toBe(false);
  });
});
