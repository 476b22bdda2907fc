/** The facts of a message: where, whom to call, who is affected, when, and what is wanted. Pure; knows nothing of acts. */
import type { ReadInput, Reading } from '../../../model/reading.js';
import { literalIn, withoutInvisible } from './invisible.js';
import { items } from './items.js';
import { location } from './location.js';
import { people } from './people.js';
import { phones } from './phones.js';
import { time } from './time.js';

export type Slots = Pick<Reading, 'location' | 'phones' | 'people' | 'time' | 'items'>;

const MOST_CHARACTERS = 5_000;

/** Only the first 5,000 characters are read; never throws on any text. The reader drops `location` and `items` where the act has no use for them. */
export function readSlots(input: ReadInput): Slots {
  const said = input.text.slice(0, MOST_CHARACTERS);
  const text = withoutInvisible(said);
  const occasion = { staff: input.role === 'staff', quotes: input.quote !== null };
  return {
    location: literalIn(said, location(text, occasion)),
    phones: phones(text),
    people: literalIn(said, people(text)),
    time: time(text, input.at),
    items: items(text),
  };
}
