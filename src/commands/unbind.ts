/** 解绑: this room is no unit's any more; nothing is opened or told there until it is bound again. Asked first. */
import { askToConfirm } from '../rooms/confirm.js';
import { inScope } from '../roster/town.js';
import { command, SENIOR_ROLES } from './command.js';
import { roleRefusal, saidOpenly } from './scope.js';

export const unbind = command<null>({
  name: '解绑',
  english: 'unbind',
  aliases: ['解除绑定'],
  roles: SENIOR_ROLES,
  parse: () => null,
  run: async (context) => {
    const { words, room, town, actor } = context;
    const refusal = roleRefusal(context, SENIOR_ROLES, '解绑');
    if (refusal) return refusal;
    if (room === null) return saidOpenly(words('command.bind.inRoom'));
    if (room.unit === null) return saidOpenly(words('command.unbind.already'));
    const unit = town.units.get(room.unit)?.name ?? '';
    if (!inScope(town, actor, room.unit)) return saidOpenly(words('command.bind.outside', { unit }));
    await askToConfirm(context, 'unbind', room.id, {});
    return saidOpenly(words('room.unbindSure', { room: room.name, unit }) + words('room.confirmOrCancel'));
  },
});
