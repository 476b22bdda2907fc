/** Where a platform forbids the bot to write first: the text waits until the person has, and their group is told so once a day. */
import type { Adapter } from '../../adapters/adapter.js';
import { isoDate } from '../clock/zone.js';
import { speech } from '../message/reply/audience.js';
import type { PersonId } from '../model/ids.js';
import { postpone, settle, type OutboxRow } from '../store/outbox.js';
import { roomsOfPerson } from '../store/people.js';
import type { DeliverParts } from './deliver.js';

/** What nobody has asked for after so long is no news any more: it is tried once again and then fails. */
const WAITS_MS = 7 * 24 * 3600_000;

/** The group learns that there is something for the person, never what. */
export async function askToWriteFirst(
  { store, clock, log, inTransaction }: DeliverParts,
  adapter: Adapter,
  row: OutboxRow,
  person: PersonId,
): Promise<void> {
  log.info({ outbox: row.id, account: adapter.account }, 'the person must write to the bot first');
  const at = clock.now();
  if (row.attempts > 0 && at - row.createdAt >= WAITS_MS)
    return settle(store.db, row.id, { state: 'failed', at, error: 'the person never wrote first' });
  await postpone(store.db, row.id, at + WAITS_MS);
  await inTransaction(async (doing) => {
    const { tx, town, words, now } = doing;
    const room = (await roomsOfPerson(tx, person)).map((id) => town.rooms.get(id)).find((r) => r !== undefined);
    if (!room) return;
    const text = words('account.writeFirst');
    const onceKey = `write-first:${person}:${isoDate(now, town.zone)}`;
    const base = { to: { room: room.id }, audience: 'residents', purpose: 'ask', lane: 'answer', text } as const;
    await doing.say(speech(base, { mentions: [person], onceKey }));
  });
}
