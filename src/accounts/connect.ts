/** How the accounts of a running bot begin and end: all together where one process has the database to itself. */
import type { Adapter } from '../../adapters/adapter.js';
import type { Bot } from '../bot.js';
import { keepAlive, type AliveParts } from './alive.js';
import { keepAwake } from './awake.js';

export interface Connected {
  /** Nothing more comes in and no clock fires any more. */
  disconnect(): Promise<void>;
  /** Called when all that had come in is done: others may have the accounts. */
  release(): Promise<void>;
}

/** A demo has a time of its own, in which nobody misses anything. */
export async function connectAll(
  parts: Omit<AliveParts, 'receive' | 'adapters'> & {
    readonly bot: Bot;
    readonly adapters: readonly Adapter[];
    readonly demo: boolean;
    /** Told where people find an account that has a page. */
    readonly opened: (address: string) => void;
  },
): Promise<Connected> {
  const { bot, adapters, demo, log, opened } = parts;
  const alive = demo ? null : await keepAlive({ ...parts, receive: (event) => bot.receive(event) });
  for (const adapter of adapters) {
    await adapter.start(bot);
    if (adapter.address !== undefined && adapter.address !== null) opened(adapter.address);
  }
  const stopWaking = keepAwake(bot, () => void alive?.look(), log);
  return {
    disconnect: async () => {
      await Promise.all([stopWaking(), ...adapters.map((adapter) => adapter.stop())]);
      await alive?.end();
    },
    release: () => Promise.resolve(),
  };
}
