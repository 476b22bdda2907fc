/** Finds the places of a text one after the other, each as long as the grammar allows. */
import { HEAD, HEAD_HERE, JOIN_HERE, STEP_HERE, TAIL_HERE } from './place-grammar.js';

export interface PlaceSpan {
  readonly start: number;
  readonly end: number;
}

const MOST_STEPS = 6;
const MOST_PLACES = 200;

/** Spans of `folded` (see width.ts), in order, without overlap. */
export function placesIn(folded: string): readonly PlaceSpan[] {
  const found: PlaceSpan[] = [];
  let from = 0;
  while (found.length < MOST_PLACES) {
    HEAD.lastIndex = from;
    const head = HEAD.exec(folded);
    if (head === null || head[0] === '') return found;
    const end = tailEnd(folded, joinedEnd(folded, stepsEnd(folded, head.index + head[0].length)));
    found.push({ start: head.index, end });
    from = end;
  }
  return found;
}

function stepsEnd(text: string, from: number): number {
  let end = from;
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = endOf(STEP_HERE, text, end);
    if (next <= end) return end;
    end = next;
  }
  return end;
}

function joinedEnd(text: string, from: number): number {
  const joined = endOf(JOIN_HERE, text, from);
  if (joined === -1) return from;
  const head = endOf(HEAD_HERE, text, joined);
  return head === -1 ? from : stepsEnd(text, head);
}

const tailEnd = (text: string, from: number): number => Math.max(from, endOf(TAIL_HERE, text, from));

/** End of what the sticky pattern matches at `at`, or -1. */
function endOf(sticky: RegExp, text: string, at: number): number {
  sticky.lastIndex = at;
  return sticky.test(text) ? sticky.lastIndex : -1;
}
