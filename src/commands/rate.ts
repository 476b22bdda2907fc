/** 满意 / 不满意: whoever raised it says whether it is solved; a matter that is not is opened again and told to the next tier. */
import { tell } from '../message/execute/tell.js';
import { changeTicket } from '../message/execute/ticket.js';
import { isRefused } from '../tickets/machine.js';
import { ticketsOfReporter } from '../store/tickets.js';
import { evenWidth } from './words.js';
import { command, USAGE, type CommandContext, type CommandReply } from './command.js';
import { causeOf, change, reachOwn, saidOpenly, target, whyNot } from './scope.js';

export interface Rating {
  /** null: the one matter whose question is still open. */
  readonly ticket: number | null;
  /** 1..5; 1 and 2 say that it is not solved. */
  readonly score: number;
  readonly reason: string;
}

const SATISFIED = 5;
const DISSATISFIED = 1;
const WORST_ACCEPTED = 3;

export const rate = command<Rating>({
  name: '满意',
  english: 'rate',
  aliases: ['不满意'],
  roles: 'everyone',
  parse: readRating,
  run: rateTicket,
});

/** "满意 12", "不满意 12 没修好", "12 4", "12 2 又坏了". */
function readRating(args: string): Rating | typeof USAGE {
  const words = args.trim();
  const judged = /^(不满意|满意)\s*/.exec(words);
  const { number, rest } = target(words.slice(judged?.[0].length ?? 0));
  if (judged) return { ticket: number, score: judged[1] === '满意' ? SATISFIED : DISSATISFIED, reason: rest };
  const score = /^([1-5])\s*分?(?:\s+|$)(.*)$/s.exec(evenWidth(rest));
  if (number === null || !score) return USAGE;
  return { ticket: number, score: Number(score[1]), reason: score[2] ?? '' };
}

/** Rates a matter for the context's actor; also used where the rating answers the question without a number. */
export async function rateTicket(context: CommandContext, rating: Rating): Promise<CommandReply> {
  const { words, actor } = context;
  const reached = await reachOwn(context, rating.ticket ?? (await askedOf(context)));
  if ('refusal' in reached) return reached.refusal;
  const done = await change(context, reached.ticket, { kind: 'rate', score: rating.score }, rating.reason);
  if ('refusal' in done) return done.refusal;
  const number = reached.ticket.number;
  if (rating.score >= WORST_ACCEPTED) {
    const key = rating.score === WORST_ACCEPTED ? 'fair' : 'thanks';
    return saidOpenly(words(`command.rate.${key}`, { number }));
  }
  const again = await changeTicket(context, done.ticket, { kind: 'reopen' }, causeOf(context, rating.reason));
  if (isRefused(again)) return whyNot(context, done.ticket, again);
  await tell(context, 'reopened', again, { actor: actor.id, note: rating.reason, doneBy: reached.ticket.resolvedBy });
  return saidOpenly(words(rating.reason === '' ? 'command.rate.sorryWhy' : 'command.rate.sorry', { number }));
}

async function askedOf({ tx, actor, message }: CommandContext): Promise<number | null> {
  if (message.quote !== null) return null;
  const asked = (await ticketsOfReporter(tx, actor.id)).filter((t) => t.askedAt !== null && t.satisfaction === null);
  return asked.length === 1 ? (asked[0]?.number ?? null) : null;
}
