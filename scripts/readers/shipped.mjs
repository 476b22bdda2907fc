// The project's own reader, built as data/model is: text, cue phrases, the talk before, thresholds.
import { readGold } from '../../dist/src/message/understand/evaluate/index.js';
import { loadLexicon } from '../../dist/src/message/understand/lexicon.js';
import { encodeClassifier } from '../../dist/src/message/understand/linear/file.js';
import { LinearReader } from '../../dist/src/message/understand/reader.js';
import { loadTaxonomy } from '../../dist/src/message/understand/taxonomy.js';
import { retempered } from '../../dist/src/message/understand/train/calibrate.js';
import { withActs } from '../../dist/src/message/understand/train/corpus.js';
import { buildReader } from '../../dist/src/message/understand/train/reader.js';

/** As `npm run model:build` has it. */
const EPOCHS = 6;

export const SHIPPED = { name: 'Weige', reads: 'text, cue phrases, the talk before' };

const fields = () => ({});

/** Its training reads every fold by what the others taught, for its thresholds; those very readings are compared. */
export function buildShipped(samples, at, seed, progress) {
  const lexicon = loadLexicon();
  const categories = loadTaxonomy().categories.map(({ id }) => id);
  const built = buildReader(samples, at, { lexicon, categories, epochs: EPOCHS, seed, progress });
  const reader = () => new LinearReader(built.classifiers, built.choices, lexicon);
  const { act, category, urgency } = built.classifiers;
  return {
    reader: reader(),
    bytes: [act, category, urgency].reduce((sum, one) => sum + encodeClassifier(one).length, 0),
    held: heldReadings(samples, built, reader()),
  };
}

/** What the reader makes of judgements that were made without it: it is handed them in place of its own. */
function heldReadings(samples, { held, classifiers }, reader) {
  const tempered = (judgement, field) => retempered(judgement[field], classifiers[field].temperature);
  return new Map(
    held.map(({ position, judgement }) => {
      const odds = Object.fromEntries(Object.keys(classifiers).map((field) => [field, tempered(judgement, field)]));
      reader.judge = { judge: () => ({ certain: judgement.certain, ...odds }) };
      const { input } = samples[position];
      return [position, { act: reader.read(input).act, ...reader.ifOpener(input) }];
    }),
  );
}

/** Reads samples in order, each after its own readings of what stands before. */
export function readSamples(reader, samples) {
  const acts = [];
  return samples.map((sample, position) => {
    const input = withActs(sample, acts);
    acts[position] = reader.read(input).act;
    return { act: acts[position], ...reader.ifOpener(input) };
  });
}

/** As `readSamples`, for the lines of one gold transcript. */
export const readTranscript = (reader, lines) =>
  readGold(lines, { reader, fields }).map(({ predicted, categoryIfOpener, urgencyIfOpener }) => ({
    act: predicted.act,
    category: categoryIfOpener,
    urgency: urgencyIfOpener,
  }));
