import { describe, expect, test } from 'vitest';
import { messageId } from '../../src/model/ids.js';
import { differences } from '../support/shown-as-sent.js';
import { TranscriptIds } from '../support/transcript-ids.js';

const at = (place: string, ...texts: string[]) => texts.map((text) => ({ place, text }));

describe('What was shown, compared with what was sent', () => {
  test('the same texts with names before them, rooms in any order among each other', () => {
    const shown = [...at('@li', '二'), ...at('r1', '@李姐 一', '三')];
    expect(differences([...at('r1', '一'), ...at('@li', '二'), ...at('r1', '三')], shown)).toEqual([]);
  });

  test.each([
    ['one that is missing', at('r1', '一')],
    ['one that stands twice', at('r1', '一', '二', '二')],
    ['two that changed places', at('r1', '二', '一')],
    ['one in another room', [...at('r1', '一'), ...at('r2', '二')]],
    ['one shown to a person instead', [...at('r1', '一'), ...at('@r1', '二')]],
    ['one that nobody sent', [...at('r1', '一', '二'), ...at('r2', '三')]],
  ])('%s is a difference', (_, shown) => {
    expect(differences(at('r1', '一', '二'), shown)).not.toEqual([]);
  });
});

describe("The transcript's names of messages", () => {
  const ids = new TranscriptIds();
  ids.add('m1', messageId('p:a:12"'));
  ids.add('m2', messageId('p:a:1'));

  test('stand for the minted ids in what people type', () => {
    expect(ids.inPlatform('拆分 1 m2')).toBe('拆分 1 p:a:1');
    expect(ids.inPlatform('受理 {{m1}} 1m2 m3')).toBe('受理 {{p:a:12"}} 1m2 m3');
  });

  test('stand again in what is printed, the longest id first', () => {
    expect(ids.inTranscript({ replyTo: 'p:a:12"', text: '见 p:a:1。', n: 1 })).toEqual({
      replyTo: 'm1',
      text: '见 m2。',
      n: 1,
    });
  });
});
