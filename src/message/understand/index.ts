/** Says what a message means: act, category, urgency and facts, from the text and the talk before it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../config/paths.js';
import type { Reader } from '../../model/reading.js';
import { choicesSchema } from './choose.js';
import { unpackLexicon } from './lexicon.js';
import { decodeClassifier } from './linear/file.js';
import { CHOICES_FILE, LEXICON_FILE, modelFile } from './linear/place.js';
import { LinearReader } from './reader.js';
import { warmWords } from './words.js';

export { splitClauses } from './clauses.js';
export { tokens } from './words.js';

/** The folder of the model that comes with the program. */
export const modelFolder = (): string => join(packageRoot(), 'data', 'model');

/** As `loadReader`, with the reader's opinions open to evaluation. */
export async function loadLinearReader(modelDir: string = modelFolder()): Promise<LinearReader> {
  const load = async (field: string) => decodeClassifier(await readFile(join(modelDir, modelFile(field))));
  const [act, category, urgency, choices, lexicon] = await Promise.all([
    load('act'),
    load('category'),
    load('urgency'),
    readFile(join(modelDir, CHOICES_FILE), 'utf8'),
    readFile(join(modelDir, LEXICON_FILE), 'utf8'),
  ]);
  warmWords();
  return new LinearReader({ act, category, urgency }, choicesSchema.parse(JSON.parse(choices)), unpackLexicon(lexicon));
}

/** Rejects when the model folder lacks a file or holds one of another version. Takes about half a second. */
export async function loadReader(options: { modelDir?: string } = {}): Promise<Reader> {
  return loadLinearReader(options.modelDir);
}
