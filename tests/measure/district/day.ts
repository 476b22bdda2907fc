/**
 * A written day of the district: who says what in which room, second by second. Pure: the same seed gives the same day.
 *
 * The shape: a morning, a noon and an evening peak and a quiet night; of all rooms few say most (a log-normal spread: the
 * busiest twentieth says about half, half of them next to nothing); out of a hundred messages some ten are matters or questions.
 */
import { whereOf, type Size } from './district.js';
import type { Lines } from './lines.js';

/** Within `room`, by the resident of that number, or by who has a part in it. */
export interface Line {
  /** Milliseconds since midnight. */
  readonly atMs: number;
  readonly room: number;
  readonly by: number | 'leader';
  readonly text: string;
  readonly kind: Kind;
  /** What it answers: the place of that line in the day before it is sorted; null: nothing. */
  readonly quote: number | null;
  readonly key: number;
}

export type Kind = 'talk' | 'question' | 'report' | 'followUp' | 'answer' | 'settled' | 'thanks' | 'receipt';

export interface DayOptions {
  readonly size: Size;
  readonly lines: Lines;
  /** 0..1. */
  readonly random: () => number;
  /** Of all rooms together, without the typhoon. */
  readonly messages: number;
  /** The hour in which so many times the mean hour is said; null: an ordinary day. */
  readonly typhoon: { readonly hour: number; readonly times: number } | null;
}

export const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** How much is said in each hour from midnight on. */
export const HOURS = [
  4, 2, 1, 1, 2, 8, 30, 62, 66, 52, 46, 60, 72, 48, 38, 40, 46, 58, 76, 92, 88, 66, 34, 12,
] as const;
const ALL_HOURS = HOURS.reduce<number>((sum, weight) => sum + weight, 0);

/** How many times the mean hour an hour is. */
export const timesMean = (hour: number): number => ((HOURS[hour] ?? 0) * HOURS.length) / ALL_HOURS;

const SPREAD = 1.6;

/** Each room's part of what is said; they sum to one. */
export function partsOfRooms(rooms: number, random: () => number): number[] {
  const weights = Array.from({ length: rooms }, () => Math.exp(SPREAD * normal(random)));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => weight / sum);
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Finds whose part a number of 0..1 falls into. */
function picker(parts: readonly number[]): (share: number) => number {
  let sum = 0;
  const ends = parts.map((part) => (sum += part));
  return (share) => {
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 1) <= share) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** Of a hundred openings; answers, follow-ups and thanks come besides. */
const ORDINARY = { report: 6, question: 4, trade: 12, receipt: 8, greeting: 15 };
const TYPHOON = { report: 35, question: 2, trade: 0, receipt: 2, greeting: 0 };
type Mix = typeof ORDINARY;

/** How often a leader answers what is raised by hand, and after how long at the most. */
const ANSWERED = 0.35;
const ANSWERED_WITHIN_MS = 40 * MINUTE_MS;
const SETTLED = 0.7;
const SETTLED_WITHIN_MS = 5 * HOUR_MS;
const FOLLOWED_UP = 0.3;
const THANKED = 0.5;

export function dayOf(options: DayOptions): Line[] {
  const { size, messages, typhoon, random } = options;
  const writing = new Writing(options, picker(partsOfRooms(size.rooms, random)));
  HOURS.forEach((weight, hour) => writing.hour(hour, (messages * weight) / ALL_HOURS, ORDINARY));
  if (typhoon !== null) writing.hour(typhoon.hour, (messages / HOURS.length) * typhoon.times, TYPHOON);
  return inTurn(writing.said.filter(({ atMs }) => atMs < 24 * HOUR_MS));
}

class Writing {
  readonly said: Line[] = [];
  constructor(
    private readonly options: DayOptions,
    private readonly roomAt: (share: number) => number,
  ) {}

  /** `count` openings within the hour, and what follows from them. */
  hour(hour: number, count: number, mix: Mix): void {
    const { random } = this.options;
    for (let at = 0; at < Math.round(count); at += 1)
      this.#opening(Math.floor((hour + random()) * HOUR_MS), this.roomAt(random()), mix);
  }

