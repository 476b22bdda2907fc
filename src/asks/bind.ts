import { z } from 'zod';
import { looked } from '../commands/bind.js';
import { saidOpenly } from '../commands/scope.js';
import { bindTo } from '../rooms/binding.js';
import { closeAsk } from '../store/asks.js';
import { useBindCode } from '../store/bind-codes.js';
import type { AskHandler } from './ask.js';

const dataSchema = z.object({ hash: z.string() });

/** 确认 binds the room it is said in by the code given before, which is looked at again. */
export const bindAsk: AskHandler = {
  kind: 'bind',
  takes: () => false,
  async answer(context, ask, answer) {
    const { tx, now, room, words } = context;
    await closeAsk(tx, ask.id, now);
    if (answer.type !== 'confirm') return saidOpenly(words('room.leftAsItIs'));
    if (room === null) return saidOpenly(words('command.bind.inRoom'));
    const { hash } = dataSchema.parse(JSON.parse(ask.data));
    const found = await looked(context, room, hash);
    if ('refusal' in found) return found.refusal;
    await useBindCode(tx, hash, now);
    return saidOpenly(await bindTo(context, room, found.binding));
  },
};
