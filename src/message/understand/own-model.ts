/** A model folder made by `weige train`: one classifier of single texts a field, used in place of the reader's own. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeClassifier } from './linear/file.js';
import { CHOICES_FILE, MODEL_SUFFIX } from './linear/place.js';
import type { Classifier } from './linear/model.js';
import { loadLinearReader } from './index.js';
import type { LinearReader } from './reader.js';
import { classifyText } from './train/text.js';

export interface ReaderWithFields {
  readonly reader: LinearReader;
  /** Label by field for the fields the folder has classifiers for; empty without a folder. */
  readonly fields: (text: string) => Readonly<Record<string, string>>;
}

/** `folder` null: the reader that comes with the program. Rejects when the folder has no model this version can read. */
export async function loadReaderWithFields(folder: string | null): Promise<ReaderWithFields> {
  if (folder === null) return { reader: await loadLinearReader(), fields: () => ({}) };
  const files = (await readdir(folder)).sort();
  if (files.includes(CHOICES_FILE)) return { reader: await loadLinearReader(folder), fields: () => ({}) };
  const models: Classifier[] = [];
  for (const file of files.filter((name) => name.endsWith(MODEL_SUFFIX)))
    models.push(decodeClassifier(await readFile(join(folder, file))));
  if (models.length === 0) throw new Error('no *.model file in it');
  const reader = await loadLinearReader();
  return {
    reader,
    fields: (text) => Object.fromEntries(models.map((model) => [model.field, classifyText(model, text)])),
  };
}
