import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Masking } from '../../src/message/consult/masking.js';
import { messageId, personId, roomId } from '../../src/model/ids.js';
import { labels, languageServer, said, type LanguageServer } from '../support/language-server.js';
import { REPLAY_SOURCE } from '../../src/replay/account.js';
import { townWithModel, type TownWithModel, warmUp, WARM_UP_MS } from './support.js';

const OFFICES = ['云溪镇', '莲花社区', '莲花第一网格', '莲花3号楼微网格', '电工班', '微格'];
const PEOPLE = [
  { id: personId('li'), names: ['3-1-101 李姐'], staff: false },
  { id: personId('yao'), names: ['网格员 姚丽燕'], staff: true },
  { id: personId('tudou'), names: ['低调的土豆'], staff: false },
  { id: personId('lily'), names: ['Lily'], staff: false },
  { id: personId('fang'), names: ['莲花社区 方主任'], staff: true },
  { id: personId('lei'), names: ['电工班 老雷'], staff: true },
];
const masked = (text: string) => new Masking(PEOPLE, OFFICES).mask(text).text;

describe('What is hidden before a text leaves', () => {
  test.each([
    ['请联系13800000123', '请联系[号码]'],
    ['请联系 138 0000-0123 谢谢', '请联系 [号码] 谢谢'],
    ['请联系一三八零零零零零一二三', '请联系[号码]'],
    ['请联系１３８００００１２３４', '请联系[号码]'],
    ['打0571-88886666', '打[号码]'],
    ['我身份证330106198801011234别外传', '我身份证[号码]别外传'],
    ['33010619880101123X', '[号码]'],
    ['卡号6222 0212 3456 7890 123', '卡号[号码]'],
    ['加我微信zhao_1987', '加我微信[账号]'],
    ['微信号:wxid_ab12cd34', '微信号:[账号]'],
    ['QQ 12345678', 'QQ [号码]'],
    ['VX: lao_wang', 'VX: [账号]'],
    ['发到zhang.san@example.com', '发到[邮箱]'],
    ['点https://a.example/x?u=1看看', '点[链接]看看'],
    ['浙C·12345挡着路', '[车牌]挡着路'],
    ['姚丽燕你好,丽燕在吗', '工作人员甲你好,工作人员甲在吗'],
    ['李姐家的灯,低调的土豆也说了', '居民甲家的灯,居民乙也说了'],
    ['@方主任 老雷来了没', '@工作人员甲 工作人员乙来了没'],
    ['lily说的', '居民甲说的'],
    ['王阿姨摔了一跤', '某人摔了一跤'],
  ])('%s', (text, shown) => {
    expect(masked(text)).toBe(shown);
  });

  test.each([
    ['3-1-101漏水', '3号楼某户漏水'],
    ['3号楼2单元501漏水', '3号楼2单元某户漏水'],
    ['我家302没水', '我家某户没水'],
    ['502室门口有垃圾', '某户门口有垃圾'],
    ['2单元三零二没电', '2单元某户没电'],
  ])('a door goes, the building stays: %s', (text, shown) => {
    expect(masked(text)).toBe(shown);
  });

  test.each([
    '通仙路14号附近的井盖翘了',
    '3号楼2单元电梯停了',
    '12月20号截止',
    '2026-04-21开会',
    '8点到11点停水',
    '交了300元物业费',
    '110还是119',
    '莲花社区电工班的活动室',
    'flight lift',
    '楼上三百多斤的东西',
  ])('is kept as it is: %s', (text) => {
    expect(masked(text)).toBe(text);
  });

  test('one person has one stand-in in a request, whichever way they are called', () => {
    const masking = new Masking(PEOPLE, OFFICES);
    expect(masking.who(personId('yao'))).toBe('工作人员甲');
    expect(masking.mask('姚丽燕来了').text).toBe('工作人员甲来了');
    expect(masking.who(personId('li'))).toBe('居民甲');
    expect(masking.mask('低调的土豆和李姐').text).toBe('居民乙和居民甲');
  });

  test('a place is found again in the words that were said; half a stand-in is none', () => {
    const found = new Masking(PEOPLE, OFFICES).mask('李姐说3号楼2单元501室门口有水');
    expect(found.text).toBe('居民甲说3号楼2单元某户门口有水');
    expect(found.original('3号楼2单元某户门口')).toBe('3号楼2单元501室门口');
    expect(found.original('2单元某')).toBeNull();
    expect(found.original('4号楼')).toBeNull();
    expect(found.original('')).toBeNull();
  });

  test('whatever is masked, its pieces lead back to the text', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            '李',
            '姐',
            '老',
            '雷',
            '138',
            '-',
            '室',
            '3',
            '号楼',
            '单元',
            'a',
            '@',
            ' ',
            '一',
            '二',
            '0',
            '501',
            '元',
          ),
          maxLength: 60,
        }),
        (text) => {
          const result = new Masking(PEOPLE, OFFICES).mask(text);
          expect(result.original(result.text) ?? '').toBe(text);
        },
      ),
    );
  });
});

