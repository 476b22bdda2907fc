/** A model folder read into what a reader is put together from. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { choicesSchema, type Choices } from './choose.js';
import type { Classifiers } from './judge.js';
import { unpackLexicon, type Lexicon } from './lexicon.js';
import { decodeClassifier } from './linear/file.js';
import { CHOICES_FILE, LEXICON_FILE, modelFile } from './linear/place.js';
import { warmWords } from './words.js';

export interface Parts {
  readonly classifiers: Classifiers;
  readonly choices: Choices;
  readonly lexicon: Lexicon;
}

/** Throws when the folder lacks a file or holds one of another version. Takes about half a second. */
export function loadParts(folder: string): Parts {
  const load = (field: string) => decodeClassifier(readFileSync(join(folder, modelFile(field))));
  warmWords();
  return {
    classifiers: { act: load('act'), category: load('category'), urgency: load('urgency') },
    choices: choicesSchema.parse(JSON.parse(readFileSync(join(folder, CHOICES_FILE), 'utf8'))),
    lexicon: unpackLexicon(readFileSync(join(folder, LEXICON_FILE), 'utf8')),
  };
}
