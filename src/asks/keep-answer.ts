import { z } from 'zod';
import type { CommandContext } from '../commands/command.js';
import { evenWidth } from '../commands/words.js';
import { KEEP_ANSWER } from '../knowledge/offer.js';
import { unitId, type UnitId } from '../model/ids.js';
import { inScope } from '../roster/town.js';
import { closeAsk, type Ask } from '../store/asks.js';
import { addKnowledge } from '../store/knowledge.js';
import type { AskHandler } from './ask.js';

const dataSchema = z.object({
  ticket: z.number(),
  unit: z.string().transform(unitId),
  question: z.string(),
  answer: z.string(),
});

const NAMED = /^(?<word>记入|记下|确认|确定|不记|取消)\s*#?(?<number>\d{1,9})号?$/;

/** Whether the words name this question's ticket, and if so whether they say no. */
function named(words: string, ask: Ask): { keep: boolean } | null {
  const groups = NAMED.exec(evenWidth(words))?.groups;
  return groups?.['number'] === ask.ref ? { keep: !/不记|取消/.test(groups['word'] ?? '') } : null;
}

/** 确认 keeps an answer given by hand, 取消 doesn't. `ref`: the number of the question's ticket. */
export const keepAnswer: AskHandler = {
  kind: KEEP_ANSWER,
  takes: (words, ask) => named(words, ask) !== null,
  answer: async (context, ask, answer) => {
    const { tx, town, actor, now, words } = context;
    const { unit, question, answer: told } = dataSchema.parse(JSON.parse(ask.data));
    const keep = answer.type === 'choice' ? (named(answer.words, ask)?.keep ?? false) : answer.type === 'confirm';
    const scope = scopeFor(context, unit);
    if (keep && scope === null) return { text: words('knowledge.not-yours'), public: false };
    await closeAsk(tx, ask.id, now);
    if (!keep || scope === null) return { text: words('knowledge.not-kept'), public: false };
    const source = town.units.get(scope)?.name ?? null;
    const entry = await addKnowledge(
      tx,
      { question, answer: told, source, validUntil: null, unit: scope },
      actor.id,
      now,
    );
    return { text: words('knowledge.kept', { number: entry.number, unit: source ?? '' }), public: false };
  },
};

/** For the whole of the staff room's unit when the person answers for it, else for the unit where it was asked. */
function scopeFor({ town, actor, room }: CommandContext, unit: UnitId): UnitId | null {
  if (room?.unit && inScope(town, actor, room.unit)) return room.unit;
  return inScope(town, actor, unit) ? unit : null;
}
