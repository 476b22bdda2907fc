import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setup, SOURCE } from '../store/samples.js';
import { openStore } from '../../src/store/open.js';
import { sqlite } from '../../src/store/sqlite.js';
import { saveSetup } from '../../src/store/town.js';
import { weige } from './weige.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weige-code-'));
  writeFileSync(join(folder, 'bot.config.yaml'), 'town: null\nstore: { file: town.db }\n');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('a code is printed as one line of JSON, also while another process has the store open', async () => {
  const store = await openStore(sqlite(join(folder, 'town.db')));
  try {
    await saveSetup(store.db, setup, SOURCE, 0);
    const { status, stdout, stderr } = weige(folder, ['code', '--person', 'lin']);
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual({
      code: expect.stringMatching(/^[2-9A-HJKMNP-Z]{8}$/),
      for: 'lin',
      until: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/),
    });
    expect(stdout.split('\n')).toHaveLength(2);
    expect(weige(folder, ['code', '--person', 'lin']).stdout).not.toBe(stdout);
  } finally {
    await store.close();
  }
});

test('without a store, or without saying for whom, it is refused in one line with status 2', async () => {
  expect(weige(folder, ['code', '--unit', 'hq'])).toMatchObject({ status: 2, stdout: '' });
  const store = await openStore(sqlite(join(folder, 'town.db')));
  await store.close();
  const ran = weige(folder, ['code']);
  expect(ran).toMatchObject({ status: 2, stdout: '' });
  expect(ran.stderr).toMatch(/^one of --person and --unit is needed; [^\n]+\n$/);
});
