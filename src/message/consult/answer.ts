/** The only form in which a model's answer is taken: labels of the vocabulary, a place from the text, the asked ids. Pure. */
import { z } from 'zod';
import { ACTS, isOpener, URGENCIES, type Category } from '../../model/reading.js';
import type { Masked } from './masking.js';
import { SURENESS, type Told } from './told.js';

/** Longer than any place that people name; a sentence is none. In UTF-16 units. */
const LONGEST_PLACE = 40;
const LONGEST_ANSWER = 100_000;

/** What was asked about, by the id that it had in the question. */
export type Asked = ReadonlyMap<string, Masked>;

export interface AnswerForm {
  /** For servers that can be held to a schema. */
  readonly schema: Record<string, unknown>;
  /**
   * What was said of each asked message. One that is missing, stands twice or says anything but labels is left out;
   * null when the answer as a whole is none.
   */
  read(content: string, asked: Asked): ReadonlyMap<string, Told> | null;
}

export function answerForm(categories: readonly Category[]): AnswerForm {
  const entry = z.strictObject({
    id: z.string(),
    act: z.enum(ACTS),
    category: z.enum(categories).nullable(),
    urgency: z.enum(URGENCIES).nullable(),
    location: z.string().nullable(),
    confidence: z.enum(SURENESS),
  });
  const schema = z.toJSONSchema(z.strictObject({ readings: z.array(entry) }));
  const whole = z.strictObject({ readings: z.array(z.unknown()) });
  const read = (content: string, asked: Asked) => {
    const parsed = whole.safeParse(fromJson(content));
    if (!parsed.success || parsed.data.readings.length > asked.size * 2) return null;
    const entries = parsed.data.readings.map((one) => entry.safeParse(one)).flatMap((one) => one.data ?? []);
    const ids = parsed.data.readings.map(idOf);
    const told = entries
      .filter(({ id }) => ids.indexOf(id) === ids.lastIndexOf(id))
      .flatMap(({ id, confidence, ...labels }): [string, Told][] => {
        const text = asked.get(id);
        return text === undefined ? [] : [[id, toldOf({ ...labels, sureness: confidence }, text)]];
      });
    return told.length === 0 ? null : new Map(told);
  };
  return { schema, read };
}

/** Undefined where it is no JSON. */
function fromJson(content: string): unknown {
  if (content.length > LONGEST_ANSWER) return undefined;
  try {
    const value: unknown = JSON.parse(content);
    return value;
  } catch {
    return undefined;
  }
}

const idOf = (entry: unknown): unknown =>
  typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : undefined;

/** Category and urgency belong to what opens a ticket; a place that does not stand in the text is dropped. */
function toldOf(said: Told, text: Masked): Told {
  const opens = isOpener(said.act);
  const place = said.location !== null && said.location.length <= LONGEST_PLACE ? text.original(said.location) : null;
  return {
    ...said,
    category: opens ? said.category : null,
    urgency: opens ? said.urgency : null,
    location: place?.trim() === '' ? null : place,
  };
}
