/** The model that comes with the program, in its parts, and readers put together from them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { choicesSchema, type Choices } from '../choose.js';
import { modelFolder } from '../index.js';
import type { Classifiers } from '../judge.js';
import { unpackLexicon, type Lexicon } from '../lexicon.js';
import { decodeClassifier } from '../linear/file.js';
import { CHOICES_FILE, LEXICON_FILE, modelFile } from '../linear/place.js';
import { LinearReader } from '../reader.js';
import { warmWords } from '../words.js';
import { hashOfModel, type Moved } from './keep.js';

export interface Shipped {
  readonly classifiers: Classifiers;
  readonly choices: Choices;
  readonly lexicon: Lexicon;
  /** What a town's model has to stand on. */
  readonly hash: string;
}

/** Throws when the folder lacks a file or holds one of another version. Takes about half a second. */
export function loadShipped(folder: string = modelFolder()): Shipped {
  const load = (field: string) => decodeClassifier(readFileSync(join(folder, modelFile(field))));
  warmWords();
  return {
    classifiers: { act: load('act'), category: load('category'), urgency: load('urgency') },
    choices: choicesSchema.parse(JSON.parse(readFileSync(join(folder, CHOICES_FILE), 'utf8'))),
    lexicon: unpackLexicon(readFileSync(join(folder, LEXICON_FILE), 'utf8')),
    hash: hashOfModel(folder),
  };
}

/** The shipped reader with a town's classifiers in place of its own, where there are any. */
export const readerWith = ({ classifiers, choices, lexicon }: Shipped, moved: Moved = {}): LinearReader =>
  new LinearReader({ ...classifiers, ...moved }, choices, lexicon);
