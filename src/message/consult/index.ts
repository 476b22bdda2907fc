/** consult: asks a language model, if the town has one, how waiting messages read. Before their transactions, never in one. */
import type { Clock } from '../../clock/clock.js';
import type { Config } from '../../config/schema.js';
import type { Log } from '../../log.js';
import type { MessageId } from '../../model/ids.js';
import type { Reader } from '../../model/reading.js';
import type { KeptMessage } from '../../store/messages.js';
import type { Store } from '../../store/open.js';
import { alarm } from '../decide/alarm.js';
import type { Doing } from '../doing.js';
import type { Taxonomy } from '../understand/taxonomy.js';
import { answerForm, type AnswerForm } from './answer.js';
import { dailyBudget } from './budget.js';
import { connect, type LanguageClient } from './client.js';
import { gather, questionOf, type Gathered } from './gather.js';
import { guarded } from './guard.js';
import { Masking } from './masking.js';
import { promptFor, systemPrompt, type Prompt } from './prompt.js';
import type { Told } from './told.js';
import { Trouble } from './trouble.js';
import { pressing, worthAsking, type Opinion } from './worth.js';

export type { Told } from './told.js';

export interface Consult {
  /** At a glance, without the talk before: whether somebody may be in danger, so that the room must not wait. */
  presses(message: KeptMessage): boolean;
  /** What the model says of messages that wait in one room, oldest first; empty when it says nothing in time. Never rejects. */
  about(messages: readonly KeptMessage[], inTransaction: Transacting): Promise<ReadonlyMap<MessageId, Told>>;
}

type Transacting = <T>(work: (doing: Doing) => Promise<T>) => Promise<T>;

export interface ConsultParts {
  readonly language: Config['language'];
  readonly key: string | null;
  readonly reader: Reader;
  readonly taxonomy: Taxonomy;
  readonly store: Store;
  readonly clock: Clock;
  readonly zone: string;
  readonly log: Log;
  /** After so many failures in a row the server is left alone for so long. */
  readonly breaker?: { readonly failures: number; readonly restMs: number };
}

const NOTHING: ReadonlyMap<MessageId, Told> = new Map();
const BREAKER = { failures: 5, restMs: 60_000 };
/** One reading as JSON, and what stands around them. */
const TOKENS_PER_READING = 100;
const TOKENS_AROUND = 50;

/** null: the town has no language model. */
export async function createConsult(parts: ConsultParts): Promise<Consult | null> {
  const { language, reader, log } = parts;
  const { url, model } = language;
  if (url === null || model === null) return null;
  const timeoutMs = language.timeoutSeconds * 1000;
  const asking: Asking = {
    system: systemPrompt(parts.taxonomy),
    form: answerForm(parts.taxonomy.categories.map(({ id }) => id)),
    client: await connect({ url, model, key: parts.key, timeoutMs }),
    guard: guarded({ timeoutMs, ...(parts.breaker ?? BREAKER) }, log),
    budget: dailyBudget(parts, language),
    log,
  };
  return {
    presses: ({ text }) => alarm(text) !== null || readAlone(reader, text).urgency === 'emergency',
    about: async (messages, inTransaction) => {
      try {
        const gathered = await inTransaction((doing) => gather(doing, messages));
        if (gathered.opinions.some(pressing)) return NOTHING;
        const worth = gathered.opinions.filter((opinion) => worthAsking(opinion, language));
        return worth.length === 0 ? NOTHING : await ask(asking, gathered, worth);
      } catch (error) {
        // Its message may hold what somebody wrote.
        const why = error instanceof Error ? error.name : typeof error;
        log.error({ why }, 'a question to the language model failed here; the embedded reader goes on alone');
        return NOTHING;
      }
    },
  };
}

const readAlone = (reader: Reader, text: string) =>
  reader.read({ text, at: '', role: 'resident', images: 0, quote: null, before: [] });

interface Asking {
  readonly system: string;
  readonly form: AnswerForm;
  readonly client: LanguageClient;
  readonly guard: ReturnType<typeof guarded>;
  readonly budget: ReturnType<typeof dailyBudget>;
  readonly log: Log;
}

async function ask(
  { system, form, client, guard, budget, log }: Asking,
  { talk, people, offices }: Gathered,
  worth: readonly Opinion[],
): Promise<ReadonlyMap<MessageId, Told>> {
  const prompt = promptFor(system, { talk, messages: worth.map(questionOf) }, new Masking(people, offices));
  const answerTokens = TOKENS_AROUND + TOKENS_PER_READING * worth.length;
  const booked = tokensOf(prompt) + answerTokens;
  const room = worth[0]?.situation.room?.id;
  if (!guard.ready() || !(await budget.take(booked))) return NOTHING;
  const outcome = await guard.run(async (signal) => {
    const answer = await client.ask({ ...prompt, schema: form.schema, answerTokens }, signal);
    if (answer.tokens !== null) await budget.correct(answer.tokens - booked);
    const told = form.read(answer.content, prompt.asked);
    if (told === null) throw new Trouble('answer');
    return told;
  });
  if ('failed' in outcome) {
    log.info({ room, messages: worth.length, why: outcome.failed }, 'the language model was no help');
    return NOTHING;
  }
  return new Map(
    worth.flatMap(({ situation }, at): [MessageId, Told][] => {
      const one = outcome.ok.get(String(at + 1));
      return one === undefined ? [] : [[situation.message.id, one]];
    }),
  );
}

/** Chinese takes about a token a character, other text less: rather too many than too few. */
const tokensOf = ({ system, user }: Prompt): number => system.length + user.length;
