/**
 * Which tickets are likely one matter that was raised twice: in one unit, where joining did not catch it, or in neighbouring
 * units of a community, where an outage, a flood, a noise or a smell is seen from each. Pure; only people merge.
 */
import type { Instant } from '../../model/ids.js';
import { UNSETTLED, type Ticket } from '../../model/ticket.js';
import { inOneCommunity } from '../../roster/cover.js';
import type { Town } from '../../roster/town.js';
import { comparePlaces, likeness } from './likeness.js';

export interface Raised {
  readonly ticket: Ticket;
  /** What was said about it, the opener first. */
  readonly texts: readonly string[];
}

const HOUR = 3600_000;

/** In one unit a lamp may be raised again the next day; what several units see at once is over in some hours. */
const WITHIN_MS = { oneUnit: 36 * HOUR, neighbours: 6 * HOUR };

const WEIGHT = { sharedMark: 0.6, sharedMarksCap: 3, sameTrouble: 2, samePlace: 1.5, sameReporter: 0.5 } as const;

/** The score from which two tickets are offered for merging. */
const OFFERED_FROM = { oneUnit: 2, neighbours: 2 };

/** Troubles that do not stop at the edge of a unit, by the words they are told in. */
const SPREADING: readonly RegExp[] = [
  /停水|断水|没水|没得水|冇水|没有水|水停|水压|水.{0,2}(浑|黄|小得)/,
  /停电|断电|没电|没得电|冇电|没有电|跳闸|(全|都|一片|漆)黑/,
  /停气|断气|没气|没有气|(煤气|燃气|天然气).{0,4}(打不着|点不着|小)/,
  /(暖气|供暖|地暖|暖片).{0,6}(不热|没热|冰|凉|停)|停暖|没暖气/,
  /断网|没网|网.{0,3}(断|卡|上不)|宽带.{0,6}(断|不)|电视.{0,4}(没信号|看不)/,
  /内涝|淹|积水|进水|倒灌|漫(上|进|到)|涨水/,
  /噪音|噪声|太吵|吵死|吵得|轰隆|打桩|施工.{0,6}(吵|响)|广场舞|喇叭/,
  /臭|怪味|异味|呛|刺鼻|油烟|焦味|烧(垃圾|秸秆|塑料)/,
];

const troubles = ({ texts }: Raised): number[] =>
  SPREADING.flatMap((words, at) => (texts.some((text) => words.test(text.normalize('NFKC'))) ? [at] : []));

/** Whether a ticket may be offered at all: public, waiting or in hand, not merged away. */
export const mayBeOffered = ({ confidential, status, mergedInto }: Ticket): boolean =>
  !confidential && mergedInto === null && (status === 'proposed' || UNSETTLED.includes(status));

/** How much speaks for two tickets being one matter; null where something speaks against it. */
export function sameMatterScore(a: Raised, b: Raised, town: Town): number | null {
  const [x, y] = [a.ticket, b.ticket];
  const oneUnit = x.unit === y.unit;
  const apartMs = Math.abs(x.openedAt - y.openedAt);
  if (apartMs > (oneUnit ? WITHIN_MS.oneUnit : WITHIN_MS.neighbours)) return null;
  if (x.messages[0] === y.messages[0] || !inOneCommunity(town, [x.unit, y.unit])) return null;
  const shared = troubles(a).filter((trouble) => troubles(b).includes(trouble));
  if (!oneUnit && shared.length === 0) return null;
  if (x.category !== y.category && shared.length === 0) return null;
  const place = comparePlaces(x.location, y.location);
  if (place === 'other' && (oneUnit || !numbered(x, y))) return null;
  const marks = likeness(withoutPlace(a), [withoutPlace(b)]);
  if (marks === 0 && shared.length === 0) return null;
  return (
    Math.min(WEIGHT.sharedMarksCap, WEIGHT.sharedMark * marks) +
    (shared.length > 0 ? WEIGHT.sameTrouble : 0) +
    (place === 'same' ? WEIGHT.samePlace : 0) +
    (x.reporters[0] === y.reporters[0] ? WEIGHT.sameReporter : 0)
  );
}

/** A place that both name is counted as a place, not as words. */
const withoutPlace = ({ ticket: { location }, texts }: Raised): string =>
  texts.map((text) => (location === null ? text : text.replaceAll(location, ' '))).join('\n');

/** Houses of two units have different numbers, and the same outage; a market and a gate are two places. */
const numbered = (x: Ticket, y: Ticket): boolean =>
  [x, y].every((t) => /[\d一二三四五六七八九十]/.test(t.location ?? ''));

/**
 * Those of `others` that are likely the matter of `one`, lowest number first. What several units raised counts together
 * when each is likely the same as `one`.
 */
export function likelySame(one: Raised, others: readonly Raised[], town: Town): readonly Raised[] {
  if (!mayBeOffered(one.ticket)) return [];
  return others
    .filter((other) => other.ticket.number !== one.ticket.number && mayBeOffered(other.ticket))
    .filter((other) => {
      const least = other.ticket.unit === one.ticket.unit ? OFFERED_FROM.oneUnit : OFFERED_FROM.neighbours;
      return (sameMatterScore(one, other, town) ?? -Infinity) >= least;
    })
    .sort((a, b) => a.ticket.number - b.ticket.number);
}

/** The ticket the others would go into: the first that is more than proposed, else the first. `tickets`: at least one. */
export const keptOf = (tickets: readonly Ticket[]): Ticket | undefined =>
  tickets.find((t) => t.status !== 'proposed') ?? tickets[0];

/** How far back a ticket can have been opened to be held against one opened at `at`. */
export const lookBackTo = (at: Instant): Instant => at - WITHIN_MS.oneUnit;
