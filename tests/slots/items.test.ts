import { describe, expect, it } from 'vitest';
import { items } from '../../src/message/understand/slots/items.js';

const said = (text: string): string[] =>
  items(text).map((item) => `${item.name}|${item.quantity ?? ''}|${item.unit ?? ''}`);

describe('goods and errands', () => {
  it.each([
    ['帮忙买两盒降压药十斤米', ['降压药|2|盒', '米|10|斤']],
    ['麻烦带三盒感冒药五斤面', ['感冒药|3|盒', '面|5|斤']],
    ['酱油一瓶', ['酱油|1|瓶']],
    ['6斤洋葱,1板鸭蛋', ['洋葱|6|斤', '鸭蛋|1|板']],
    ['洋葱6斤 鸭蛋1板 牛奶两箱', ['洋葱|6|斤', '鸭蛋|1|板', '牛奶|2|箱']],
    ['帮我买半斤茶叶', ['茶叶|0.5|斤']],
    ['给我捎把韭菜带两块豆腐', ['韭菜|1|把', '豆腐|2|块']],
    ['能给我俩口罩吗', ['口罩|2|']],
    ['帮忙取一下快递', ['快递||']],
    ['求代买点退烧药', ['退烧药||']],
  ])('%s', (text, list) => {
    expect(said(text)).toEqual(list);
  });

  it.each(['三条狗追人', '两个人被困电梯', '四个盆接着还漏', '带上身份证', '要等三个月', '麻烦来个人', '收到'])(
    'none in %s',
    (text) => {
      expect(items(text)).toEqual([]);
    },
  );
});
