/** The places that the grammar finds in a text, and how much it thinks of each. */
import { ADDRESS, DOOR_ALONE, NAMED_PLACE } from './place-grammar.js';
import { placesIn } from './place-scan.js';
import { TROUBLE } from './place-words.js';
import { phoneSpans } from './phones.js';

export interface Candidate {
  readonly start: number;
  /** One past its last character. */
  readonly end: number;
  /** About 1 to 6; from BELIEVED on it is a place by itself. */
  readonly score: number;
}

/** Mentions, links and headings name people and offices, not where the trouble is. */
const SILENT = /@[^\s@]{1,20}|https?:\/\/\S+|^【[^】]{0,30}】|--[^\s-]{2,12}$/g;
/** 15号 is a house or a day. */
const MAYBE_DATE = /^(?:[12]?\d|3[01]|[一二三]?十?[一二三四五六七八九]?)号$/;
const CLAUSE_END = /[,，。;；!！?？\n]/;
const BEFORE_PLACE = /(?:在|搁|到|从|住|离|是|坐|站|躺|倒|经过|路过)$/;
const CLAUSE_START = /(?:^|[\s,，。;；!！?？:：、@])$/;
/** A place of this score is believed without any word of trouble beside it. */
const BELIEVED = 1.85;
/** What a later place has to be better by: the first one named is mostly the one meant. */
const FIRST_NAMED = 0.5;

/** The one the grammar would choose; null when it believes none. */
export function favourite(candidates: readonly Candidate[]): Candidate | null {
  let best: Candidate | null = null;
  for (const candidate of candidates) {
    if (candidate.score >= BELIEVED && (best === null || candidate.score > best.score + FIRST_NAMED)) best = candidate;
  }
  return best;
}

/** Same length as `folded`; telephone numbers, mentions, links and headings are blank. */
export function silenced(folded: string): string {
  let out = folded.replace(SILENT, (part) => ' '.repeat(part.length));
  for (const span of phoneSpans(out))
    out = out.slice(0, span.start) + ' '.repeat(span.end - span.start) + out.slice(span.end);
  return out;
}

/** In order of their starts. `folded`: see width.ts. */
export function candidatesIn(folded: string): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const place of placesIn(folded))
    found.push(candidate(folded, place.start, folded.slice(place.start, place.end)));
  for (const match of /\d{3}|\d-\d/.test(folded) ? folded.matchAll(DOOR_ALONE) : []) {
    const door = match[1] ?? match[2] ?? match[3] ?? '';
    found.push(candidate(folded, match.index + match[0].indexOf(door), door));
  }
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

function candidate(folded: string, start: number, raw: string): Candidate {
  const span = raw.trimEnd();
  const end = start + span.length;
  return { start, end, score: score(folded, start, end, span) };
}

/** An address outweighs a named place, a named place a common one; trouble in the same clause decides between equals. */
function score(folded: string, start: number, end: number, span: string): number {
  const before = folded.slice(0, start);
  const length = Math.min(span.length, 10) * 0.1;
  const placed = CLAUSE_START.test(before) ? 0.7 : !MAYBE_DATE.test(span) && BEFORE_PLACE.test(before) ? 0.8 : 0;
  const troubled = TROUBLE.test(clauseAround(folded, start, end, span)) ? 1 : 0;
  return kindOf(span) + length + placed + troubled;
}

function kindOf(span: string): number {
  if (MAYBE_DATE.test(span)) return 1.2;
  if (ADDRESS.test(span)) return 3;
  return NAMED_PLACE.test(span) || /^\d+$/.test(span) ? 1.8 : 1;
}

function clauseAround(folded: string, start: number, end: number, span: string): string {
  let from = start;
  while (from > 0 && !CLAUSE_END.test(folded.charAt(from - 1))) from--;
  let to = end;
  while (to < folded.length && !CLAUSE_END.test(folded.charAt(to))) to++;
  return folded.slice(from, to).replace(span, '');
}
