import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { ReadInput } from '../../src/model/reading.js';
import { readSlots } from '../../src/message/understand/slots/index.js';
import { maskPersonal } from '../../src/message/understand/slots/mask.js';

const AT = '2022-03-16T09:20:00+08:00';
const input = (text: string): ReadInput => ({ text, at: AT, role: 'resident', images: 0, quote: null, before: [] });

/** Pieces of real talk in any order come nearer to trouble than random characters do. */
const PIECES = [
  '3号楼', '2单元', '门口', '到', '柳叶路', '15号', '今晚', '八点', '半', '下周二', '12月20日', '腊月', '二十八', '前', '我妈', '一家', '五口', '两盒', '药', '十斤',
  '米', '138', '0000', '1234', '-', ' ', '0577', '80004321', '330101199001011212', '一三九', '零零零零', '😂', '，', '@', '那', '块', '点', '里', 'o', 'l', '\ud800',
]; // prettier-ignore
const talk = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map((pieces) => pieces.join('')),
);

describe('the facts of a message', () => {
  it('reads all of them from one request', () => {
    expect(readSlots(input('明天下午三点请到3号楼2单元501帮我妈带两盒降压药,电话138 0000 1234'))).toEqual({
      location: '3号楼2单元501',
      phones: ['13800001234'],
      people: '我妈',
      time: '2022-03-17T15:00:00+08:00',
      items: [{ name: '降压药', quantity: 2, unit: '盒' }],
    });
  });

  it('cuts places and people literally from the text', () => {
    fc.assert(
      fc.property(talk, (text) => {
        const slots = readSlots(input(text));
        if (slots.location !== null) expect(text).toContain(slots.location);
        if (slots.people !== null) expect(text).toContain(slots.people);
      }),
      { numRuns: 500 },
    );
  });

  it('reads the same facts when figures are typed in full width', () => {
    const wide = (text: string): string =>
      text.replace(/[0-9]/g, (figure) => String.fromCharCode(figure.charCodeAt(0) + 0xfee0));
    fc.assert(
      fc.property(talk, (text) => {
        const [plain, full] = [readSlots(input(text)), readSlots(input(wide(text)))];
        expect(full.phones).toEqual(plain.phones);
        expect(full.time).toBe(plain.time);
        expect(full.location).toBe(plain.location === null ? null : wide(plain.location));
      }),
      { numRuns: 300 },
    );
  });

  it('does not mind invisible characters', () => {
    const invisible = fc.constantFrom('\u200b', '\u200d', '\ufeff', '');
    fc.assert(
      fc.property(talk, fc.array(invisible, { minLength: 1, maxLength: 5 }), (text, noise) => {
        const bare = text.replace(/\u200d/g, '');
        const noisy = [...bare].map((char, at) => char + (noise[at % noise.length] ?? '')).join('');
        const [plain, read] = [readSlots(input(bare)), readSlots(input(noisy))];
        expect({ ...read, location: null, people: null }).toEqual({ ...plain, location: null, people: null });
        if (read.location !== null) expect(noisy).toContain(read.location);
        if (read.people !== null) expect(noisy).toContain(read.people);
      }),
      { numRuns: 300 },
    );
  });

  it('gives telephone numbers as seven to twelve digits', () => {
    fc.assert(
      fc.property(talk, (text) => {
        for (const phone of readSlots(input(text)).phones)
          expect(phone).toMatch(/^(?:1[3-9]\d{9}|0\d{9,11}|[2-8]\d{6,7})$/);
      }),
      { numRuns: 500 },
    );
  });

  it('gives times that are real', () => {
    fc.assert(
      fc.property(talk, (text) => {
        const time = readSlots(input(text)).time;
        for (const part of time?.split('/') ?? []) expect(DateTime.fromISO(part).isValid).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('reads no time where the message’s own time is none', () => {
    expect(readSlots({ ...input('明天下午三点'), at: 'yesterday' }).time).toBeNull();
  });

  it.each(['3-', '到', '号', '一', '1', '楼下', '今', 'l3', '0'])(
    'is not stalled by 5,000 characters of %s',
    (piece) => {
      const started = performance.now();
      readSlots(input(piece.repeat(5000 / piece.length)));
      expect(performance.now() - started).toBeLessThan(500);
    },
  );
});

describe('hiding personal numbers in any text', () => {
  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(talk, (text) => {
        expect(maskPersonal(maskPersonal(text))).toBe(maskPersonal(text));
      }),
      { numRuns: 500 },
    );
  });

  it('leaves no mobile number', () => {
    const mobile = fc.tuple(talk, fc.stringMatching(/^1[3-9]\d{9}$/), talk).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(mobile, (text) => {
        expect(maskPersonal(text)).not.toMatch(/(?<!\d)1[3-9]\d{9}(?!\d)/);
      }),
      { numRuns: 500 },
    );
  });
});
