import { describe, expect, it } from 'vitest';
import { location } from '../../src/message/understand/slots/location.js';

describe('where the matter is', () => {
  it.each([
    ['柳叶路26号门口下水道堵了', '柳叶路26号门口'],
    ['5号楼3单元电梯又停了', '5号楼3单元电梯'],
    ['9栋1单元电梯不动了', '9栋1单元电梯'],
    ['我们小区地下车库进水了', '地下车库'],
    ['东头那条路塌了个坑', '东头那条路'],
    ['6巷口井盖翘起来了', '6巷口'],
    ['我家楼下有人烧纸', '我家楼下'],
    ['老榕树底下那堆垃圾没人收', '老榕树底下'],
    ['７号楼２单元没水', '７号楼２单元'],
    ['11號樓漏水', '11號樓'],
    ['8-2-1101漏水', '8-2-1101'],
    ['12栋1101没电了', '12栋1101'],
    ['1203的阳台在滴水', '1203'],
    ['23号到31号都没有水', '23号到31号'],
    ['幼儿园门口天天堵车', '幼儿园门口'],
    ['后山坡着火了', '后山坡'],
  ])('%s: %s', (text, place) => {
    expect(location(text)).toBe(place);
  });

  it.each([
    '收到',
    '谢谢大家',
    '今天真冷啊',
    '截止到18号还是19号',
    '@5栋楼长老吴 谢谢',
    '我电话138-0000-1234',
    '打120了',
    'https://example.com/3号楼',
  ])('none is named in %s', (text) => {
    expect(location(text)).toBeNull();
  });

  it('takes the place of the trouble before the speaker’s own house only when it says more', () => {
    expect(location('我是住2栋的,8栋3单元门口的路灯坏了')).toBe('8栋3单元门口');
  });
});
