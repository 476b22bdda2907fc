import { z } from 'zod';
import { evenWidth } from '../commands/words.js';
import { mayVouchFor } from '../identity/named.js';
import { fulfil, WHICH_PERSON, WISHES } from '../identity/which.js';
import { personId } from '../model/ids.js';
import { closeAsk, type Ask } from '../store/asks.js';
import type { AskAnswer, AskHandler } from './ask.js';

const dataSchema = z.object({ wish: z.enum(WISHES), people: z.array(z.string().transform(personId)).min(1) });
type Data = z.output<typeof dataSchema>;
const dataOf = (ask: Ask): Data => dataSchema.parse(JSON.parse(ask.data));

/** "2", "第2个". */
function chosenOf(words: string, { people }: Data): Data['people'][number] | null {
  const number = /^第?([1-9])(?:个|号)?$/.exec(evenWidth(words))?.[1];
  return number === undefined ? null : (people[Number(number) - 1] ?? null);
}

/** Which of several people of one name is meant. */
export const identityPerson: AskHandler = {
  kind: WHICH_PERSON,
  takes: (words, ask) => chosenOf(words, dataOf(ask)) !== null,
  answer: async (context, ask, answer: AskAnswer) => {
    const { tx, now, town, actor, words } = context;
    const data = dataOf(ask);
    if (answer.type === 'confirm')
      return { text: words('identity.answerWithNumber', { n: data.people.length }), public: false };
    await closeAsk(tx, ask.id, now);
    const id = answer.type === 'choice' ? chosenOf(answer.words, data) : null;
    const person = id === null ? undefined : town.staff.get(id);
    if (!person || !mayVouchFor(town, actor, person)) return { text: words('identity.left'), public: false };
    return fulfil(context, data.wish, person);
  },
};
