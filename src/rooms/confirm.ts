/** A question about a room to the person who gave a command: 确认 or 取消 by the same person, in the same place, soon. */
import type { CommandContext } from '../commands/command.js';
import type { RoomId } from '../model/ids.js';
import { closeAsks, putAsk } from '../store/asks.js';

const WITHIN_MS = 10 * 60_000;

/** In place of an earlier one about the same room. `data` is for the handler. */
export async function askToConfirm(
  { tx, now, actor, room }: CommandContext,
  kind: 'bind' | 'unbind' | 'takeover',
  about: RoomId,
  data: unknown,
): Promise<void> {
  await closeAsks(tx, kind, about, now);
  const place = { room: room?.id ?? null, person: actor.id };
  const expiresAt = now + WITHIN_MS;
  await putAsk(tx, { kind, ...place, ref: about, data: JSON.stringify(data), expiresAt }, now);
}
