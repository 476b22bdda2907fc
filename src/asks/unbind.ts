import { saidOpenly } from '../commands/scope.js';
import { unbindFrom } from '../rooms/binding.js';
import { inScope } from '../roster/town.js';
import { closeAsk } from '../store/asks.js';
import type { AskHandler } from './ask.js';

/** 确认 unbinds the room it is said in. */
export const unbindAsk: AskHandler = {
  kind: 'unbind',
  takes: () => false,
  async answer(context, ask, answer) {
    const { tx, now, room, words, town, actor } = context;
    await closeAsk(tx, ask.id, now);
    if (answer.type !== 'confirm') return saidOpenly(words('room.leftAsItIs'));
    if (room === null || room.unit === null) return saidOpenly(words('command.unbind.already'));
    if (inScope(town, actor, room.unit)) return saidOpenly(await unbindFrom(context, room, room.unit));
    return saidOpenly(words('command.bind.outside', { unit: town.units.get(room.unit)?.name ?? '' }));
  },
};
