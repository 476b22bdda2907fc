import { z } from 'zod';
import { evenWidth } from '../commands/words.js';
import { unitId } from '../model/ids.js';
import { draftNotice } from '../notices/draft.js';
import { withChoice } from '../notices/parse.js';
import { closeAsk, type Ask } from '../store/asks.js';
import type { AskAnswer, AskHandler } from './ask.js';

const unit = z.string().transform(unitId);
const dataSchema = z.object({
  raw: z.string(),
  at: z.number(),
  chosen: z.record(z.string(), unit),
  word: z.string(),
  choices: z.array(z.object({ unit, name: z.string() })).min(1),
});
type Data = z.output<typeof dataSchema>;
const dataOf = (ask: Ask): Data => dataSchema.parse(JSON.parse(ask.data));

/** "2", "第2个" or the very name of one choice. */
function chosenOf(words: string, { choices }: Data): Data['choices'][number] | null {
  const said = evenWidth(words);
  const number = /^(?:第)?([1-9])(?:个|号)?$/.exec(said)?.[1];
  if (number !== undefined) return choices[Number(number) - 1] ?? null;
  const byName = choices.filter((choice) => evenWidth(choice.name) === said);
  return byName.length === 1 ? (byName[0] ?? null) : null;
}

/** Which unit a notice is for, when its name was unclear; then the notice is previewed. */
export const noticeScope: AskHandler = {
  kind: 'notice-scope',
  takes: (words, ask) => chosenOf(words, dataOf(ask)) !== null,
  answer: async (context, ask, answer) => {
    const data = dataOf(ask);
    const choice = chosenBy(answer, data);
    if (choice === null && answer.type !== 'dismiss')
      return { text: context.words('notice.answerWithNumber', { n: data.choices.length }), public: false };
    await closeAsk(context.tx, ask.id, context.now);
    if (choice === null) return { text: context.words('notice.notSent'), public: false };
    const { raw, at, chosen, word } = data;
    return draftNotice(context, { raw, at, chosen: withChoice(chosen, word, choice.unit) });
  },
};

/** 确认 chooses only where there is one choice. */
function chosenBy(answer: AskAnswer, data: Data): Data['choices'][number] | null {
  if (answer.type === 'choice') return chosenOf(answer.words, data);
  return answer.type === 'confirm' && data.choices.length === 1 ? (data.choices[0] ?? null) : null;
}
