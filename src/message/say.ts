/** Books a speech in the outbox, if its audience may read it where it is to be said. */
import type { Log } from '../log.js';
import type { Instant } from '../model/ids.js';
import type { Speech } from '../model/speech.js';
import { shows } from '../outlets/scope.js';
import type { Town } from '../roster/town.js';
import { isStaff } from '../model/town.js';
import { enqueue, settle } from '../store/outbox.js';
import type { Tx } from '../store/open.js';

/**
 * An internal text can never go to a residents' room, nor to a person without a role, and an outlet shows notices and digests
 * alone: what may not be read where it is addressed is kept as failed, not sent.
 */
export function booking({
  tx,
  now,
  town,
  log,
}: {
  tx: Tx;
  now: Instant;
  town: Town;
  log: Log;
}): (speech: Speech) => Promise<void> {
  return async (speech) => {
    const id = await enqueue(tx, speech, now);
    if (id === null) return;
    const room = 'room' in speech.to ? town.rooms.get(speech.to.room) : undefined;
    if (room?.kind === 'outlet' ? shows(room, speech) : mayRead(town, speech)) return;
    const error = room?.kind === 'outlet' ? 'no text for an outlet' : 'written for staff, addressed to residents';
    log.error(
      { outbox: id, purpose: speech.purpose, reason: error },
      'a text may not be read where it is addressed; it is not sent',
    );
    await settle(tx, id, { state: 'failed', at: now, error });
  };
}

function mayRead(town: Town, { audience, to }: Speech): boolean {
  if ('person' in to) {
    const person = town.staff.get(to.person);
    return audience !== 'staff' || (person !== undefined && (isStaff(person) || person.roles.length > 0));
  }
  const kind = town.rooms.get(to.room)?.kind;
  if (kind === 'staff' || kind === 'center') return true;
  return audience === 'residents';
}