const joins = (town: TownWithModel, id: string, name: string) =>
  town.bot.receive({
    type: 'join',
    source: REPLAY_SOURCE,
    at: town.clock.now(),
    room: roomId('r3'),
    person: personId(id),
    name,
  });

describe('What reaches the server', () => {
  let server: LanguageServer;
  beforeAll(warmUp, WARM_UP_MS);
  beforeAll(async () => {
    server = await languageServer();
    server.behave(labels(() => said()));
  });
  afterAll(() => server.close());

  const digit = fc.integer({ min: 0, max: 9 }).map(String);
  const digits = (count: number) => fc.string({ unit: digit, minLength: count, maxLength: count });
  const phone = fc.tuple(fc.constantFrom('13', '15', '18', '19'), digits(9)).map(([head, rest]) => head + rest);
  const identity = fc
    .tuple(
      digits(5),
      fc.integer({ min: 1930, max: 2020 }),
      fc.integer({ min: 10, max: 12 }),
      fc.integer({ min: 10, max: 28 }),
      digits(3),
    )
    .map(([area, year, month, day, serial]) => `3${area}${year}${month}${day}${serial}X`);
  const spelled = (number: string) =>
    fc.constantFrom(
      number,
      `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`,
      `${number.slice(0, 3)}-${number.slice(3, 7)}-${number.slice(7)}`,
      number.replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0)),
      number.replace(/\d/g, (d) => '零一二三四五六七八九'[Number(d)] ?? d),
    );
  const ROSTER = [
    { id: 'x1', name: '3-1-601 钟离雪梅', called: ['钟离雪梅'] },
    { id: 'x2', name: '翡翠湖畔的鱼', called: ['翡翠湖畔的鱼'] },
    { id: 'x3', name: '欧阳建国 3-1-602', called: ['欧阳建国'] },
    { id: 'x4', name: 'Wandering_Fox', called: ['Wandering_Fox', 'wandering_fox'] },
    { id: 'x5', name: '🌸花开彼岸🌸', called: ['花开彼岸', '🌸花开彼岸🌸'] },
    { id: 'x6', name: '房东马小玲', called: ['马小玲', '小玲'] },
  ];
  const called = fc.constantFrom(...ROSTER.flatMap((one) => one.called), '沈小禾', '茅奶奶', '方主任', '低调的土豆');
  const filler = fc.constantFrom(
    '楼道灯坏了',
    ',',
    '。',
    ' ',
    '麻烦',
    '我的号',
    '请找',
    '电话:',
    '身份证',
    '\n',
    '@',
    '"',
    '}',
  );
  const pieces = fc.array(
    fc.oneof(
      filler.map((shown) => ({ shown, secret: [] as string[] })),
      phone.chain((number) => spelled(number).map((shown) => ({ shown, secret: [number, shown] }))),
      identity.chain((number) => spelled(number).map((shown) => ({ shown, secret: [number, shown] }))),
      called.map((shown) => ({ shown, secret: [shown] })),
    ),
    { minLength: 2, maxLength: 8 },
  );

  test('never a telephone number, an identity number or a name of the roster, in whatever company they stand', async () => {
    const town = await townWithModel({ url: server.url, people: ROSTER, breaker: { failures: 1000, restMs: 1 } });
    for (const { id, name } of ROSTER) await joins(town, id, name);
    let at = 0;
    await fc.assert(
      fc.asyncProperty(pieces, fc.constantFrom('li', 'x1', 'x5', 'shen'), async (parts, from) => {
        const before = server.received.length;
        await town.hear(`m${(at += 1)}`, 'r3', from, `${parts.map((p) => p.shown).join('')}路灯不亮`);
        for (const { bytes, user } of server.received.slice(before)) {
          expect(bytes).not.toMatch(/1[3-9]\d{9}|\d{17}[\dXx]/);
          for (const secret of parts.flatMap((p) => p.secret)) expect(user).not.toContain(secret);
          expect(user).not.toMatch(/钟离|欧阳|花开彼岸|姚|m\d/);
        }
      }),
      { numRuns: 40 },
    );
    expect(server.received.length).toBeGreaterThan(20);
  }, 60_000);

  test('quoted words and the talk before are masked as well, and the place comes back unmasked', async () => {
    const town = await townWithModel({ url: server.url });
    server.behave(labels(() => said({ location: '3号楼2单元某户门口' })));
    await town.hear('m1', 'r3', 'li', '茅奶奶的电话13800000123,谁要');
    await town.hear('m2', 'r3', 'fan', '3号楼2单元501室门口堆了垃圾', { quote: messageId('m1') });
    const last = server.received.at(-1);
    expect(last?.user).not.toContain('13800000123');
    expect(last?.user).not.toContain('茅奶奶');
    expect(last?.user).not.toContain('501');
    expect(last?.messages[0]?.quote).toContain('[号码]');
    expect((await town.ticketOf('m2'))?.location).toBe('3号楼2单元501室门口');
  });
});
