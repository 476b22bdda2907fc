/** The register of the program's commands: one line each; a test compares it with the folder. Loaded when asked for. */
import type { Command } from 'commander';

export interface CommandFile {
  /** Adds the command with its options and action. */
  register(program: Command): void;
}

export interface CommandEntry {
  readonly name: string;
  /** Its line in `weige --help`. */
  readonly summary: string;
  load(): Promise<CommandFile>;
}

export const CLI_COMMANDS: readonly CommandEntry[] = [
  { name: 'start', summary: 'run the bot', load: () => import('./start.js') },
  { name: 'replay', summary: 'run a recorded day and print what the bot did', load: () => import('./replay.js') },
  { name: 'understand', summary: 'read messages, write what they mean', load: () => import('./understand.js') },
  { name: 'train', summary: 'train a text classifier from a corpus', load: () => import('./train.js') },
  {
    name: 'evaluate',
    summary: 'measure the understanding against labelled messages',
    load: () => import('./evaluate.js'),
  },
  { name: 'digest', summary: "write one unit's daily digest", load: () => import('./digest.js') },
  { name: 'migrate', summary: "bring the store's schema up to date", load: () => import('./migrate.js') },
  {
    name: 'doctor',
    summary: 'check configuration, store, town, adapters and clock',
    load: () => import('./doctor.js'),
  },
  { name: 'backup', summary: 'copy the store while the bot runs', load: () => import('./backup.js') },
  { name: 'restore', summary: 'bring a backup back into an empty store', load: () => import('./restore.js') },
  { name: 'code', summary: 'make a code for the first admin, or for a room', load: () => import('./code.js') },
  { name: 'bench', summary: 'measure speed and size beside peers', load: () => import('./bench.js') },
];
