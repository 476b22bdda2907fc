/** What somebody changed is taken up as new words that quote the old ones: what was read before stays as it was read. */
import type { IncomingEdit, IncomingMessage } from '../../model/event.js';
import { messageId } from '../../model/ids.js';
import { findMessage } from '../../store/messages.js';
import type { Db } from '../../store/open.js';
import { placedRoom } from '../../store/rooms.js';

/** null: the message is not known or was taken back, or its words are the same. */
export async function saidAnew(db: Db, { source, at, message, text }: IncomingEdit): Promise<IncomingMessage | null> {
  const original = await findMessage(db, message);
  if (original === null || original.recalledAt !== null || original.text.trim() === text.trim()) return null;
  const room = original.room === null ? null : await placedRoom(db, original.room);
  if (original.room !== null && room === null) return null;
  return {
    ...original,
    type: 'message',
    // The room may be spoken in by another account by now: it is found by the one it has.
    source: room?.source ?? source,
    room: room?.platformRoom ?? null,
    id: messageId(`${original.id}~${String(at)}`),
    at,
    text,
    kind: 'text',
    images: [],
    mentions: [],
    quote: original.id,
  };
}
