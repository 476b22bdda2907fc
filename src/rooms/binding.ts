/** A room becomes a unit's, or no unit's any more: what is changed by it, and who hears of it. */
import type { CommandContext } from '../commands/command.js';
import { unitPath } from '../commands/scope.js';
import type { UnitId } from '../model/ids.js';
import type { Room, RoomKind } from '../model/town.js';
import { subtree } from '../roster/town.js';
import { failQueued } from '../store/room-moves.js';
import { bindRoom } from '../store/rooms.js';
import { namesOf, tellStaff, unreachable } from './tell.js';

export interface Binding {
  readonly unit: UnitId;
  readonly kind: RoomKind;
}

/** What binding would change that somebody may rely on; null: nothing, it can be done at once. One line for a person to confirm. */
export function whatChanges({ words, town }: CommandContext, room: Room, { unit, kind }: Binding): string | null {
  const values = { unit: town.units.get(unit)?.name ?? '', kind: words(`room.kind.${kind}`) };
  if (room.unit !== null && room.unit !== unit)
    return words('room.bindMoves', { ...values, before: town.units.get(room.unit)?.name ?? '' });
  if (room.unit === unit && room.kind !== kind)
    return words('room.bindTurns', { ...values, before: words(`room.kind.${room.kind}`) });
  const others = [...town.rooms.values()].filter((r) => r.unit === unit && r.kind === kind && r.id !== room.id);
  return others.length === 0 ? null : words('room.bindAdds', { ...values, names: namesOf(others) });
}

/** Binds it, and tells the staff room how to undo it. The line for the room itself. */
export async function bindTo(context: CommandContext, room: Room, { unit, kind }: Binding): Promise<string> {
  const { tx, town, words } = context;
  if (room.unit !== null && (room.unit !== unit || room.kind !== kind)) await emptied(context, room);
  await bindRoom(tx, room.id, unit, kind);
  context.townChanged();
  const before = room.unit === null || room.unit === unit ? null : room.unit;
  const was = before === null ? '' : words('command.bind.was', { unit: town.units.get(before)?.name ?? '' });
  const values = { room: room.name, unit: unitPath(town, unit), kind: words(`room.kind.${kind}`) };
  const key = before === null ? 'room.boundBy' : 'room.movedBy';
  for (const concerned of before === null ? [unit] : [unit, before])
    await tell(context, room, concerned, words(key, { ...values, name: context.actor.name, was }));
  const households = subtree(town, unit).reduce((sum, one) => sum + one.households.length, 0);
  return words('command.bind.done', { room: values.room, unit: values.unit, kind: values.kind, households }) + was;
}

export async function unbindFrom(context: CommandContext, room: Room, unit: UnitId): Promise<string> {
  const { tx, town, words, actor } = context;
  await emptied(context, room);
  // A group that is nobody's is taken for one of residents, as any other that the bot knows nothing of.
  await bindRoom(tx, room.id, null, 'residents');
  context.townChanged();
  const values = { room: room.name, unit: town.units.get(unit)?.name ?? '' };
  await tell(context, room, unit, words('room.unboundBy', { ...values, name: actor.name }));
  return words('command.unbind.done', values);
}

/** What was written for the room as it was may not be for the eyes that read it now. */
const emptied = ({ tx, now: at }: CommandContext, { id }: Room): Promise<void> =>
  failQueued(tx, [id], { at, error: 'the room is not what it was when this was written' });

/** Not in the room itself, which has its own line, nor twice in one staff room. */
async function tell(context: CommandContext, room: Room, unit: UnitId, text: string): Promise<void> {
  const besides = await unreachable(context.tx, [room.id]);
  const onceKey = `binding:${context.message.id}`;
  await tellStaff(context, { unit, besides, text, purpose: 'status', onceKey });
}
