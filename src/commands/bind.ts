/** 绑定 CODE: this room is that unit's. What changes something that others rely on is asked first. */
import { shortTime } from '../clock/zone.js';
import type { Room } from '../model/town.js';
import { bindTo, whatChanges, type Binding } from '../rooms/binding.js';
import { askToConfirm } from '../rooms/confirm.js';
import { oneMore, refusedUntil } from '../rooms/tries.js';
import { codeHash, typedCode } from '../roster/one-time-code.js';
import { inScope } from '../roster/town.js';
import { bindCodeUnit, keepWrongTries, useBindCode, wrongTries } from '../store/bind-codes.js';
import { command, STAFF_ROLES, USAGE, type CommandContext, type CommandReply } from './command.js';
import { roleRefusal, saidOpenly } from './scope.js';
import { evenWidth } from './words.js';

export const bind = command<string>({
  name: '绑定',
  english: 'bind',
  aliases: ['绑定本群'],
  roles: STAFF_ROLES,
  parse: (args) => {
    const code = typedCode(evenWidth(args));
    return code === '' ? USAGE : code;
  },
  run: async (context, code) => {
    const { words, room, tx } = context;
    const refusal = roleRefusal(context, STAFF_ROLES, '绑定');
    if (refusal) return refusal;
    if (room === null) return saidOpenly(words('command.bind.inRoom'));
    const found = await looked(context, room, codeHash(code));
    if ('refusal' in found) return found.refusal;
    const { binding } = found;
    if (room.unit === binding.unit && room.kind === binding.kind) return saidOpenly(words('room.boundAlready'));
    const changes = whatChanges(context, room, binding);
    if (changes !== null) {
      await askToConfirm(context, 'bind', room.id, { hash: codeHash(code) });
      return saidOpenly(changes + words('room.confirmOrCancel'));
    }
    await useBindCode(tx, codeHash(code), context.now);
    return saidOpenly(await bindTo(context, room, binding));
  },
});

type Looked = { readonly binding: Binding } | { readonly refusal: CommandReply };

/** What the code makes of this room, for a person who may do it. */
export async function looked(context: CommandContext, room: Room, hash: string): Promise<Looked> {
  const { words, tx, now, town, actor, rules } = context;
  const wrong = await wrongTries(tx, actor.id);
  const until = refusedUntil(wrong, now);
  if (until !== null)
    return { refusal: saidOpenly(words('room.tooManyCodes', { until: shortTime(until, rules.zone) })) };
  const found = await bindCodeUnit(tx, hash, now);
  if ('refused' in found) {
    if (found.refused === 'unknown') await keepWrongTries(tx, actor.id, oneMore(wrong, now));
    return { refusal: saidOpenly(words(`command.bind.${found.refused}`)) };
  }
  const outside = [found.unit, ...(room.unit === null ? [] : [room.unit])].find((unit) => !inScope(town, actor, unit));
  if (outside === undefined) return { binding: found };
  return { refusal: saidOpenly(words('command.bind.outside', { unit: town.units.get(outside)?.name ?? '' })) };
}