  #opening(atMs: number, room: number, mix: Mix): void {
    const { lines, random } = this.options;
    const stormy = mix === TYPHOON;
    let share = random() * 100;
    const falls = (part: number): boolean => (share -= part) < 0;
    if (falls(mix.report)) this.#matter(atMs, room, 'report', stormy ? lines.typhoonReports : lines.reports);
    else if (falls(mix.question)) this.#matter(atMs, room, 'question', lines.questions);
    else if (falls(mix.trade)) this.#say({ atMs, room, kind: 'talk', text: this.#pick(lines.trade) });
    else if (falls(mix.receipt)) this.#say({ atMs, room, kind: 'receipt', text: this.#pick(lines.receipts) });
    else if (falls(mix.greeting)) this.#say({ atMs, room, kind: 'talk', text: this.#pick(lines.greetings) });
    else this.#say({ atMs, room, kind: 'talk', text: this.#pick(stormy ? lines.typhoonChat : lines.chat) });
  }

  #matter(atMs: number, room: number, kind: 'report' | 'question', from: readonly string[]): void {
    const { lines, random, size } = this.options;
    const by = Math.floor(random() * size.residents);
    const text = this.#pick(from).replace('{where}', whereOf(room, by % size.households));
    const raised = this.#say({ atMs, room, kind, text, by });
    if (random() < FOLLOWED_UP) {
      const later = atMs + Math.floor((1 + random() * 30) * MINUTE_MS);
      this.#say({ atMs: later, room, kind: 'followUp', text: this.#pick(lines.followUps) });
    }
    if (random() >= ANSWERED) return;
    const answered = atMs + Math.floor(random() * ANSWERED_WITHIN_MS);
    this.#say({ atMs: answered, room, kind: 'answer', text: this.#pick(lines.answers), by: 'leader', quote: raised });
    if (random() >= SETTLED) return;
    const settled = answered + Math.floor(random() * SETTLED_WITHIN_MS);
    this.#say({ atMs: settled, room, kind: 'settled', text: this.#pick(lines.settled), by: 'leader', quote: raised });
    if (random() < THANKED)
      this.#say({ atMs: settled + 2 * MINUTE_MS, room, kind: 'thanks', text: this.#pick(lines.thanks), by });
  }

  #pick(from: readonly string[]): string {
    return from[Math.floor(this.options.random() * from.length)] ?? '';
  }

  #say(line: Omit<Line, 'key' | 'by' | 'quote'> & Partial<Pick<Line, 'by' | 'quote'>>): number {
    const key = this.said.length;
    const { random, size } = this.options;
    const { by = Math.floor(random() * size.residents), quote = null } = line;
    this.said.push({ ...line, by, quote, key });
    return key;
  }
}

export interface SampleOptions extends Omit<DayOptions, 'messages' | 'typhoon'> {
  readonly perSecond: number;
  readonly seconds: number;
  readonly stormy: boolean;
}

/** Some seconds at a rate, in the mix of the middle of such a time: what follows hours later is folded back into them. */
export function sampleOf({ perSecond, seconds, stormy, ...options }: SampleOptions): Line[] {
  const { size, random } = options;
  const writing = new Writing({ ...options, messages: 0, typhoon: null }, picker(partsOfRooms(size.rooms, random)));
  const wanted = Math.round(perSecond * seconds);
  writing.hour(0, wanted, stormy ? TYPHOON : ORDINARY);
  const folded = writing.said.map((line) => ({ ...line, atMs: line.atMs % (seconds * 1000) }));
  return inTurn(some(folded, wanted, random));
}

const inTurn = (lines: readonly Line[]): Line[] => [...lines].sort((a, b) => a.atMs - b.atMs || a.key - b.key);

/** Exactly so many of them, picked by chance: the rate is what was asked for. */
const some = (lines: readonly Line[], wanted: number, random: () => number): Line[] =>
  lines
    .map((line) => ({ line, at: random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, wanted)
    .map(({ line }) => line);
