/** Makes the model files of data/model from data/corpus; called by scripts/build-model.mjs. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../config/paths.js';
import { loadLexicon, packLexicon } from '../lexicon.js';
import { encodeClassifier } from '../linear/file.js';
import { CHOICES_FILE, LEXICON_FILE, modelFile, modelFolder } from '../linear/place.js';
import { loadTaxonomy } from '../taxonomy.js';
import { loadCorpus } from './corpus.js';
import { heldOutFigures } from './figures.js';
import { buildReader } from './reader.js';

/** Of the reader on authors it did not learn from; nothing reads it but people. */
const FIGURES_FILE = 'held-out.json';
const EPOCHS = 6;
const SEED = 7;

/** The same corpus, lexicon and code write the same bytes. Takes a few minutes. */
export function buildModel(progress: (done: string) => void, folder: string = modelFolder()): void {
  const samples = loadCorpus(join(packageRoot(), 'data', 'corpus'));
  const categories = loadTaxonomy().categories.map((category) => category.id);
  progress(`${String(samples.length)} messages`);
  const everything = samples.map((_, position) => position);
  const lexicon = loadLexicon();
  const built = buildReader(samples, everything, {
    lexicon,
    categories,
    epochs: EPOCHS,
    seed: SEED,
    progress,
  });
  mkdirSync(folder, { recursive: true });
  const { act, category, urgency } = built.classifiers;
  for (const classifier of [act, category, urgency])
    writeFileSync(join(folder, modelFile(classifier.field)), encodeClassifier(classifier));
  writeFileSync(join(folder, CHOICES_FILE), `${JSON.stringify(built.choices, null, 2)}\n`);
  writeFileSync(join(folder, LEXICON_FILE), `${packLexicon(lexicon)}\n`);
  writeFileSync(join(folder, FIGURES_FILE), `${heldOutFigures(samples, built)}\n`);
}
