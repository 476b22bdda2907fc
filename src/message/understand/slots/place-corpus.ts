/** The labelled talk that teaches where things are. */
import { join } from 'node:path';
import { packageRoot } from '../../../config/paths.js';
import type { Act } from '../../../model/reading.js';
import { loadCorpus, type Sample } from '../train/corpus.js';
import { candidatesIn, favourite, silenced } from './place-candidates.js';
import type { PlacedMessage } from './place-training.js';
import { PLACED } from './placed.js';
import { fold } from './width.js';

/** Acts in which many hands left places unmarked: their "none" is half believed. */
const LOOSELY_MARKED: ReadonlySet<Act> = new Set<Act>(['answer', 'resolved']);

const UNMARKED_TRUST = 0.5;
/** Below this share of reports whose place the grammar sees and the hand has marked, the hand's "none" says little. */
const CAREFUL_SHARE = 0.85;
const CARELESS_TRUST = 0.1;

const seesPlace = (text: string): boolean => favourite(candidatesIn(silenced(fold(text)))) !== null;

/** Authors who mostly mark the places of reports. */
function carefulAuthors(samples: readonly Sample[]): ReadonlySet<string> {
  const authors = [...new Set(samples.map(({ author }) => author))];
  return new Set(
    authors.filter((author) => {
      const seen = samples.filter((one) => one.author === author && one.act === 'report' && seesPlace(one.input.text));
      return seen.filter(({ location }) => location !== null).length >= CAREFUL_SHARE * seen.length;
    }),
  );
}

function trustIn({ act, author, location, input }: Sample, careful: ReadonlySet<string>): number {
  if (location !== null) return 1;
  if (!careful.has(author) && seesPlace(input.text)) return CARELESS_TRUST;
  return LOOSELY_MARKED.has(act) ? UNMARKED_TRUST : 1;
}

/** One message of each line whose act has a use for a place; `author` is the name of its corpus file. */
export function placedMessages(folder = join(packageRoot(), 'data', 'corpus')): (PlacedMessage & { author: string })[] {
  const samples = loadCorpus(folder).filter(({ act }) => PLACED.has(act));
  const careful = carefulAuthors(samples);
  return samples.map((sample) => ({
    author: sample.author,
    text: sample.input.text,
    occasion: { staff: sample.input.role === 'staff', quotes: sample.input.quote !== null },
    location: sample.location,
    trust: trustIn(sample, careful),
  }));
}
