/** Hand-written cue phrases (data/lexicon): which groups of them stand in a text. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageRoot } from '../../config/paths.js';

/** `cues`: phrases; "灯…不亮" lets up to six characters stand at the dots. */
const fileSchema = z.strictObject({
  kind: z.enum(['act', 'category', 'urgency', 'harmless', 'context']),
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

interface Node {
  readonly next: Map<number, Node>;
  /** Groups whose phrase ends here, with what must follow within a few characters. */
  readonly ends: { readonly group: number; readonly rest: string | null }[];
}

/** The category a group of kind `category` stands for. */
export const topicOf = (group: CueGroup): string => group.name.split('-')[0] ?? group.name;

const GAP = 6;

const newNode = (): Node => ({ next: new Map(), ends: [] });

export class Lexicon {
  private readonly root = newNode();
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
      for (const phrase of list) this.add(group, phrase.normalize('NFKC').toLowerCase());
    });
  }

  private add(group: number, phrase: string): void {
    const [head = '', ...tail] = phrase.split(/…|\.\.\./u);
    let node = this.root;
    for (let at = 0; at < head.length; at++) {
      const code = head.charCodeAt(at);
      let next = node.next.get(code);
      if (next === undefined) node.next.set(code, (next = newNode()));
      node = next;
    }
    node.ends.push({ group, rest: tail.length === 0 ? null : tail.join('') });
  }

  /** Groups that stand in `text` (normalized: lower case, half width), by group number. */
  find(text: string): CueHit[] {
    const counts = new Map<number, number>();
    for (let start = 0; start < text.length; start++) {
      let node = this.root.next.get(text.charCodeAt(start));
      for (let at = start + 1; node !== undefined; at++) {
        for (const end of node.ends)
          if (end.rest === null || text.slice(at, at + GAP + end.rest.length).includes(end.rest))
            counts.set(end.group, (counts.get(end.group) ?? 0) + 1);
        node = at < text.length ? node.next.get(text.charCodeAt(at)) : undefined;
      }
    }
    return [...counts].map(([group, hits]) => ({ group, hits })).sort((a, b) => a.group - b.group);
  }
}

export const lexiconFolder = (): string => join(packageRoot(), 'data', 'lexicon');

/** Reads every .yaml of the folder in name order; throws an Error naming the file that is wrong. */
export function loadLexicon(folder: string = lexiconFolder()): Lexicon {
  const groups: CueGroup[] = [];
  const phrases: string[][] = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()) {
    const parsed = fileSchema.safeParse(parse(readFileSync(join(folder, file), 'utf8')));
    if (!parsed.success)
      throw new Error(`${join(folder, file)}: ${parsed.error.issues[0]?.message ?? 'not a lexicon'}`);
    for (const [name, cues] of Object.entries(parsed.data.groups)) {
      groups.push({ kind: parsed.data.kind, name });
      phrases.push(cues);
    }
  }
  return new Lexicon(groups, phrases);
}
