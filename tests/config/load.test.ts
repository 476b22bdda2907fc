import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ADAPTER_SCHEMAS } from '../../adapters/configs.js';
import { InputError } from '../../src/cli/fail.js';
import { keysAt } from '../../src/config/keys.js';
import { loadConfig, storeFile, townFile } from '../../src/config/load.js';
import { packageRoot } from '../../src/config/paths.js';
import { configSchema } from '../../src/config/schema.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weige-config-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(text: string): string {
  const file = join(folder, 'bot.config.yaml');
  writeFileSync(file, text);
  return file;
}

/** The one line an operator reads, without the folder. */
function refusalOf(text: string): string {
  const file = write(text);
  try {
    loadConfig(file);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message.replace(`${folder}/`, '');
  }
  return 'accepted';
}

describe('A configuration with a mistake is refused with the line and what to write instead', () => {
  test.each([
    [
      'a mistyped key',
      'town: null\nconduct:\n  quietHour:\n    from: "22:00"\n',
      'bot.config.yaml:3: unknown key quietHour in conduct; did you mean quietHours?',
    ],
    [
      'a mistyped key at the top',
      'town: null\nadaptres: []\n',
      'bot.config.yaml:2: unknown key adaptres; did you mean adapters?',
    ],
    [
      'a key in the wrong place',
      'town: null\nquietHours: { from: "22:00", to: "06:00" }\n',
      'bot.config.yaml:2: unknown key quietHours; it belongs at conduct.quietHours',
    ],
    [
      'a key inside a list',
      'town: null\nadapters:\n  - platform: web\n    prot: 80\n',
      'bot.config.yaml:4: unknown key prot in adapters[0]; did you mean port?',
    ],
    [
      'a key that nothing resembles',
      'town: null\nknowledge:\n  colour: red\n',
      'bot.config.yaml:3: unknown key colour in knowledge; the keys here are answerAbove, margin',
    ],
    [
      'a number in quotes',
      'town: null\nconduct:\n  messagesPerHour: "12"\n',
      'bot.config.yaml:3: conduct.messagesPerHour must be a number, not "12"; write it without quotes and units',
    ],
    [
      'a section where a value stands',
      'town: null\nconduct: 3\n',
      'bot.config.yaml:2: conduct must be a section of keys, not 3',
    ],
    [
      'a choice that is none',
      'town: null\nlocale: cn\n',
      'bot.config.yaml:2: locale can\'t be "cn"; write "zh-CN" or "en"',
    ],
    [
      'a time of day that is none',
      'town: null\ndigest:\n  at:\n    grid: "25:00"\n',
      'bot.config.yaml:4: digest.at.grid: not a time of day: "25:00"; write "07:00"',
    ],
    [
      'a port out of range',
      'town: null\nadapters:\n  - platform: web\n    port: 70000\n',
      'bot.config.yaml:4: adapters[0].port is 70000 and must be <=65535',
    ],
    [
      'a time zone that is none',
      'town: null\ntimezone: Asia/Peking\n',
      'bot.config.yaml:2: timezone: not a time zone; write "Asia/Shanghai"',
    ],
    [
      'a key written twice',
      'town: null\nlocale: en\nlocale: en\n',
      'bot.config.yaml:3: the key locale stands twice; keep one of the two',
    ],
    [
      'a limit without its clock',
      'town: null\nclocks:\n  limits:\n    normal:\n      firstResponseMinutes: 10\n      resolveMinutes: 20\n',
      'bot.config.yaml:4: clocks.limits.normal.clock is missing; write "always" or "daily" or "working"',
    ],
    [
      'a limit for a category that is none',
      'town: null\nclocks:\n  limits:\n    categories:\n      utility: {}\n',
      'bot.config.yaml:5: there is no category utility; did you mean utilities?',
    ],
    [
      'a town file that is not there',
      'locale: en\ntown: no/such.jsonl\n',
      'bot.config.yaml:2: there is no file no/such.jsonl; correct the path, or write null for no demo town',
    ],
    [
      'an account named twice',
      'town: null\nadapters:\n  - { platform: web }\n  - { platform: web, port: 1 }\n',
      'bot.config.yaml:4: the account web on web stands twice; give each account its own name',
    ],
    [
      'proposing above opening',
      'town: null\nconduct:\n  openAbove: 0.6\n  proposeAbove: 0.9\n',
      'bot.config.yaml:4: conduct.proposeAbove (0.9) is above conduct.openAbove (0.6); proposing needs less certainty than opening: write a smaller number',
    ],
    [
      'overlapping working hours',
      'town: null\nclocks:\n  workingHours: ["08:00-12:00", "11:00-17:00"]\n',
      'bot.config.yaml:3: the intervals of clocks.workingHours overlap or are out of order; write them in the order of the day',
    ],
    ['a list instead of keys', '- a\n', 'bot.config.yaml:1: the file must be a section of keys, not ["a"]'],
  ])('%s', (_name, text, line) => {
    expect(refusalOf(text)).toBe(line);
  });

  test('broken YAML is told with its line, in one line', () => {
    const line = refusalOf('town: null\nconduct:\n  openAbove: [0.5\nlocale: en\n');
    expect(line).toMatch(/^bot\.config\.yaml:\d: not YAML: .+; check the colons/);
    expect(line).not.toContain('\n');
  });

  test('several mistakes: the first in the file is told, and how many more there are', () => {
    expect(refusalOf('town: null\nlogLevel: loud\nlocal: en\nconduct: { openAbov: 1 }\n')).toBe(
      'bot.config.yaml:2: logLevel can\'t be "loud"; write "trace" or "debug" or "info" or "warn" or "error" (and 2 more)',
    );
  });

  test('a secret is refused with the environment variable to use, and is not repeated', () => {
    const line = refusalOf('town: null\nadapters:\n  - platform: web\n    token: s3cr3t\n');
    expect(line).toBe(
      "bot.config.yaml:4: adapters[0].token is a secret, and secrets don't stand in this file; delete it here and set the environment variable WEIGE_WEB_TOKEN",
    );
    expect(refusalOf('town: null\nstore:\n  password: s3cr3t\n')).toContain('WEIGE_STORE_PASSWORD');
  });

  test('a password inside an address counts as a secret', () => {
    const line = refusalOf('town: null\nstore:\n  file: postgres://weige:s3cr3t@db/weige\n');
    expect(line).toContain('WEIGE_STORE_PASSWORD');
    expect(line).not.toContain('s3cr3t');
  });

  test('a file that is not there, a folder, and bytes that are not text', () => {
    expect(() => loadConfig(join(folder, 'no.yaml'))).toThrow(/there is no such file/);
    expect(() => loadConfig(folder)).toThrow(/this is a folder/);
    const file = join(folder, 'gbk.yaml');
    writeFileSync(file, Buffer.from([0x62, 0x3a, 0x20, 0xd6, 0xd0]));
    expect(() => loadConfig(file)).toThrow(/not UTF-8 text; save it as UTF-8/);
  });
});

