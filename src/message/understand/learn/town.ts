/** From a town's corrections to labelled examples: which of them count, and what each one says. Pure. */
import { isoDate, isoTime } from '../../../clock/zone.js';
import type { PersonId } from '../../../model/ids.js';
import { ACTS, URGENCIES, isOpener, type Before } from '../../../model/reading.js';
import type { Correction } from '../../../store/corrections.js';
import type { KeptMessage } from '../../../store/messages.js';
import { alarm } from '../../decide/alarm.js';
import { normalize, readable } from '../normalize.js';
import { maskPersonal } from '../slots/mask.js';
import type { TownExample } from './lesson.js';

/** A correction with the message it is about, and what stood around that message when it came. */
export interface Corrected {
  readonly correction: Correction;
  readonly message: KeptMessage;
  readonly byStaff: boolean;
  /** The words after 报事; null: it was plain talk. */
  readonly told: string | null;
  /** null: it quoted nothing. */
  readonly quoted: string | null;
  readonly before: readonly Before[];
  /** It raised several matters: its category and urgency are those of no single one. */
  readonly severalMatters: boolean;
}

export const MOST_EXAMPLES = 2000;
/** One person's zeal of one day must not retrain a town. */
export const MOST_A_DAY = 50;

/** 忽略 says that it is not for us, which is not quite that it is mere talk. */
const DROPPED = 0.3;
/** That the two belong together was seen by a person; whether it echoes or adds is taken from who said it. */
const MERGED = 0.5;
/** A category that staff let stand when they made the ticket. */
const LEFT_STANDING = 0.3;

/**
 * The corrections that count, newest first as they are given: of a message and field the latest; of a person and day of
 * the town's calendar at most fifty; 2,000 in all.
 */
export function counted(newestFirst: readonly Correction[], zone: string): Correction[] {
  const matterOf = ({ message, field }: Correction) => JSON.stringify([message, field]);
  // What was only left standing yields to what somebody put right, also before it.
  const putRight = new Set(newestFirst.filter(({ was, now }) => was !== now).map(matterOf));
  const seen = new Set<string>();
  const ofDay = new Map<string, number>();
  return newestFirst
    .filter((correction) => {
      const { message, was, now, person, at } = correction;
      const matter = matterOf(correction);
      if (message === null || seen.has(matter) || (was === now && putRight.has(matter))) return false;
      seen.add(matter);
      const day = JSON.stringify([person, isoDate(at, zone)]);
      const before = ofDay.get(day) ?? 0;
      ofDay.set(day, before + 1);
      return before < MOST_A_DAY;
    })
    .slice(0, MOST_EXAMPLES);
}

/**
 * Examples, oldest first. `newestFirst`: what counts. Of one text each person is heard once, with what they said last;
 * what different people say of it against each other cancels out.
 */
export function townExamples(newestFirst: readonly Corrected[], zone: string): TownExample[] {
  const found = newestFirst.flatMap((one) => {
    const example = exampleOf(one, zone);
    return example === null ? [] : [{ example, person: one.correction.person, key: keyOf(example) }];
  });
  const heard = new Map<string, Map<PersonId, TownExample>>();
  for (const { example, person, key } of found) {
    const ofText = heard.get(key) ?? new Map<PersonId, TownExample>();
    if (!ofText.has(person)) heard.set(key, ofText.set(person, example));
  }
  return found
    .filter(({ example, person, key }) => {
      const ofText = heard.get(key) ?? new Map<PersonId, TownExample>();
      const labels = new Set([...ofText.values()].map(({ label }) => label));
      return labels.size === 1 && ofText.get(person) === example;
    })
    .map(({ example }) => example)
    .reverse();
}

const keyOf = ({ field, input }: TownExample): string => JSON.stringify([field, normalize(input.text).shape]);

function exampleOf(one: Corrected, zone: string): TownExample | null {
  const { correction, message } = one;
  const weight = weightOf(one);
  const text = one.told ?? message.text;
  if (weight === 0 || message.recalledAt !== null || text.trim() === '') return null;
  const input = {
    text: masked(text),
    at: isoTime(message.at, zone),
    role: one.byStaff ? ('staff' as const) : ('resident' as const),
    images: message.images.length,
    quote: one.quoted === null || one.told !== null ? null : { text: masked(one.quoted) },
    before: one.told !== null ? [] : one.before.map((line) => ({ ...line, text: masked(line.text) })),
  };
  return { field: correction.field, label: correction.now, weight, input };
}

const masked = (text: string): string => maskPersonal(readable(text));

/** 0: teaches nothing. */
function weightOf({ correction: { field, was, now }, message, told, before, severalMatters }: Corrected): number {
  if (softens(field, now) && alarm(message.text) !== null) return 0;
  if (field === 'category') return severalMatters ? 0 : was === now ? LEFT_STANDING : 1;
  if (field === 'urgency') return severalMatters || !URGENCIES.some((u) => u === now) ? 0 : 1;
  const act = ACTS.find((known) => known === now);
  if (act === undefined || told !== null) return 0;
  if (isOpener(act)) return 1;
  if (act === 'chat') return DROPPED;
  return before.some((line) => line.act !== undefined && isOpener(line.act)) ? MERGED : 0;
}

/** Plain words of danger keep their floor: nobody's correction teaches to take them lightly. */
const softens = (field: Correction['field'], now: string): boolean =>
  (field === 'urgency' && now !== 'emergency') || (field === 'act' && !ACTS.some((a) => a === now && isOpener(a)));
