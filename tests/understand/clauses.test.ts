import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { splitClauses } from '../../src/message/understand/clauses.js';

describe('two matters in one message', () => {
  it.each([
    ['路灯坏了两天,还有垃圾没人收', ['路灯坏了两天', '垃圾没人收']],
    ['3号楼电梯又停了。门口的井盖也翘起来了', ['3号楼电梯又停了', '门口的井盖也翘起来了']],
    ['楼道灯不亮 另外 物业费怎么交啊', ['楼道灯不亮', '物业费怎么交啊']],
    ['医保到几号截止?对了,南门口有人烧树叶', ['医保到几号截止', '南门口有人烧树叶']],
  ])('%s is read as two', (text, parts) => {
    expect(splitClauses(text)).toEqual(parts);
  });

  it.each(['路灯坏了', '楼上漏水,滴得满床都是', '谢谢!还有我', '屋里还有三个老人没吃饭', '收到。', ''])(
    '%s stays one',
    (text) => {
      expect(splitClauses(text)).toEqual([text.trim()]);
    },
  );

  it('never loses what a part says, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        const parts = splitClauses(text);
        expect(parts.length).toBeGreaterThan(0);
        for (const piece of parts.flatMap((part) => part.split(','))) expect(text).toContain(piece);
      }),
    );
  });
});
