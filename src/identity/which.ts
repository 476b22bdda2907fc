/** From a name in a command to the one person it is about: asked back when several fit, refused with the reason when none may be. */
import type { CommandContext, CommandReply } from '../commands/command.js';
import { said } from '../commands/scope.js';
import type { PersonId } from '../model/ids.js';
import type { Person } from '../model/town.js';
import { closeAsks, putAsk } from '../store/asks.js';
import { issueCode } from './issue.js';
import { mayVouchFor, staffMeant } from './named.js';
import { rolesOf } from './phrases.js';
import { removeIdentity } from './remove.js';

/** What is to be done with the person once they are known. */
export const WISHES = ['code', 'remove'] as const;
export type Wish = (typeof WISHES)[number];

export const WHICH_PERSON = 'identity-person';
const ASKED_FOR_MS = 10 * 60_000;
const MOST_CHOICES = 9;

export async function forPerson(
  context: CommandContext,
  wish: Wish,
  named: { readonly words: string; readonly mentions: readonly PersonId[] },
): Promise<CommandReply> {
  const { town, actor, words } = context;
  const meant = staffMeant(town, named.words, named.mentions);
  const mine = meant.filter((person) => mayVouchFor(town, actor, person));
  const [only, another] = mine;
  if (only && another) return askWhich(context, wish, mine.slice(0, MOST_CHOICES));
  if (only) return fulfil(context, wish, only);
  const name = (meant[0]?.name ?? named.words).slice(0, 30);
  return said(words(meant.length > 0 ? 'identity.outside' : 'identity.nobody', { name }));
}

export const fulfil = (context: CommandContext, wish: Wish, person: Person): Promise<CommandReply> =>
  wish === 'code' ? issueCode(context, person) : removeIdentity(context, person);

async function askWhich(context: CommandContext, wish: Wish, people: readonly Person[]): Promise<CommandReply> {
  const { tx, now, actor, room, town, words } = context;
  await closeAsks(tx, WHICH_PERSON, actor.id, now);
  const data = JSON.stringify({ wish, people: people.map((p) => p.id) });
  const place = room?.kind === 'staff' || room?.kind === 'center' ? room.id : null;
  const ask = { kind: WHICH_PERSON, room: place, person: actor.id, ref: actor.id, data, expiresAt: now + ASKED_FOR_MS };
  await putAsk(tx, ask, now);
  const list = people
    .map((p, at) => words('identity.choice', { n: at + 1, name: p.name, roles: rolesOf(town, p, words) }))
    .join('\n');
  return said(words('identity.which', { list }));
}
