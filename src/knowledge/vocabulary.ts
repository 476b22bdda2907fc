/** How people spell what is asked and what it is about, from data/knowledge-synonyms.yaml; read once. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageRoot } from '../config/paths.js';

const spellings = z.array(z.string().min(1));
const vocabularySchema = z.strictObject({
  asks: z.record(z.string(), spellings),
  kinds: z.record(
    z.string(),
    z.strictObject({
      neutral: spellings.default([]),
      impliedBy: z.string().nullable().default(null),
      goesWith: spellings.default([]),
      inContext: spellings.default([]),
      unsaid: spellings.default([]),
      things: z.record(z.string(), spellings),
    }),
  ),
  noise: spellings,
});

export interface Thing {
  readonly kind: string;
  readonly name: string;
}

/** What one spelling stands for: a way of asking, things, or nothing at all. */
export interface Meaning {
  readonly ask: string | null;
  readonly things: readonly Thing[];
}

export interface Kind {
  /** Things that may be missing on either side. */
  readonly neutral: readonly string[];
  /** Where a thing of this other kind is said, one of this kind goes without saying. */
  readonly impliedBy: string | null;
  /** Actions that say nothing more beside a thing of this kind: 领 a 津贴. */
  readonly goesWith: readonly string[];
  /** Things that change the answer even where they are only told around the question. */
  readonly inContext: readonly string[];
  /** Things of a stored question that its asker may leave out. */
  readonly unsaid: readonly string[];
}

export interface Vocabulary {
  /** Spellings of two characters and more, found anywhere in a text. */
  readonly long: ReadonlyMap<string, Meaning>;
  /** Single characters, which count only where they stand as a word. */
  readonly short: ReadonlyMap<string, Meaning>;
  readonly longest: number;
  readonly kinds: ReadonlyMap<string, Kind>;
}

let loaded: Vocabulary | null = null;

/** Throws when the file is not what it should be. */
export function vocabulary(): Vocabulary {
  return (loaded ??= read(readFileSync(join(packageRoot(), 'data', 'knowledge-synonyms.yaml'), 'utf8')));
}

const NOTHING: Meaning = { ask: null, things: [] };

function read(yaml: string): Vocabulary {
  const { asks, kinds, noise } = vocabularySchema.parse(parse(yaml));
  const meanings = new Map<string, Meaning>(noise.map((spelling) => [spelling, NOTHING]));
  for (const [kind, { things }] of Object.entries(kinds))
    for (const [name, list] of Object.entries(things))
      for (const spelling of list) {
        const before = meanings.get(spelling)?.things ?? [];
        meanings.set(spelling, { ask: null, things: [...before, { kind, name }] });
      }
  for (const [ask, list] of Object.entries(asks))
    for (const spelling of list) meanings.set(spelling, { ask, things: meanings.get(spelling)?.things ?? [] });
  const all = [...meanings];
  return {
    long: new Map(all.filter(([spelling]) => spelling.length > 1)),
    short: new Map(all.filter(([spelling]) => spelling.length === 1)),
    longest: Math.max(...all.map(([spelling]) => spelling.length)),
    kinds: new Map(Object.entries(kinds)),
  };
}
