/**
 * The town's own model on the disk: the classifiers that were moved, and one small file that says which they are and
 * where they come from. That file is put in place last, by a rename: whenever the process ends, the folder holds the
 * old model or the new one.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Classifiers } from '../judge.js';
import { decodeClassifier, encodeClassifier } from '../linear/file.js';
import { CHOICES_FILE, LEXICON_FILE, MODEL_SUFFIX, modelFile } from '../linear/place.js';
import type { Classifier } from '../linear/model.js';
import { FIELDS, type Field } from './lesson.js';

export const ABOUT_FILE = 'learned.json';

const figures = z.object({
  openerF1: z.number(),
  openerRecall: z.number(),
  known: z.number(),
  knownCategory: z.number(),
  knownUrgency: z.number(),
  actMacroF1: z.number(),
  category: z.number(),
  urgency: z.number(),
  emergencies: z.number(),
  emergenciesThere: z.number(),
  matters: z.number(),
});

const aboutSchema = z.object({
  format: z.literal('weige-town-1'),
  /** ISO 8601 with offset. */
  madeAt: z.string(),
  /** How many corrections of each kind it was made from. */
  examples: z.partialRecord(z.enum(FIELDS), z.number()),
  /** SHA-256 of those examples: the same ones need not be learned again. */
  taught: z.string(),
  /** SHA-256 of the shipped model that it stands on. */
  shipped: z.string(),
  /** The moved classifiers' files and their SHA-256; a field that is not named is read with the shipped one. */
  files: z.partialRecord(z.enum(FIELDS), z.object({ name: z.string().regex(/^[\w-]+\.model$/), sha256: z.string() })),
  /** On the check set that comes with the program: the shipped reader's figures, and this one's. */
  before: figures,
  after: figures,
});
export type About = z.output<typeof aboutSchema>;

/** A town's classifiers; those of other fields are the shipped ones. */
export type Moved = Partial<Classifiers>;

export type Found =
  | { readonly state: 'none' }
  /** It stands on another shipped model than this program's. */
  | { readonly state: 'stale'; readonly about: About }
  | { readonly state: 'damaged'; readonly why: string }
  | { readonly state: 'sound'; readonly about: About; readonly moved: Moved };

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** What a shipped model is known by. Throws when the folder lacks one of its files. */
export function hashOfModel(folder: string): string {
  const hash = createHash('sha256');
  for (const name of [...FIELDS.map(modelFile), CHOICES_FILE, LEXICON_FILE])
    hash.update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}

export const hashOfExamples = (examples: unknown): string => sha256(JSON.stringify(examples));

/** What the folder says of its model, without reading the classifiers; null when it says nothing readable. */
export function aboutModel(folder: string): About | null {
  try {
    return aboutSchema.parse(JSON.parse(readFileSync(join(folder, ABOUT_FILE), 'utf8')));
  } catch {
    return null;
  }
}

/** Never throws: whatever can't be used is said to be damaged. */
export function findModel(folder: string, shipped: string, classifiers: Classifiers): Found {
  if (!existsSync(join(folder, ABOUT_FILE))) return { state: 'none' };
  const about = aboutModel(folder);
  if (about === null) return { state: 'damaged', why: `${ABOUT_FILE} cannot be read` };
  if (about.shipped !== shipped) return { state: 'stale', about };
  try {
    const moved: { [F in Field]?: Classifier } = {};
    for (const field of FIELDS) {
      const file = about.files[field];
      if (file !== undefined) moved[field] = readMoved(folder, file, classifiers[field]);
    }
    return { state: 'sound', about, moved };
  } catch (error) {
    return { state: 'damaged', why: error instanceof Error ? error.message : String(error) };
  }
}

function readMoved(folder: string, file: { name: string; sha256: string }, like: Classifier): Classifier {
  const bytes = readFileSync(join(folder, file.name));
  if (sha256(bytes) !== file.sha256) throw new Error(`${file.name} is not the file that was written`);
  const found = decodeClassifier(bytes);
  if (found.field !== like.field || found.labels.join() !== like.labels.join())
    throw new Error(`${file.name} has other labels than the shipped one`);
  return found;
}

/** Puts a model in place of the folder's. Throws when it can't be written; the old one then stands. */
export function keepModel(folder: string, moved: Moved, about: Omit<About, 'format' | 'files'>): void {
  for (const step of writingSteps(folder, moved, about)) step();
}

/** The steps of writing, in order; the process may end after any of them. The last but one puts the model in place. */
export function writingSteps(folder: string, moved: Moved, about: Omit<About, 'format' | 'files'>): (() => void)[] {
  const named = FIELDS.flatMap((field) => {
    const model = moved[field];
    if (model === undefined) return [];
    const bytes = encodeClassifier(model);
    const hash = sha256(bytes);
    return [{ field, bytes, name: `${field}-${hash.slice(0, 16)}${MODEL_SUFFIX}`, sha256: hash }];
  });
  const files = Object.fromEntries(named.map(({ field, name, sha256: hash }) => [field, { name, sha256: hash }]));
  const whole: About = { format: 'weige-town-1', ...about, files };
  return [
    () => mkdirSync(folder, { recursive: true }),
    ...named.flatMap(({ name, bytes }) => placing(folder, name, bytes)),
    ...placing(folder, ABOUT_FILE, Buffer.from(`${JSON.stringify(whole, null, 2)}\n`)),
    () => tidy(folder, new Set([ABOUT_FILE, ...named.map(({ name }) => name)])),
  ];
}

const UNFINISHED = '.tmp';

const placing = (folder: string, name: string, bytes: Buffer): (() => void)[] => [
  () => writeThrough(join(folder, name + UNFINISHED), bytes),
  () => {
    renameSync(join(folder, name + UNFINISHED), join(folder, name));
    syncPath(folder);
  },
];

function writeThrough(file: string, bytes: Buffer): void {
  const handle = openSync(file, 'w');
  try {
    writeSync(handle, bytes);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function syncPath(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** What earlier nights and broken writings left; only files that this module makes. */
function tidy(folder: string, kept: ReadonlySet<string>): void {
  for (const name of readdirSync(folder))
    if (!kept.has(name) && /^[\w-]+\.(model|json)(\.tmp)?$/.test(name)) rmSync(join(folder, name), { force: true });
}
