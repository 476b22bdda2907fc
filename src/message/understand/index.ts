/** Says what a message means: act, category, urgency and facts, from the text and the talk before it. */
import type { Reader } from '../../model/reading.js';
import { modelFolder } from './linear/place.js';
import { loadParts } from './parts.js';
import { LinearReader } from './reader.js';

export { splitClauses } from './clauses.js';
export { tokens } from './words.js';

/** As `loadReader`, with the reader's opinions open to evaluation. */
export async function loadLinearReader(modelDir: string = modelFolder()): Promise<LinearReader> {
  const { classifiers, choices, lexicon } = loadParts(modelDir);
  return Promise.resolve(new LinearReader(classifiers, choices, lexicon));
}

/** Rejects when the model folder lacks a file or holds one of another version. Takes about half a second. */
export async function loadReader(options: { modelDir?: string } = {}): Promise<Reader> {
  return loadLinearReader(options.modelDir);
}
