import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { householdFromNickname, householdInText, householdLabel } from '../../src/roster/household.js';

describe('the household in a nickname', () => {
  it.each([
    ['3-2-501 李姐', '3-2-501'],
    ['14-302武赛芬', '14-302'],
    ['3号楼2单元501王', '3-2-501'],
    ['三号楼二单元501', '3-2-501'],
    ['A栋1203', 'A-1203'],
    ['b座1501小何', 'B-1501'],
    ['12#602', '12-602'],
    ['９－１－４０２ 老孟', '9-1-402'],
    ['7—201晓燕', '7-201'],
    ['前街-12', '前街-12'],
    ['柳树巷15号 阿珍', '柳树巷-15'],
    ['3巷7号 婵娜', '3巷-7'],
    ['港墘12号 阿芬', '港墘-12'],
    ['渔具店后2号', '渔具店后-2'],
    ['林阿婆62号', '62'],
    ['58号五金老金', '58'],
    ['306室小唐', '306'],
    ['6号楼1单元13层1302', '6-1-1302'],
    ['甲32号院 老金', '甲32'],
  ])('reads %s as %s', (name, label) => {
    expect(householdFromNickname(name)).toBe(label);
  });

  it.each([
    '阿芬',
    '1982的风',
    'AAA建材老王13800001234',
    '水电安装138-0000-1234',
    '2023加油',
    '2023-05-01出发',
    '快递小王',
    '8号便利店',
    '💐平安是福💐',
    '',
  ])('finds none in %s', (name) => {
    expect(householdFromNickname(name)).toBeNull();
  });
});

describe('the normal form of a register label', () => {
  it('makes one household of its spellings', () => {
    const spellings = ['3-2-501', '3－2－501', ' 3号楼2单元501室', '03-2-501'];
    expect(new Set(spellings.map(householdLabel))).toEqual(new Set(['3-2-501']));
  });

  it('keeps a label of which it knows no rule', () => {
    expect(householdLabel(' 老粮站东屋 ')).toBe('老粮站东屋');
    expect(householdLabel('62')).toBe('62');
  });

  it('refuses an empty label', () => {
    expect(householdLabel('  ')).toBeNull();
    expect(householdLabel('--')).toBeNull();
  });

  it('leaves its own answers as they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (raw) => {
        const label = householdLabel(raw);
        if (label !== null && /^[0-9A-Z]+(?:-\d+){1,2}$/.test(label)) expect(householdLabel(label)).toBe(label);
      }),
    );
  });
});

describe('the household that a receipt names', () => {
  it.each([
    ['3-201收到', '3-201'],
    ['15-201 已接种 2人', '15-201'],
    ['3巷7号收到', '3巷-7'],
    ['收到 6-1-302', '6-1-302'],
    ['我是8号楼1单元202', '8-1-202'],
    ['12号收到', '12'],
  ])('reads %s as %s', (text, label) => {
    expect(householdInText(text)).toBe(label);
  });

  it.each([
    '收到',
    '1',
    '+1',
    '3号口坏了',
    '我妈也去',
    '楼上3-201又在装修',
    '电话138-0000-1234',
    '8:00-11:30可以来',
    '12月20号去',
  ])('finds none in %s', (text) => {
    expect(householdInText(text)).toBeNull();
  });

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        householdFromNickname(text);
        householdInText(text);
      }),
    );
  });
});
