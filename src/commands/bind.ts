/** 绑定 CODE: this room is that unit's. */
import type { UnitId } from '../model/ids.js';
import type { Room } from '../model/town.js';
import { inScope } from '../roster/town.js';
import { bindCodeUnit, useBindCode } from '../store/bind-codes.js';
import { bindRoom } from '../store/rooms.js';
import { codeHash } from './bindcode.js';
import { command, STAFF_ROLES, USAGE, type CommandContext, type CommandReply } from './command.js';
import { roleRefusal, saidOpenly, unitPath } from './scope.js';
import { evenWidth } from './words.js';

export const bind = command<string>({
  name: '绑定',
  english: 'bind',
  aliases: ['绑定本群'],
  roles: STAFF_ROLES,
  parse: (args) => {
    const code = evenWidth(args).toUpperCase().replace(/[\s-]/g, '');
    return code === '' ? USAGE : code;
  },
  run: async (context, code) => {
    const { words, room, tx, now, town, actor } = context;
    const refusal = roleRefusal(context, STAFF_ROLES, '绑定');
    if (refusal) return refusal;
    if (room === null) return saidOpenly(words('command.bind.inRoom'));
    const found = await bindCodeUnit(tx, codeHash(code), now);
    if ('refused' in found) return saidOpenly(words(`command.bind.${found.refused}`));
    if (!inScope(town, actor, found.unit))
      return saidOpenly(words('command.bind.outside', { unit: town.units.get(found.unit)?.name ?? '' }));
    if (room.unit !== null && room.unit !== found.unit && !inScope(town, actor, room.unit))
      return saidOpenly(words('command.bind.outside', { unit: town.units.get(room.unit)?.name ?? '' }));
    await useBindCode(tx, codeHash(code), now);
    return settle(context, room, found.unit);
  },
});

async function settle(context: CommandContext, room: Room, unit: UnitId): Promise<CommandReply> {
  const { words, tx, town } = context;
  await bindRoom(tx, room.id, unit);
  context.townChanged();
  const before = room.unit === null || room.unit === unit ? null : town.units.get(room.unit)?.name;
  const was = before ? words('command.bind.was', { unit: before }) : '';
  return saidOpenly(words('command.bind.done', { room: room.name, unit: unitPath(town, unit) }) + was);
}
