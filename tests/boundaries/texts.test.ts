import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/index.js';
import { catalogue, LOCALES } from '../../src/message/reply/words.js';
import { SOURCES } from './sources.js';

const chinese = catalogue('zh-CN');
const english = catalogue('en');

type Element = ReturnType<IntlMessageFormat['getAst']>[number];
/** The parser's numbers for plain words and for the # of a plural: the only elements that ask for no value. */
const PLAIN = [0, 7];

/** The {placeholders} of a text, those inside plurals and choices too. */
function placeholders(text: string): string[] {
  const visit = (elements: readonly Element[]): string[] =>
    elements.flatMap((element) => {
      const inner = 'options' in element ? Object.values(element.options).flatMap((option) => visit(option.value)) : [];
      return 'value' in element && !PLAIN.includes(element.type) ? [element.value, ...inner] : inner;
    });
  return [...new Set(visit(new IntlMessageFormat(text, 'zh-CN', undefined, { ignoreTag: true }).getAst()))].sort();
}

describe('The catalogues', () => {
  test('Chinese and English have the same texts', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  test.each(LOCALES)('every text of %s can be read', (locale) => {
    const broken = [...catalogue(locale)].filter(([, text]) => {
      try {
        placeholders(text);
        return text.trim() === '';
      } catch {
        return true;
      }
    });
    expect(broken).toEqual([]);
  });

  test('a text asks for the same values in both languages', () => {
    const shown = (texts: ReadonlyMap<string, string>) =>
      Object.fromEntries([...texts].map(([key, text]) => [key, placeholders(text).join(' ')]));
    expect(shown(english)).toEqual(shown(chinese));
  });
});

describe('Texts that the code names', () => {
  const topics = [...new Set([...chinese.keys()].map((key) => key.split('.')[0]))].join('|');

  test('every key given to words() is in the catalogue', () => {
    const calls = /\bwords(?:\.has)?\(\s*(['"])([^'"]+)\1/g;
    const missing = SOURCES.flatMap(({ path, code }) =>
      [...code.matchAll(calls)]
        .map((match) => match[2] ?? '')
        .filter((key) => !chinese.has(key))
        .map((key) => `${path}: ${key}`),
    );
    expect(missing).toEqual([]);
  });

  test('every key made from parts can be in the catalogue', () => {
    const calls = /\bwords\(\s*`([^`]+)`/g;
    const missing = SOURCES.flatMap(({ path, code }) =>
      [...code.matchAll(calls)]
        .map((match) => match[1] ?? '')
        .filter((key) => {
          const shape = key.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^$()|[\]\\{}]/g, '\\$&'));
          const pattern = new RegExp(`^${shape.join('.+')}$`);
          return ![...chinese.keys()].some((known) => pattern.test(known));
        })
        .map((key) => `${path}: ${key}`),
    );
    expect(missing).toEqual([]);
  });

  test('every literal that looks like a key of the catalogue is one', () => {
    const literal = new RegExp(`'((?:${topics})\\.[a-z][\\w-]*(?:\\.[\\w-]+)*)'`, 'g');
    const missing = SOURCES.flatMap(({ path, code }) =>
      [...code.matchAll(literal)]
        .map((match) => match[1] ?? '')
        .filter((key) => !chinese.has(key) && !/\.(js|ts|yaml|jsonl?|html|png|xlsx)$/.test(key))
        .map((key) => `${path}: ${key}`),
    );
    expect(missing).toEqual([]);
  });

  test.each(COMMANDS.map(({ english: name }) => name))('/%s says what it does and how it is used', (name) => {
    expect(chinese.has(`command.${name}.does`)).toBe(true);
    expect(chinese.has(`command.${name}.usage`)).toBe(true);
  });
});
