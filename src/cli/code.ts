/** `weige code`: a one-time code for the first admin of a town, or for its first room, also while the bot runs. */
import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { systemClock } from '../clock/clock.js';
import { loadConfig } from '../config/load.js';
import { openConfiguredStore } from '../config/open-store.js';
import { makeCode, type CodeWish } from '../identity/first-code.js';
import { loadTown } from '../store/town.js';

interface Options extends CodeWish {
  readonly config?: string;
}

export function register(program: Command): void {
  program
    .command('code')
    .description(
      'a one-time code, good for a day: a person claims it in a chat ("认领 CODE"), a room is bound by it ("绑定 CODE")',
    )
    .option('--person <id>', 'the member of staff who will claim it, by id or full name')
    .option('--unit <id>', 'the unit a room will be bound to, by id or full name')
    .option('--kind <kind>', 'what that room becomes: residents, staff, center or special; residents when left out')
    .option('--config <file>', 'configuration file')
    .action((options: Options) => run(options));
}

async function run(options: Options): Promise<void> {
  const loaded = loadConfig(options.config);
  const store = await openConfiguredStore(loaded, { mustExist: true });
  try {
    const town = await loadTown(store.db, loaded.rules.zone);
    const ground = { store, town, now: systemClock.now(), seed: randomBytes(32).toString('hex') };
    process.stdout.write(`${JSON.stringify(await makeCode(options, ground))}\n`);
  } finally {
    await store.close();
  }
}
