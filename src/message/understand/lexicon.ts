/** Hand-written cue phrases (data/lexicon): which groups of them stand in a text. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageRoot } from '../../config/paths.js';

const kindSchema = z.enum(['act', 'category', 'urgency', 'harmless', 'context']);

/** `cues`: phrases; "灯…不亮" lets up to six characters stand at the dots. */
const fileSchema = z.strictObject({
  kind: kindSchema,
  groups: z.record(z.string().regex(/^[a-z][a-z0-9_-]*$/), z.array(z.string().min(1)).min(1)),
});
export type CueKind = z.output<typeof fileSchema>['kind'];

export interface CueGroup {
  readonly kind: CueKind;
  readonly name: string;
}

/** A group found in a text; `hits` counts distinct phrases. */
export interface CueHit {
  readonly group: number;
  readonly hits: number;
}

/** A phrase that begins at some two characters. */
interface Cue {
  readonly group: number;
  readonly head: string;
  /** What must follow the head within a few characters; null when the head is all. */
  readonly rest: string | null;
}

/** The category a group of kind `category` stands for. */
export const topicOf = (group: CueGroup): string => group.name.split('-')[0] ?? group.name;

const GAP = 6;

/** Stands for the second character of a cue that has only one. */
const NO_SECOND = 0;
const NONE: readonly Cue[] = [];

export class Lexicon {
  /** By first character, then by second: two look-ups by small numbers are far quicker than one by a large number. */
  private readonly byStart = new Map<number, Map<number, Cue[]>>();
  /** One bit for each category (the group's name up to its first "-"), 0 for other kinds. */
  readonly topicBits: readonly number[];
  readonly phrases: readonly { readonly group: CueGroup; readonly phrase: string }[];

  constructor(
    readonly groups: readonly CueGroup[],
    cues: readonly (readonly string[])[],
  ) {
    this.phrases = groups.flatMap((group, at) => (cues[at] ?? []).map((phrase) => ({ group, phrase })));
    const topics = [...new Set(groups.filter((g) => g.kind === 'category').map(topicOf))];
    this.topicBits = groups.map((g) => (g.kind === 'category' ? 1 << (topics.indexOf(topicOf(g)) % 31) : 0));
    cues.forEach((list, group) => {
      for (const phrase of list) this.add(group, phrase);
    });
  }

  private add(group: number, phrase: string): void {
    const [head = '', ...tail] = phrase.split('…');
    const cue = { group, head, rest: tail.length === 0 ? null : tail.join('') };
    const seconds = this.byStart.get(head.charCodeAt(0)) ?? new Map<number, Cue[]>();
    this.byStart.set(head.charCodeAt(0), seconds);
    const second = head.length === 1 ? NO_SECOND : head.charCodeAt(1);
    const others = seconds.get(second);
    if (others === undefined) seconds.set(second, [cue]);
    else others.push(cue);
  }

  /** Groups that stand in `text` (normalized: lower case, half width), by group number. */
  find(text: string): CueHit[] {
    const counts = new Map<number, number>();
    const count = ({ group, head, rest }: Cue, at: number): void => {
      if (head.length > 2 && !text.startsWith(head, at)) return;
      const end = at + head.length;
      if (rest !== null && !text.slice(end, end + GAP + rest.length).includes(rest)) return;
      counts.set(group, (counts.get(group) ?? 0) + 1);
    };
    for (let at = 0; at < text.length; at++) {
      const seconds = this.byStart.get(text.charCodeAt(at));
      if (seconds === undefined) continue;
      for (const cue of seconds.get(NO_SECOND) ?? NONE) count(cue, at);
      if (at + 1 < text.length) for (const cue of seconds.get(text.charCodeAt(at + 1)) ?? NONE) count(cue, at);
    }
    return [...counts].map(([group, hits]) => ({ group, hits })).sort((a, b) => a.group - b.group);
  }
}

const packedSchema = z.array(z.strictObject({ kind: kindSchema, name: z.string(), cues: z.array(z.string()) }));

/** The lexicon as one line of JSON, which is read many times faster than the YAML it came from. */
export function packLexicon(lexicon: Lexicon): string {
  const cues = new Map<CueGroup, string[]>(lexicon.groups.map((group) => [group, []]));
  for (const { group, phrase } of lexicon.phrases) cues.get(group)?.push(phrase);
  return JSON.stringify([...cues].map(([{ kind, name }, list]) => ({ kind, name, cues: list })));
}

/** Throws an Error when the text is no packed lexicon. */
export function unpackLexicon(text: string): Lexicon {
  const groups = packedSchema.parse(JSON.parse(text));
  return new Lexicon(
    groups.map(({ kind, name }) => ({ kind, name })),
    groups.map(({ cues }) => cues),
  );
}

export const lexiconFolder = (): string => join(packageRoot(), 'data', 'lexicon');

/** Half width, lower case, "…" for any row of dots: as texts are when cues are looked for in them. */
const plainCue = (phrase: string): string => phrase.normalize('NFKC').toLowerCase().replaceAll('...', '…');

/**
 * Reads every .yaml of the folder in name order; a group that stands in several files is one. Throws an Error naming
 * the file that is wrong.
 */
export function loadLexicon(folder: string = lexiconFolder()): Lexicon {
  const groups = new Map<string, { readonly group: CueGroup; readonly cues: Set<string> }>();
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()) {
    const parsed = fileSchema.safeParse(parse(readFileSync(join(folder, file), 'utf8')));
    if (!parsed.success)
      throw new Error(`${join(folder, file)}: ${parsed.error.issues[0]?.message ?? 'not a lexicon'}`);
    const { kind } = parsed.data;
    for (const [name, cues] of Object.entries(parsed.data.groups)) {
      const key = `${kind}|${name}`;
      const known = groups.get(key) ?? { group: { kind, name }, cues: new Set<string>() };
      groups.set(key, known);
      for (const cue of cues) known.cues.add(plainCue(cue));
    }
  }
  const found = [...groups.values()];
  return new Lexicon(
    found.map(({ group }) => group),
    found.map(({ cues }) => [...cues]),
  );
}
