/** 认领 CODE: the one who writes is the person the code was made for. Open to everybody: until then nobody knows who they are. */
import { rolesOf } from '../identity/phrases.js';
import { speech } from '../message/reply/audience.js';
import { shortTime } from '../clock/zone.js';
import type { PersonId } from '../model/ids.js';
import type { Person } from '../model/town.js';
import { codeHash, typedCode } from '../roster/one-time-code.js';
import { useIdentityCode } from '../store/identity-codes.js';
import { identitiesOf, linkIdentity } from '../store/identities.js';
import { releaseFor } from '../store/outbox.js';
import { findPerson } from '../store/people.js';
import { barredUntil, countWrongTry } from '../store/wrong-tries.js';
import { command, USAGE, type CommandContext, type CommandReply } from './command.js';
import { saidOpenly } from './scope.js';
import { evenWidth } from './words.js';

const TRIES = 'claim';
/** Whoever means to take up a matter names it by a number: no code is so short. */
const TICKET = /^#?(\d{1,6})号?$/;

export const claim = command<string>({
  name: '认领',
  english: 'claim',
  aliases: ['认领身份'],
  roles: 'everyone',
  parse: (args) => {
    const code = typedCode(evenWidth(args));
    return code === '' ? USAGE : code;
  },
  run: async (context, code) => {
    const { words, actor, tx, now, rules } = context;
    const ticket = TICKET.exec(code)?.[1];
    if (ticket !== undefined) return saidOpenly(words('identity.ratherAccept', { ticket }));
    if (await isSomebody(context)) return saidOpenly(words('identity.already', { name: actor.name }));
    const until = await barredUntil(tx, TRIES, actor.id, now);
    if (until !== null) return saidOpenly(words('identity.barred', { until: shortTime(until, rules.zone) }));
    const found = await useIdentityCode(tx, codeHash(code), now);
    const person = 'refused' in found ? null : await findPerson(tx, found.person);
    if ('refused' in found || person === null) return wrong(context, 'refused' in found ? found.refused : 'unknown');
    await linkIdentity(tx, actor.id, context.message.source, person.id, now);
    context.townChanged();
    if (context.room === null) await releaseFor(tx, person.id, now);
    if (found.madeBy !== null) await tellMaker(context, found.madeBy, person);
    return welcome(context, person);
  },
});

/** Known by a role of their own, or linked before. */
const isSomebody = async ({ tx, actor }: CommandContext): Promise<boolean> =>
  actor.roles.length > 0 || (await identitiesOf(tx, actor.id)).length > 0;

async function wrong(
  { words, actor, tx, now }: CommandContext,
  why: 'unknown' | 'used' | 'expired',
): Promise<CommandReply> {
  const left = await countWrongTry(tx, TRIES, actor.id, now);
  return saidOpenly(words(`identity.wrong.${why}`) + words('identity.triesLeft', { left }));
}

/** Whoever made the code sees at once if somebody else has used it. */
async function tellMaker(context: CommandContext, maker: PersonId, person: Person): Promise<void> {
  const { words, actor, room } = context;
  const where = room === null ? words('identity.privately') : words('identity.inRoom', { room: room.name });
  const text = words('identity.claimed', { name: person.name, nickname: actor.name, where });
  await context.say(speech({ to: { person: maker }, audience: 'person', purpose: 'status', lane: 'answer', text }));
}

/** Among residents nothing is told of who somebody is. */
function welcome({ words, town, room }: CommandContext, person: Person): CommandReply {
  const open = room === null || room.kind === 'staff' || room.kind === 'center';
  if (!open) return saidOpenly(words('identity.done'));
  return saidOpenly(words('identity.welcome', { name: person.name, roles: rolesOf(town, person, words) }));
}
