/** How much a word tells about what a question is about: rare ones more than those of any talk. Pure but for one file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../config/paths.js';

const backgroundSchema = z.strictObject({ messages: z.number().positive(), words: z.record(z.string(), z.number()) });

let background: { readonly messages: number; readonly words: ReadonlyMap<string, number> } | null = null;

/** Throws when data/knowledge-background.json is not what it should be. */
function seen(): NonNullable<typeof background> {
  if (background) return background;
  const file = join(packageRoot(), 'data', 'knowledge-background.json');
  const { messages, words } = backgroundSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return (background = { messages, words: new Map(Object.entries(words)) });
}

const SINGLE_CHARACTER = 0.4;
const LEAST = 0.35;
/** A word in fewer messages of group talk than one in this many counts in full. */
const RARE = 500;

/** 0..1. A figure counts in full. */
export function wordWeight(word: string): number {
  if (/\d/.test(word)) return 1;
  if (word.length === 1) return SINGLE_CHARACTER;
  const { messages, words } = seen();
  const often = words.get(word);
  if (often === undefined) return 1;
  return Math.min(1, Math.max(LEAST, Math.log(messages / often) / Math.log(RARE)));
}
