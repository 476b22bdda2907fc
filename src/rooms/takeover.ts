/** A room whose account fails is spoken in by another account of ours that sits in the same group. Names only suggest it. */
import type { CommandContext } from '../commands/command.js';
import type { Source } from '../model/event.js';
import type { RoomId } from '../model/ids.js';
import type { Person } from '../model/town.js';
import { inScope } from '../roster/town.js';
import { SENIOR_ROLES } from '../commands/command.js';
import { closeAsks } from '../store/asks.js';
import { openGapOf } from '../store/gaps.js';
import { rerouteRoom } from '../store/outbox-accounts.js';
import { placedRoom, type PlacedRoom } from '../store/rooms.js';
import { swapAccounts } from '../store/room-moves.js';
import { whyStopped } from '../outbox/stopped.js';
import { standBy } from './hello.js';
import { tellStaff } from './tell.js';

/** A bound room, and the unbound one by which another account knows what may be the same group. */
export interface Pair {
  readonly room: PlacedRoom;
  readonly by: PlacedRoom;
}

export const accountOf = ({ source }: { readonly source: Source }): string => `${source.platform}/${source.account}`;

const sameName = (a: PlacedRoom, b: PlacedRoom): boolean => a.name.trim() === b.name.trim();

/** Every way in which another account could take over one of these rooms, in their order. Pure. */
export function pairsFor(rooms: readonly PlacedRoom[], all: readonly PlacedRoom[]): Pair[] {
  return rooms.flatMap((room) =>
    all
      .filter((by) => by.unit === null && by.leftAt === null && by.id !== room.id)
      .filter((by) => accountOf(by) !== accountOf(room) && sameName(room, by))
      .map((by) => ({ room, by })),
  );
}

/** Bound rooms for which the person may do it, those too that the account was removed from. */
export const boundInScope = (
  all: readonly PlacedRoom[],
  town: CommandContext['town'],
  person: Pick<Person, 'roles'>,
): PlacedRoom[] => all.filter((room) => room.unit !== null && inScope(town, person, room.unit, SENIOR_ROLES));

/** Those of the rooms whose account cannot speak there: cut off, stopped by its platform, or no longer in the room. */
export async function silenced({ tx }: CommandContext, rooms: readonly PlacedRoom[]): Promise<PlacedRoom[]> {
  const accounts = new Map(rooms.map((room) => [accountOf(room), room.source]));
  const dumb = new Set<string>();
  for (const [account, source] of accounts)
    if ((await openGapOf(tx, source)) !== null || (await whyStopped(tx, account)) !== null) dumb.add(account);
  return rooms.filter((room) => room.leftAt !== null || dumb.has(accountOf(room)));
}

/** null: one of the two is no longer as it was when it was asked. `from`: the account that spoke there then. */
export async function takeOver(
  context: CommandContext,
  ids: { readonly room: RoomId; readonly by: RoomId; readonly from: string },
): Promise<Pair | null> {
  const { tx, now } = context;
  const room = await placedRoom(tx, ids.room);
  const by = await placedRoom(tx, ids.by);
  if (!room || !by || room.unit === null || accountOf(room) !== ids.from) return null;
  if (by.unit !== null || by.leftAt !== null) return null;
  if (!inScope(context.town, context.actor, room.unit, SENIOR_ROLES)) return null;
  await swapAccounts(tx, room, by);
  await rerouteRoom(tx, room.id);
  await standBy(tx, by.id);
  await closeAsks(tx, 'room-id', room.id, now);
  context.townChanged();
  return { room, by };
}

/** One line for each staff room, whatever the number of rooms. */
export async function tellTakenOver(context: CommandContext, pairs: readonly Pair[], names: string): Promise<void> {
  const { words, actor, message } = context;
  const [first] = pairs;
  for (const unit of new Set(pairs.map(({ room }) => room.unit))) {
    if (unit === null || !first) continue;
    const values = { names, count: pairs.length, account: accountOf(first.by), name: actor.name };
    const besides = new Set(context.room === null ? [] : [context.room.id]);
    const onceKey = `takeover:${message.id}`;
    await tellStaff(context, { unit, besides, text: words('room.takenOverBy', values), purpose: 'status', onceKey });
  }
}
