/** A stored entry taken apart, once. Pure but for what it remembers. */
import type { KnowledgeEntry } from '../model/notice.js';
import { toldOf, type Told } from './covers.js';
import { merge, parseClauses, plainText, type Parsed } from './parse.js';
import { hasTopic } from './terms.js';

export interface Stored {
  /** What the entry is asked, each with what it asks and is about: 报名什么时候、要带什么 is two. */
  readonly questions: readonly Parsed[];
  readonly question: Parsed;
  readonly answer: Parsed;
  /** Everything it says, in one spelling. */
  readonly all: string;
  readonly told: Told;
}

/** 户籍窗口 in an answer is none of the windows for all. */
const NAMED_WINDOW = /(?<=[\p{Script=Han}\d号])(?<!便民|服务|政务|办事)(?:服务)?(?:窗口|大厅)/gu;

/** Entries change seldom and are compared with every question. */
const takenApart = new Map<string, Stored>();
const KEPT_APART = 5000;

export function storedOf({ question, answer, source }: KnowledgeEntry): Stored {
  const key = JSON.stringify([question, answer, source]);
  const known = takenApart.get(key);
  if (known) return known;
  const said = plainText(answer).replace(/\s+/g, '');
  const questions = questionsOf(question);
  const made: Stored = {
    questions,
    question: merge(questions),
    answer: merge(parseClauses(answer.replace(NAMED_WINDOW, ''))),
    all: plainText(`${question}${answer}${source ?? ''}`).replace(/\s+/g, ''),
    told: toldOf(said),
  };
  if (takenApart.size >= KEPT_APART) takenApart.clear();
  takenApart.set(key, made);
  return made;
}

/** Parts beside 、 are asked apart, the asks of a later one holding for those before; other clauses belong to their question. */
function questionsOf(text: string): Parsed[] {
  const parts: Parsed[] = [];
  for (const listed of text.split('、')) parts.push(...sentences(parseClauses(listed)));
  let asks: Parsed['asks'] = new Set<string>();
  const asked = parts.toReversed().map((part) => {
    if (part.asks.size > 0) asks = part.asks;
    return { ...part, asks };
  });
  let topic: Parsed | null = null;
  return asked.toReversed().map((part) => {
    const whole = hasTopic(part) || topic === null ? part : { ...merge([topic, part]), asks: part.asks };
    if (hasTopic(whole)) topic = whole;
    return whole;
  });
}

/** One for each clause that asks; those that don't go to the next, the last ones to the one before. */
function sentences(clauses: readonly Parsed[]): Parsed[] {
  const made: Parsed[] = [];
  let waiting: Parsed[] = [];
  for (const clause of clauses) {
    waiting.push(clause);
    if (clause.asks.size === 0) continue;
    made.push(merge(waiting));
    waiting = [];
  }
  if (waiting.length === 0) return made;
  const last = made.pop();
  return [...made, merge(last ? [last, ...waiting] : waiting)];
}
