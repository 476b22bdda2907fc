/** weige replay: a recorded day through the very same code. */
import type { Command } from 'commander';
import { loadConfig } from '../config/load.js';
import { parseIso } from '../clock/zone.js';
import { logger } from '../log.js';
import { loadReader } from '../message/understand/index.js';
import { readTranscript } from '../replay/transcript.js';
import { replay } from '../replay/replay.js';
import { InputError } from './fail.js';

interface Options {
  readonly config?: string;
  readonly readings?: boolean;
  readonly until?: string;
}

export function register(program: Command): void {
  program
    .command('replay')
    .description('run transcripts through the bot with a virtual clock and print what it did')
    .argument('<file...>', 'transcripts (JSON Lines)')
    .option('--config <file>', 'configuration file')
    .option('--readings', 'print how each message was read')
    .option('--until <time>', 'let the clock run on to this time (ISO 8601 with offset)')
    .action(run);
}

async function run(files: string[], options: Options): Promise<void> {
  const { config } = loadConfig(options.config);
  const until = options.until === undefined ? null : parseIso(options.until);
  if (options.until !== undefined && until === null) {
    throw new InputError(`not a time with offset: ${options.until}`, '--until', 'write 2021-12-06T23:59:00+08:00');
  }
  const transcripts = files.map(readTranscript);
  const reader = await loadReader();
  const log = logger('error');
  const print = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);
  for (const transcript of transcripts) {
    await replay(transcript, { config, reader, log, readings: options.readings ?? false, until, print });
  }
}
