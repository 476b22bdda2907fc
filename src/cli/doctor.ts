/** `weige doctor`: what is wrong with this installation, and what to do about each. */
import type { Command } from 'commander';
import { platformOf } from '../../adapters/index.js';
import { systemClock } from '../clock/clock.js';
import { loadConfig } from '../config/load.js';
import { examine, reportOf, wrongCount } from '../doctor/index.js';

async function doctor(configFile: string | undefined): Promise<void> {
  const sections = await examine(loadConfig(configFile), systemClock.now(), process.env, (account, running) =>
    platformOf(account.platform).check(account, { env: process.env, running }),
  );
  process.stdout.write(reportOf(sections));
  if (wrongCount(sections) > 0) process.exitCode = 1;
}

export function register(program: Command): void {
  program
    .command('doctor')
    .description('Checks configuration, store, town, adapters and clock; status 1 when anything is wrong.')
    .option('--config <file>', 'configuration file')
    .action((options: { config?: string }) => doctor(options.config));
}
