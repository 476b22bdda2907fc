/** Comings, goings and names of a room's members as they come in: kept, and newcomers noted for their welcome. */
import type { Doing } from '../message/doing.js';
import type { IncomingMembers, IncomingMembership } from '../model/event.js';
import { householdFromNickname } from '../roster/household.js';
import { personBehind, personsBehind } from '../store/identities.js';
import {
  everInRoom,
  knownAmong,
  markListed,
  membersAmong,
  membersLeft,
  saveMembers,
  savePeople,
} from '../store/members.js';
import { findPerson, memberLeft, saveMember, savePerson } from '../store/people.js';
import { listChanges, type Named } from './listing.js';
import { awaitWelcome } from './welcome.js';

/** One person; the event's room is ours. A household follows the name, unless the register gave it. */
export async function acceptMembership(doing: Doing, event: IncomingMembership): Promise<void> {
  const { tx } = doing;
  const person = await personBehind(tx, event.person);
  if (event.type === 'leave') return memberLeft(tx, event.room, person, event.at);
  if (event.type === 'join') {
    const [before] = await membersAmong(tx, event.room, [person]);
    await awaitWelcome(doing, { ...event, person }, before ?? null);
  }
  const known = await findPerson(tx, person);
  const name = event.name ?? known?.name ?? person;
  await savePerson(tx, { id: person, name, household: householdFromNickname(name) ?? known?.household ?? null });
  await saveMember(tx, event.room, person, name, event.at);
}

/** Everybody in a room at once; the event's room is ours. The same list again changes nothing. Nobody is welcomed. */
export async function acceptMembers(doing: Doing, event: IncomingMembers): Promise<void> {
  const { tx, log } = doing;
  const { room, at } = event;
  const persons = await personsBehind(
    tx,
    event.members.map((member) => member.person),
  );
  const list = event.members.map((member, i): Named => ({ person: persons[i] ?? member.person, name: member.name }));
  const before = await everInRoom(tx, room);
  const changes = listChanges(list, before, await knownAmong(tx, [...new Set(persons)]));
  await savePeople(tx, changes.people);
  await saveMembers(
    tx,
    changes.members.map((member) => ({ ...member, room, at })),
  );
  await membersLeft(tx, room, changes.left, at);
  if (!changes.incomplete) return markListed(tx, room, at);
  const here = before.filter((row) => row.here).length;
  log?.warn(
    { room, listed: list.length, known: here },
    'a list of members was too short to be whole; nobody was taken to have left',
  );
}
