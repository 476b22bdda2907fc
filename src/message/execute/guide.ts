import { COMMANDS } from '../../commands/index.js';
import { sayBack } from './command.js';
import type { Executor } from './executor.js';

/** A slip gets the nearest command and how it is written, never silence. */
export const guide: Executor<'guide'> = async (doing, { typed, nearest }, situation) => {
  const names = COMMANDS.filter((c) => nearest.includes(c.english));
  const lines = names.map((c) => doing.words(`command.${c.english}.usage`)).join('\n');
  const slip = doing.words('command.slip', { typed: typed.slice(0, 20), lines });
  await sayBack(
    doing,
    situation,
    { text: names.length === 0 ? doing.words('command.nothingWaits') : slip, public: true },
    'command',
  );
};
