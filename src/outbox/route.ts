/** Which account says a text, and by which ids the platform knows the place. */
import type { Adapter, Outgoing } from '../../adapters/adapter.js';
import type { Log } from '../log.js';
import type { Source } from '../model/event.js';
import type { Instant, PersonId } from '../model/ids.js';
import type { Db } from '../store/open.js';
import { settle, type OutboxRow } from '../store/outbox.js';
import { routeRows, unrouted } from '../store/outbox-accounts.js';
import { idsOnAccount } from '../store/identities.js';
import { routeOfPerson, routeOfRoom } from '../store/rooms.js';

export const accountName = ({ platform, account }: Source): string => `${platform}/${account}`;

const BATCH = 500;

export interface Routing {
  readonly db: Db;
  readonly adapters: readonly Adapter[];
  readonly log: Log;
  readonly now: Instant;
}

/** Gives every queued text that has none its account; one that nobody can say has failed. */
export async function routeWaiting({ db, adapters, log, now }: Routing): Promise<void> {
  for (let rows = await unrouted(db, BATCH); rows.length > 0; rows = await unrouted(db, BATCH)) {
    const byAccount = new Map<string, number[]>();
    for (const row of rows) {
      const adapter = await speakerOf(db, adapters, row);
      if (adapter) listIn(byAccount, accountName(adapter)).push(row.id);
      else {
        log.warn({ outbox: row.id, to: row.to }, 'no account speaks where a text is addressed');
        await settle(db, row.id, { state: 'failed', at: now, error: 'no account speaks there' });
      }
    }
    for (const [account, ids] of byAccount) await routeRows(db, ids, account);
  }
}

function listIn(map: Map<string, number[]>, key: string): number[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}

/** A person nobody has met is spoken to by the first account that people can answer. */
async function speakerOf(db: Db, adapters: readonly Adapter[], { to }: OutboxRow): Promise<Adapter | null> {
  const source = 'room' in to ? await routeOfRoom(db, to.room) : await routeOfPerson(db, to.person);
  if (source === null) return 'room' in to ? null : (adapters.find((a) => a.capabilities.hears) ?? null);
  return adapters.find((a) => accountName(a) === accountName(source)) ?? null;
}

/** Where the account that says it finds the place. `unconfirmed`: a room whose new id nobody has confirmed, where nothing may be said. */
export async function placeOf(
  db: Db,
  to: OutboxRow['to'],
  account: Source,
): Promise<{ readonly to: Outgoing['to']; readonly unconfirmed: boolean }> {
  if ('person' in to) {
    const person: PersonId = (await idsOnAccount(db, [to.person], account)).get(to.person) ?? to.person;
    return { to: { person }, unconfirmed: false };
  }
  const route = await routeOfRoom(db, to.room);
  return { to: { room: route?.platformRoom ?? to.room }, unconfirmed: route?.unconfirmed ?? false };
}
