import { describe, expect, it } from 'vitest';
import { maskPersonal } from '../../src/message/understand/slots/mask.js';
import { phones } from '../../src/message/understand/slots/phones.js';

describe('telephone numbers', () => {
  it.each([
    ['找我 139-0000-4321', '13900004321'],
    ['号码138 0000 4321', '13800004321'],
    ['１３９００００４３２１', '13900004321'],
    ['+86 13900004321', '13900004321'],
    ['0086-13900004321', '13900004321'],
    ['一三九零零零零四三二一', '13900004321'],
    ['l39oooo432l', '13900004321'],
    ['值班0577-8000 4321', '057780004321'],
    ['(010)80004321', '01080004321'],
    ['物业电话 80004321', '80004321'],
  ])('%s', (text, digits) => {
    expect(phones(text)).toEqual([digits]);
  });

  it.each([
    '有事打110或12345',
    '身份证330101199001011234',
    '单号7520138000004321',
    '预算13900004321元',
    '一共80004321',
    '400-800-4321',
  ])('none in %s', (text) => {
    expect(phones(text)).toEqual([]);
  });

  it('gives each number once, in the order said', () => {
    expect(phones('13900004321 或 138 0000 1111,再说一遍 139-0000-4321')).toEqual(['13900004321', '13800001111']);
  });
});

describe('hiding personal numbers', () => {
  it.each([
    ['电话13800000001谢谢', '电话138****0001谢谢'],
    ['139-0000-4321找我', '139****4321找我'],
    ['身份证330101199001011212,请查', '身份证33**************12,请查'],
    ['尾号X:33010119900101121X', '尾号X:33**************1X'],
    ['座机0577-80004321', '座机0577****4321'],
    ['3栋2单元有12个人', '3栋2单元有12个人'],
  ])('%s becomes %s', (text, masked) => {
    expect(maskPersonal(text)).toBe(masked);
  });
});
