import { z } from 'zod';
import type { CommandContext } from '../commands/command.js';
import { saidOpenly } from '../commands/scope.js';
import { evenWidth } from '../commands/words.js';
import { speech } from '../message/reply/audience.js';
import { roomId } from '../model/ids.js';
import { accountOf, takeOver, tellTakenOver, type Pair } from '../rooms/takeover.js';
import { namesOf } from '../rooms/tell.js';
import { closeAsk, type Ask } from '../store/asks.js';
import type { AskAnswer, AskHandler } from './ask.js';

const id = z.string().transform(roomId);
const dataSchema = z.object({
  pairs: z.array(z.object({ room: id, by: id, from: z.string() })).min(1),
  together: z.boolean(),
});
type Data = z.output<typeof dataSchema>;
const dataOf = (ask: Ask): Data => dataSchema.parse(JSON.parse(ask.data));

/** The pairs that an answer means; empty: it chooses none. 确认 chooses only where nothing is left open. */
function chosen(answer: AskAnswer, { pairs, together }: Data): Data['pairs'] {
  if (answer.type === 'confirm') return together || pairs.length === 1 ? pairs : [];
  if (answer.type === 'dismiss' || together) return [];
  const number = /^(?:第)?([1-9])(?:个|号)?$/.exec(evenWidth(answer.words))?.[1];
  return pairs.slice(Number(number ?? 0) - 1, Number(number ?? 0)).slice(0, number === undefined ? 0 : 1);
}

/** 确认, or the number of a choice, hands the room over; 取消 leaves it. */
export const takeoverAsk: AskHandler = {
  kind: 'takeover',
  takes: (words, ask) => chosen({ type: 'choice', words }, dataOf(ask)).length > 0,
  async answer(context, ask, answer) {
    const { tx, now, words } = context;
    const data = dataOf(ask);
    const wanted = chosen(answer, data);
    if (wanted.length === 0 && answer.type !== 'dismiss')
      return saidOpenly(words('room.takeover.number', { n: data.pairs.length }));
    await closeAsk(tx, ask.id, now);
    if (wanted.length === 0) return saidOpenly(words('room.leftAsItIs'));
    const done: Pair[] = [];
    for (const pair of wanted) {
      const taken = await takeOver(context, pair);
      if (taken) done.push(taken);
    }
    const [first] = done;
    if (!first) return saidOpenly(words('room.takeover.changed'));
    const names = namesOf(done.map(({ room }) => room));
    await tellTakenOver(context, done, names);
    const text = words('room.takeover.done', { names, count: done.length, account: accountOf(first.by) });
    return (await saidByTheNew(context, done, text)) ? saidOpenly('') : saidOpenly(text);
  },
};

/** Where the new account was asked, the group goes by our other room from now on, and the answer with it. */
async function saidByTheNew(context: CommandContext, done: readonly Pair[], text: string): Promise<boolean> {
  const here = done.find(({ by }) => by.id === context.room?.id);
  if (!here) return false;
  const to = { room: here.room.id };
  await context.say(speech({ to, audience: 'residents', purpose: 'command', lane: 'answer', text }));
  return true;
}
