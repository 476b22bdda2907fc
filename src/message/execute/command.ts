import { COMMANDS } from '../../commands/index.js';
import type { AnyCommand, CommandContext, CommandReply } from '../../commands/command.js';
import type { Purpose } from '../../model/speech.js';
import type { Situation } from '../decide/situation.js';
import type { Doing } from '../doing.js';
import { speech } from '../reply/audience.js';
import type { Executor } from './executor.js';

/** Runs one command for one person and says back what came of it. */
export const command: Executor<'command'> = async (doing, decision, situation) => {
  const known = COMMANDS.find((c) => c.english === decision.english);
  if (!known) throw new Error(`decided on a command that is not registered: ${decision.english}`);
  await sayBack(doing, situation, await outcome(doing, known, decision.args, situation), purposeOf(known.english));
};

async function outcome(doing: Doing, known: AnyCommand, args: string, s: Situation): Promise<CommandReply> {
  const refused = refusal(doing, known, s);
  if (refused) return refused;
  const run = known.prepare(args, { now: doing.now, zone: doing.town.zone, mentions: s.message.mentions });
  if (!run) return { text: doing.words(`command.${known.english}.usage`), public: true };
  return run(contextOf(doing, s));
}

/** Role is checked here, for every command alike; whose units it may touch is checked where the ticket is known. */
function refusal({ words }: Doing, known: AnyCommand, { sender }: Situation): CommandReply | null {
  const { roles } = known;
  if (roles === 'everyone' || sender.roles.some((r) => roles.includes(r.role))) return null;
  return { text: words('command.refused.role', { command: known.name }), public: true };
}

export const contextOf = (doing: Doing, s: Situation): CommandContext => ({
  ...doing,
  actor: s.sender,
  room: s.room,
  message: s.message,
});

function purposeOf(english: string): Purpose {
  if (english === 'receipts') return 'receipt-report';
  return english === 'digest' ? 'digest' : 'command';
}

/** In a residents' room only what everybody may read is said; the rest goes to the person who asked, in private. */
export async function sayBack(doing: Doing, s: Situation, reply: CommandReply, purpose: Purpose): Promise<void> {
  if (reply.text === '') return;
  const group =
    s.room !== null && (reply.public || s.room.kind === 'staff' || s.room.kind === 'center') ? s.room : null;
  const to = group === null ? { person: s.sender.id } : { room: group.id };
  const audience = reply.public ? (s.room === null ? 'person' : 'residents') : 'staff';
  await doing.say(
    speech(
      { to, audience, purpose, lane: 'answer', text: reply.text },
      {
        replyTo: s.message.id,
        mentions: group === null ? [] : [s.sender.id],
        onceKey: `reply:${s.message.id}`,
        notice: reply.notice ?? null,
      },
    ),
  );
}
