/** Where the shipped model lies, and file names inside a model folder. */
import { join } from 'node:path';
import { packageRoot } from '../../../config/paths.js';

/** The folder of the model that comes with the program. */
export const modelFolder = (): string => join(packageRoot(), 'data', 'model');

/** Letters, digits, "_" and "-" only: the field is part of a file name. */
export const FIELD_NAME = /^[\p{L}\p{N}_-]{1,40}$/u;

export const MODEL_SUFFIX = '.model';
export const modelFile = (field: string): string => `${field}${MODEL_SUFFIX}`;
export const CHOICES_FILE = 'choices.json';
export const LEXICON_FILE = 'lexicon.json';
