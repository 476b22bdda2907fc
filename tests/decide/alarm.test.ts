import { describe, expect, test } from 'vitest';
import { alarm } from '../../src/message/decide/alarm.js';

describe('Plain words of danger', () => {
  test.each([
    '我家着火了,快来人',
    '3单元楼道有煤气味',
    '14号楼着火了,快打119',
    '广场上有人晕倒了',
    '仓库起火了!',
    '有人掉到河里了快救命',
    '2栋有人拿刀追着砍',
  ])('are heard when said of here and now: %s', (said) => {
    expect(alarm(said)).toBe('certain');
  });

  test.each([
    '今天的火锅太辣了,嘴里着火了',
    '煤气灶打不着火了,换电池就好',
    '去年厂里着火了,你们记得不',
    '电视里那家起火了',
    '我这手气着火了,连着三把',
    '明天消防演习,看到起火了别慌',
    '通知:要是家里着火了请打119',
    '今晚吃什么',
  ])('are not taken for danger in a harmless sense: %s', (said) => {
    expect(alarm(said)).toBeNull();
  });

  test('without a place or a call somebody looks first', () => {
    expect(alarm('哎呀着火了')).toBe('possible');
  });
});
