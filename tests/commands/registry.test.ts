import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AnyCommand } from '../../src/commands/command.js';
import { COMMANDS } from '../../src/commands/index.js';
import { packageRoot } from '../../src/config/paths.js';
import { LOCALES, catalogue } from '../../src/message/reply/words.js';

const NOT_COMMANDS = ['command.ts', 'words.ts', 'parse.ts', 'scope.ts', 'index.ts'];
const folder = join(packageRoot(), 'src', 'commands');
const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !NOT_COMMANDS.includes(file));

const CONTRACT: readonly (readonly [string, string])[] = [
  ['帮助', 'help'],
  ['工单', 'tickets'],
  ['受理', 'accept'],
  ['派单', 'assign'],
  ['办结', 'resolve'],
  ['回退', 'return'],
  ['上报', 'escalate'],
  ['挂账', 'hold'],
  ['合并', 'merge'],
  ['拆分', 'split'],
  ['改类', 'category'],
  ['改急', 'urgency'],
  ['催办', 'chase'],
  ['作废', 'cancel'],
  ['立单', 'open'],
  ['忽略', 'drop'],
  ['发通知', 'notice'],
  ['回执', 'receipts'],
  ['提醒', 'nudge'],
  ['补发', 'resend'],
  ['日报', 'digest'],
  ['问答', 'faq'],
  ['绑定', 'bind'],
  ['解绑', 'unbind'],
  ['生成绑定码', 'bindcode'],
  ['报事', 'report'],
  ['我的工单', 'mine'],
  ['进度', 'status'],
  ['满意', 'rate'],
  ['撤回', 'withdraw'],
  ['人工', 'human'],
  ['我的网格员', 'who'],
];

const isCommand = (value: unknown): value is AnyCommand =>
  typeof value === 'object' && value !== null && 'prepare' in value && 'english' in value;

describe('the register of commands', () => {
  it.each(files)('holds the command of %s', async (file) => {
    const module: unknown = await import(join(folder, file));
    const made = Object.values(typeof module === 'object' && module !== null ? module : {}).filter(isCommand);
    expect(made).toHaveLength(1);
    expect(COMMANDS).toContain(made[0]);
    expect(`${made[0]?.english ?? ''}.ts`).toBe(file);
  });

  it.each(CONTRACT)('offers %s, in English /%s', (name, english) => {
    const found = COMMANDS.find((c) => c.english === english);
    expect(found ? [found.name, ...found.aliases] : []).toContain(name);
  });

  it('gives no word to two commands', () => {
    const words = COMMANDS.flatMap((c) => [c.name, c.english, ...c.aliases]);
    expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([]);
  });
});

describe.each(LOCALES)('the catalogue in %s', (locale) => {
  const texts = catalogue(locale);

  it.each(COMMANDS.map((c) => c.english))('says what /%s does and how it is written', (english) => {
    expect(texts.get(`command.${english}.does`)).toBeTruthy();
    expect(texts.get(`command.${english}.usage`)).toBeTruthy();
  });

  it('has every text that the commands name', () => {
    const sources = [...files, 'scope.ts'].map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
    const named = [...sources.matchAll(/words\(\s*['`](command\.[a-zA-Z.]+)['`]/g)].map((m) => m[1] ?? '');
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((key) => !texts.has(key))).toEqual([]);
  });
});

it('both languages have the same command texts with the same placeholders', () => {
  const [chinese, english] = LOCALES.map((locale) => {
    const texts = [...catalogue(locale)].filter(([key]) => key.startsWith('command.'));
    return texts.map(([key, text]) => `${key} ${[...new Set(text.match(/\{\w+/g))].sort().join()}`).sort();
  });
  expect(chinese).toEqual(english);
});
