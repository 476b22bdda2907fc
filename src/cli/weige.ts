#!/usr/bin/env node
/** The program's entry: finds the command, runs it, and turns whatever goes wrong into one line and an exit status. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import { nearest } from '../config/nearest.js';
import { packageRoot } from '../config/paths.js';
import { CLI_COMMANDS } from './commands.js';
import { InputError } from './fail.js';

const FAILED = 1;
const BAD_INPUT = 2;

function version(): string {
  const file = join(packageRoot(), 'package.json');
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}

/** Only the named command's file is loaded; the others are known by name and summary, for the help. */
async function programFor(name: string | undefined): Promise<Command> {
  const program = new Command('weige')
    .description('Chat-ops bot for the micro-grid group chats of a town.')
    .version(version())
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .showSuggestionAfterError(false)
    .helpCommand(false);
  for (const entry of CLI_COMMANDS) {
    if (entry.name === name) (await entry.load()).register(program);
    else program.command(entry.name);
    program.commands.at(-1)?.summary(entry.summary);
  }
  return program;
}

async function run(args: readonly string[]): Promise<void> {
  const name = args[0];
  if (name === undefined) throw new InputError('no command given', null, '"weige --help" lists them');
  if (!name.startsWith('-') && !CLI_COMMANDS.some((entry) => entry.name === name)) {
    const near = nearest(
      name,
      CLI_COMMANDS.map((entry) => entry.name),
    );
    throw new InputError(`unknown command ${name}`, null, near ? `did you mean ${near}?` : '"weige --help" lists them');
  }
  const program = await programFor(name);
  await program.parseAsync(args, { from: 'user' });
}

const oneLine = (text: string): string => text.trim().replace(/\s*\n\s*/g, ' ');

/** Exit status of a failure, told on stderr in one line; WEIGE_DEBUG=1 adds where it came from. */
function tell(error: unknown, name: string): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const message = oneLine(error instanceof Error ? error.message : String(error));
  const line =
    error instanceof InputError
      ? message
      : error instanceof CommanderError
        ? `${message.replace(/^error: /, '')}; "weige ${name} --help" shows how`
        : `weige ${name} failed: ${message}`;
  process.stderr.write(`${line}\n`);
  if (process.env['WEIGE_DEBUG'] === '1' && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  return error instanceof InputError || error instanceof CommanderError ? BAD_INPUT : FAILED;
}

const args = process.argv.slice(2);
const name = args[0] ?? '';
/** Whoever read our output has seen enough ("weige replay … | head"). */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : tell(error, name));
});
process.on('uncaughtException', (error) => {
  process.exit(tell(error, name));
});
try {
  await run(args);
} catch (error) {
  process.exitCode = tell(error, name);
}
