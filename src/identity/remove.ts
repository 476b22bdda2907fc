/** Takes back who somebody is on the platforms, for a phone that was lost or a post that was left. */
import type { CommandContext, CommandReply } from '../commands/command.js';
import { said } from '../commands/scope.js';
import type { Person } from '../model/town.js';
import { voidIdentityCodes } from '../store/identity-codes.js';
import { unlinkIdentities } from '../store/identities.js';

/** Nobody cuts off the branch they sit on: what would be said to them afterwards reached nobody. */
export async function removeIdentity(context: CommandContext, person: Person): Promise<CommandReply> {
  const { tx, now, actor, words } = context;
  const { id, name } = person;
  if (id === actor.id) return said(words('identity.notYourself'));
  await voidIdentityCodes(tx, id, now);
  const undone = await unlinkIdentities(tx, id);
  if (undone.length === 0) return said(words('identity.notLinked', { name }));
  context.townChanged();
  return said(words('identity.removed', { name, count: undone.length }));
}
