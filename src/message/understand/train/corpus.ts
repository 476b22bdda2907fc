/** The labelled group talk the reader learns from: data/corpus, one file an author. */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { ACTS, URGENCIES, isOpener, type Act, type ReadInput, type Urgency } from '../../../model/reading.js';

const labels = {
  act: z.enum(ACTS),
  category: z.string().nullable().default(null),
  urgency: z.enum(URGENCIES).nullable().default(null),
  location: z.string().nullable().default(null),
  matter: z.string().nullable().default(null),
};

/** One line of a corpus file. */
const lineSchema = z
  .object({
    c: z.string(),
    n: z.number().int(),
    at: z.iso.datetime({ offset: true }),
    who: z.string(),
    role: z.enum(['resident', 'staff', 'bot']),
    text: z.string(),
    ...labels,
    quote: z.number().int().nullish(),
    images: z.number().int().default(0),
    also: z.array(z.object(labels)).default([]),
  })
  .transform((line) => ({ ...line, atMs: DateTime.fromISO(line.at).toMillis() }));
type Line = z.output<typeof lineSchema>;

export interface Sample {
  readonly author: string;
  readonly conversation: string;
  /** Without the acts of what stands before; see `withActs`. */
  readonly input: ReadInput;
  readonly act: Act;
  readonly category: string | null;
  readonly urgency: Urgency | null;
  readonly location: string | null;
  /** Category of the matter it belongs to, for joiners too. */
  readonly matterCategory: string | null;
  /** Positions, in the list of all samples, of what stands before (oldest first) and of what is quoted. */
  readonly before: readonly number[];
  readonly quoted: number | null;
}

const LOOK_BACK = 8;

function conversations(lines: readonly Line[]): Map<string, Line[]> {
  const found = new Map<string, Line[]>();
  for (const line of lines) {
    const talk = found.get(line.c);
    if (talk === undefined) found.set(line.c, [line]);
    else talk.push(line);
  }
  return found;
}

function matterCategories(talk: readonly Line[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of talk)
    for (const label of [line, ...line.also])
      if (label.matter !== null && label.category !== null && !found.has(label.matter))
        found.set(label.matter, label.category);
  return found;
}

function sampleOf(
  author: string,
  talk: readonly Line[],
  at: number,
  offset: number,
  categories: Map<string, string>,
): Sample | null {
  const line = talk[at];
  if (line === undefined) return null;
  const first = Math.max(0, at - LOOK_BACK);
  const quotedAt = talk.findIndex((other) => other.n === line.quote);
  const quoted = talk[quotedAt];
  const before = talk.slice(first, at).map((other) => ({
    text: other.text,
    role: other.role,
    sameSpeaker: other.who === line.who,
    agoMs: line.atMs - other.atMs,
  }));
  return {
    author,
    conversation: line.c,
    input: {
      text: line.text,
      at: line.at,
      role: line.role,
      images: line.images,
      quote: quoted === undefined ? null : { text: quoted.text, role: quoted.role },
      before,
    },
    act: line.act,
    category: isOpener(line.act) ? line.category : null,
    urgency: isOpener(line.act) ? line.urgency : null,
    location: line.location,
    matterCategory: line.category ?? (line.matter === null ? null : (categories.get(line.matter) ?? null)),
    before: before.map((_, index) => offset + first + index),
    quoted: quoted === undefined ? null : offset + quotedAt,
  };
}

function parseLine(file: string, row: number, text: string): Line {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new Error(`${file}:${String(row)}: not JSON`);
  }
  const parsed = lineSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`${file}:${String(row)}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a corpus line'}`);
}

/** Every sample of the folder, in file and line order. Throws an Error naming file:line of the first bad line. */
export function loadCorpus(folder: string): Sample[] {
  const samples: Sample[] = [];
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()) {
    const rows = readFileSync(join(folder, name), 'utf8').split('\n');
    const lines = rows.flatMap((text, row) =>
      text.trim() === '' ? [] : [parseLine(join(folder, name), row + 1, text)],
    );
    for (const talk of conversations(lines).values()) {
      const offset = samples.length;
      const categories = matterCategories(talk);
      talk.forEach((_, at) => {
        const sample = sampleOf(basename(name, '.jsonl'), talk, at, offset, categories);
        if (sample !== null) samples.push(sample);
      });
    }
  }
  return samples;
}

/** The input as it would arrive if the earlier messages had been read as `acts` says (by position of the sample). */
export function withActs(sample: Sample, acts: readonly (Act | undefined)[]): ReadInput {
  const { input } = sample;
  const quotedAct = sample.quoted === null ? undefined : acts[sample.quoted];
  return {
    ...input,
    quote: input.quote === null || quotedAct === undefined ? input.quote : { ...input.quote, act: quotedAct },
    before: input.before.map((b, index) => {
      const act = acts[sample.before[index] ?? -1];
      return act === undefined ? b : { ...b, act };
    }),
  };
}
