/** Books a speech in the outbox, if its audience may read it where it is to be said. */
import type { Log } from '../log.js';
import type { Instant } from '../model/ids.js';
import type { Speech } from '../model/speech.js';
import type { Town } from '../roster/town.js';
import { isStaff } from '../model/town.js';
import { enqueue, settle } from '../store/outbox.js';
import type { Tx } from '../store/open.js';

/** An internal text can never go to a residents' room, nor to a person without a role: it is kept as failed, not sent. */
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
    if (id === null || mayRead(town, speech)) return;
    log.error({ outbox: id, purpose: speech.purpose }, 'a text for staff was addressed to residents; it is not sent');
    await settle(tx, id, { state: 'failed', at: now, error: 'written for staff, addressed to residents' });
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
