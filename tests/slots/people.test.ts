import { describe, expect, it } from 'vitest';
import { people } from '../../src/message/understand/slots/people.js';

describe('who is affected', () => {
  it.each([
    ['整栋楼都没水', '整栋楼'],
    ['我们这4户一直没气', '4户'],
    ['一家六口都发烧', '一家六口'],
    ['我妈摔了一跤', '我妈'],
    ['我妈和两个娃发烧了', '我妈和两个娃'],
    ['三楼到五楼都没水', '三楼到五楼'],
    ['3户没电', '3户'],
    ['二十多户没电', '二十多户'],
    ['全小区都停了', '全小区'],
  ])('%s: %s', (text, span) => {
    expect(people(text)).toBe(span);
  });

  it.each(['我一个人在家', '路灯坏了', '收到'])('nobody is counted in %s', (text) => {
    expect(people(text)).toBeNull();
  });
});
