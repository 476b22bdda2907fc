/** A one-time code by which a person shows that they are one of ours; whoever reads it can be that person. */
import type { CommandContext, CommandReply } from '../commands/command.js';
import { said } from '../commands/scope.js';
import { shortTime } from '../clock/zone.js';
import { speech } from '../message/reply/audience.js';
import type { Person } from '../model/town.js';
import { CODE_LIVES_MS, codeFrom, codeHash } from '../roster/one-time-code.js';
import { codeSecret, keepIdentityCode } from '../store/identity-codes.js';

/** In a group the code would be read by all: there it is told in private to who asked. */
export async function issueCode(context: CommandContext, person: Person): Promise<CommandReply> {
  const { tx, now, actor, message, words, rules, room } = context;
  const code = codeFrom([await codeSecret(tx), person.id, now, message.id].join('\n'));
  const expiresAt = now + CODE_LIVES_MS;
  await keepIdentityCode(tx, { hash: codeHash(code), person: person.id, madeBy: actor.id, madeAt: now, expiresAt });
  const text = words('identity.code', { name: person.name, code, until: shortTime(expiresAt, rules.zone) });
  if (room?.kind !== 'staff' && room?.kind !== 'center') return said(text);
  const to = { person: actor.id };
  await context.say(speech({ to, audience: 'staff', purpose: 'command', lane: 'answer', text }));
  return said(words('identity.codeSent', { name: person.name }));
}
