/** `weige migrate`: the store's schema up to date, before the bot is started. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { loadConfig, storeFile } from '../config/load.js';
import { inspectStoreFile, openConfiguredStore } from '../config/open-store.js';
import { MIGRATIONS } from '../store/migrations/index.js';

async function migrateStore(configFile: string | undefined): Promise<void> {
  const loaded = loadConfig(configFile);
  const file = storeFile(loaded);
  const before = existsSync(file) ? (inspectStoreFile(file, 'quick').schema ?? 0) : 0;
  const store = await openConfiguredStore(loaded, { mustExist: false });
  await store.close();
  const applied = MIGRATIONS.filter((step) => step.number > before).map((step) => `${step.number} ${step.name}`);
  process.stderr.write(`${file}: ${applied.length === 0 ? 'already up to date' : `applied ${applied.join(', ')}`}\n`);
}

export function register(program: Command): void {
  program
    .command('migrate')
    .description("Brings the store's schema up to date; makes the store when there is none.")
    .option('--config <file>', 'configuration file')
    .action((options: { config?: string }) => migrateStore(options.config));
}
