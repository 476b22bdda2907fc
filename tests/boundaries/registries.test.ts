import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ADAPTER_SCHEMAS } from '../../adapters/configs.js';
import { PLATFORMS } from '../../adapters/index.js';
import { ASK_HANDLERS } from '../../src/asks/index.js';
import { CLI_COMMANDS } from '../../src/cli/commands.js';
import { COMMANDS } from '../../src/commands/index.js';
import { packageRoot } from '../../src/config/paths.js';
import { EXECUTORS } from '../../src/message/execute/index.js';
import { MIGRATIONS } from '../../src/store/migrations/index.js';
import { TIMERS } from '../../src/timers/index.js';

/** Names of a folder's files without their ending, but for those that are no entries of its register. */
function filesOf(folder: string, besides: readonly string[]): string[] {
  return readdirSync(join(packageRoot(), folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => basename(entry.name, '.ts'))
    .filter((name) => name !== 'index' && !besides.includes(name))
    .sort();
}

const foldersOf = (folder: string): string[] =>
  readdirSync(join(packageRoot(), folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

describe('Whatever lies in a folder of entries stands in its register, under its file name', () => {
  test('chat commands', () => {
    const besides = ['command', 'parse', 'scope', 'words'];
    expect(COMMANDS.map(({ english }) => english).sort()).toEqual(filesOf('src/commands', besides));
  });

  test('questions of the bot', () => {
    expect(ASK_HANDLERS.map(({ kind }) => kind).sort()).toEqual(filesOf('src/asks', ['ask']));
  });

  test('timers', () => {
    expect(TIMERS.map(({ kind }) => kind).sort()).toEqual(filesOf('src/timers', ['timer', 'run', 'leisure']));
  });

  test('decisions', () => {
    expect(Object.keys(EXECUTORS).sort()).toEqual(filesOf('src/message/execute', ['executor', 'tell', 'ticket']));
  });

  test('chat platforms', () => {
    const folders = foldersOf('adapters');
    expect(PLATFORMS.map(({ name }) => name).sort()).toEqual(folders);
    expect(ADAPTER_SCHEMAS.map(({ shape }) => shape.platform.value).sort()).toEqual(folders);
  });

  test('chat platforms on which people talk, each put through the contract', () => {
    const outlets = ['webhook'];
    const suites = filesOf('tests/contracts', ['adapters']).map((name) => name.replace(/(\.cli)?\.test$/, ''));
    const talkative = PLATFORMS.map(({ name }) => name).filter((name) => !outlets.includes(name));
    expect(suites).toEqual(expect.arrayContaining(talkative));
  });

  test('commands of the program', () => {
    const besides = ['commands', 'fail', 'lines', 'moved', 'weige'];
    expect(CLI_COMMANDS.map(({ name }) => name).sort()).toEqual(filesOf('src/cli', besides));
  });

  test('migrations, numbered without a gap', () => {
    const names = MIGRATIONS.map(({ number, name }) => `${String(number).padStart(4, '0')}-${name}`);
    expect(names).toEqual(filesOf('src/store/migrations', []));
    expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_, at) => at + 1));
  });
});

describe('No name stands for two things', () => {
  test('chat commands, with their other spellings', () => {
    const names = COMMANDS.flatMap(({ name, english, aliases }) => [...new Set([name, english, ...aliases])]);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  test('kinds of timers', () => {
    expect(new Set(TIMERS.map(({ kind }) => kind)).size).toBe(TIMERS.length);
  });
});
