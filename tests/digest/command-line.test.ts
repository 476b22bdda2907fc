import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { register } from '../../src/cli/digest.js';
import { InputError } from '../../src/cli/fail.js';
import { accountId, platformId } from '../../src/model/ids.js';
import { openStore } from '../../src/store/open.js';
import { sqlite } from '../../src/store/sqlite.js';
import { saveSetup } from '../../src/store/town.js';
import { setup } from './day-in-town.js';

async function folder(): Promise<string> {
  const at = mkdtempSync(join(tmpdir(), 'weige-digest-'));
  writeFileSync(join(at, 'bot.config.yaml'), 'store:\n  file: town.db\ntown: null\n');
  const store = await openStore(sqlite(join(at, 'town.db')));
  await saveSetup(store.db, setup, { platform: platformId('web'), account: accountId('web') }, 0);
  await store.close();
  return at;
}

async function run(at: string, ...args: string[]): Promise<void> {
  const program = new Command().exitOverride();
  register(program);
  await program.parseAsync(['digest', '--config', join(at, 'bot.config.yaml'), ...args], { from: 'user' });
}

describe('weige digest', () => {
  it('writes a unit’s day as text and as data', async () => {
    const at = await folder();
    const out = join(at, 'out');
    await run(at, '--unit', 'hq7', '--date', '2021-12-06', '--out', out);
    expect(readFileSync(out, 'utf8')).toMatch(/^【七村日报】12月6日\n/);
    await run(at, '--unit', '虹桥镇', '--date', '2021-12-06', '--format', 'json', '--out', out);
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({
      unit: 'hq',
      date: '2021-12-06',
      reconciles: true,
      open: 0,
    });
  });

  it.each([
    [['--unit', 'hq77'], 'did you mean hq7?'],
    [['--unit', 'hq7', '--date', '2021-02-30'], 'no such day'],
    [['--unit', 'hq7', '--format', 'xlsx'], 'not available in this version'],
  ])('%j is told what to write instead', async (args, words) => {
    const at = await folder();
    const failed = await run(at, ...args).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(InputError);
    expect(String(failed)).toContain(words);
  });
});
