/** `weige migrate`: the store's schema up to date, before the bot is started. */
import type { Command } from 'commander';
import { loadConfig, storeFile } from '../config/load.js';
import { openConfiguredStore } from '../config/open-store.js';
import { MIGRATIONS } from '../store/migrations/index.js';

async function migrateStore(configFile: string | undefined): Promise<void> {
  const loaded = loadConfig(configFile);
  const store = await openConfiguredStore(loaded, { mustExist: false });
  await store.close();
  const name = loaded.config.store.kind === 'postgres' ? 'the database' : storeFile(loaded);
  const applied = MIGRATIONS.filter((step) => store.applied.includes(step.name));
  const steps = applied.map((step) => `${step.number} ${step.name}`).join(', ');
  process.stderr.write(`${name}: ${applied.length === 0 ? 'already up to date' : `applied ${steps}`}\n`);
}

export function register(program: Command): void {
  program
    .command('migrate')
    .description("Brings the store's schema up to date; makes the store when there is none.")
    .option('--config <file>', 'configuration file')
    .action((options: { config?: string }) => migrateStore(options.config));
}
