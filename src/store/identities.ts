/** One person, several ids: which platform's person is which of ours. A person nobody linked is known by the platform's own id. */
import type { Source } from '../model/event.js';
import { accountId, personId, platformId, type Instant, type PersonId } from '../model/ids.js';
import type { Db } from './open.js';

/** Our person for a platform's id. */
export async function personBehind(db: Db, platformPerson: PersonId): Promise<PersonId> {
  const row = await db
    .selectFrom('identities')
    .select('person')
    .where('platform_person', '=', platformPerson)
    .executeTakeFirst();
  return row ? personId(row.person) : platformPerson;
}

/** Our persons for several ids of a platform, in their order. */
export async function personsBehind(db: Db, platformPersons: readonly PersonId[]): Promise<PersonId[]> {
  if (platformPersons.length === 0) return [];
  const rows = await db
    .selectFrom('identities')
    .select(['platform_person', 'person'])
    .where('platform_person', 'in', platformPersons)
    .execute();
  const known = new Map(rows.map((r) => [r.platform_person, personId(r.person)]));
  return platformPersons.map((id) => known.get(id) ?? id);
}

export interface Identity extends Source {
  readonly platformPerson: PersonId;
}

/** The ids by which a person is known to platforms, latest linked first; empty for one known by the platform's own id. */
export async function identitiesOf(db: Db, person: PersonId): Promise<Identity[]> {
  const rows = await db
    .selectFrom('identities')
    .selectAll()
    .where('person', '=', person)
    .orderBy('linked_at', 'desc')
    .orderBy('platform_person')
    .execute();
  return rows.map((r) => ({
    platform: platformId(r.platform),
    account: accountId(r.account),
    platformPerson: personId(r.platform_person),
  }));
}

/** The platform's id of each of these persons on one account; those known there by no other id are given as they are. */
export async function idsOnAccount(
  db: Db,
  persons: readonly PersonId[],
  { platform, account }: Source,
): Promise<Map<PersonId, PersonId>> {
  if (persons.length === 0) return new Map();
  const rows = await db
    .selectFrom('identities')
    .select(['platform_person', 'person'])
    .where('person', 'in', persons)
    .where('platform', '=', platform)
    .where('account', '=', account)
    .orderBy('linked_at')
    .execute();
  const known = new Map(rows.map((r) => [r.person, personId(r.platform_person)]));
  return new Map(persons.map((id) => [id, known.get(id) ?? id]));
}

/**
 * From now on the platform's person is ours, and sits in its rooms as ours. Who they were before is replaced, and so is whom
 * we had for this person on the account: a lost phone says nothing in their name any more.
 */
export async function linkIdentity(
  db: Db,
  platformPerson: PersonId,
  { platform, account }: Source,
  person: PersonId,
  now: Instant,
): Promise<void> {
  await db
    .deleteFrom('identities')
    .where('person', '=', person)
    .where('platform', '=', platform)
    .where('account', '=', account)
    .execute();
  await db
    .insertInto('identities')
    .values({ platform_person: platformPerson, platform, account, person, linked_at: now })
    .onConflict((oc) => oc.column('platform_person').doUpdateSet({ platform, account, person, linked_at: now }))
    .execute();
  await moveMemberships(db, { platform, account }, platformPerson, person);
  await rerouteTo(db, person);
}

/** The person is known by no id but the own one any more; in each account's rooms the platform's person sits again. Gives what was undone. */
export async function unlinkIdentities(db: Db, person: PersonId): Promise<Identity[]> {
  const linked = await identitiesOf(db, person);
  await db.deleteFrom('identities').where('person', '=', person).execute();
  for (const identity of linked) await moveMemberships(db, identity, person, identity.platformPerson);
  if (linked.length > 0) await rerouteTo(db, person);
  return linked;
}

/** In the rooms of one account a person sits as another from now on. */
async function moveMemberships(db: Db, { platform, account }: Source, from: PersonId, to: PersonId): Promise<void> {
  const here = db.selectFrom('rooms').select('id').where('platform', '=', platform).where('account', '=', account);
  const rows = await db
    .selectFrom('members')
    .selectAll()
    .where('person', '=', from)
    .where('room', 'in', here)
    .execute();
  for (const row of rows) {
    const { name, household, left_at } = row;
    await db
      .insertInto('members')
      .values({ ...row, person: to })
      .onConflict((oc) => oc.columns(['room', 'person']).doUpdateSet({ name, household, left_at }))
      .execute();
  }
  await db.deleteFrom('members').where('person', '=', from).where('room', 'in', here).execute();
}

/** Another account may reach the person now: what waits for them is looked at again. */
async function rerouteTo(db: Db, person: PersonId): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ account: null })
    .where('person', '=', person)
    .where('state', 'in', ['queued', 'sending'])
    .execute();
}