describe('Where things are found', () => {
  test('an empty file is the defaults', () => {
    write('# nothing yet\ntown: null\n');
    expect(loadConfig(join(folder, 'bot.config.yaml')).config).toEqual({ ...configSchema.parse({}), town: null });
  });

  test('the database lies beside the configuration file, wherever the program is started', () => {
    const loaded = loadConfig(write('town: null\nstore:\n  file: kept/town.db\n'));
    expect(storeFile(loaded)).toBe(join(folder, 'kept', 'town.db'));
    expect(townFile(loaded)).toBeNull();
  });

  test('the demo town is looked for beside the configuration first', () => {
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'town.jsonl'), '{}\n');
    expect(townFile(loadConfig(write('town: data/town.jsonl\n')))).toBe(join(folder, 'data', 'town.jsonl'));
  });
});

describe('The shipped bot.config.yaml', () => {
  const shipped: unknown = parse(readFileSync(join(packageRoot(), 'bot.config.yaml'), 'utf8'));

  test('means exactly the defaults', () => {
    expect(configSchema.parse(shipped)).toEqual(configSchema.parse({}));
  });

  /** Keys a default file leaves out: what only some towns set. */
  const optional = ['clocks.limits.categories'];

  /** An account shows the keys of its own platform. */
  const keysFor = (path: readonly (string | number)[], value: unknown): string[] => {
    const account =
      path[0] === 'adapters' && path.length === 2 ? z.object({ platform: z.string() }).parse(value) : null;
    const own = ADAPTER_SCHEMAS.find(({ shape }) => shape.platform.value === account?.platform);
    return own ? Object.keys(own.shape) : keysAt(configSchema, path);
  };

  test('shows every key there is', () => {
    const missing: string[] = [];
    const visit = (value: unknown, path: (string | number)[]): void => {
      const record = z.record(z.string(), z.unknown()).safeParse(value);
      for (const key of keysFor(path, value)) {
        const at = [...path, key];
        if (optional.includes(at.join('.'))) continue;
        if (!record.success || !(key in record.data)) missing.push(at.join('.'));
        else if (Array.isArray(record.data[key])) record.data[key].forEach((item, i) => visit(item, [...at, i]));
        else visit(record.data[key], at);
      }
    };
    visit(shipped, []);
    expect(missing).toEqual([]);
  });
});
