import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { start } from '../../src/cli/start.js';
import { loadConfig } from '../../src/config/load.js';
import { openConfiguredStore } from '../../src/config/open-store.js';
import { loadTown } from '../../src/store/town.js';
import { SETUP } from '../notices/support.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weige-outlet-'));
  writeFileSync(join(folder, 'town.jsonl'), `${JSON.stringify(SETUP)}\n`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function configured() {
  const file = join(folder, 'bot.config.yaml');
  const lines = [
    'store: { file: weige.db }',
    'town: town.jsonl',
    'adapters:',
    '  - { platform: webhook, account: led, name: 镇政府大屏, format: generic, unit: hq, carries: [notices] }',
    '  - { platform: web, port: 0 }',
    'logLevel: error',
  ];
  writeFileSync(file, lines.join('\n'));
  return loadConfig(file);
}

test('a start makes the town’s outlet of a configured account, and groups belong to the account that hears', async () => {
  vi.stubEnv('WEIGE_WEBHOOK_LED_URL', 'https://led.invalid/show');
  const loaded = configured();
  const running = await start(loaded);
  await running.stop();
  const store = await openConfiguredStore(loaded, { mustExist: true });
  const { rooms } = await loadTown(store.db, 'Asia/Shanghai');
  const kept = await store.db.selectFrom('rooms').select(['id', 'platform']).where('kind', '<>', 'outlet').execute();
  await store.close();
  expect([...rooms.values()].filter(({ kind }) => kind === 'outlet')).toEqual([
    { id: 'outlet:webhook/led', name: '镇政府大屏', unit: 'hq', kind: 'outlet', carries: ['notices'] },
  ]);
  expect(new Set(kept.map(({ platform }) => platform))).toEqual(new Set(['web']));
});

test('a start without the outlet’s address is refused, naming the variable', async () => {
  await expect(start(configured())).rejects.toThrow(/WEIGE_WEBHOOK_LED_URL is not set/);
});
