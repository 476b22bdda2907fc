/** What stands before a message: who spoke, how it was read, whether it is the same talk. */
import { isOpener, type Act, type ReadInput, type SpeakerRole } from '../../../model/reading.js';
import type { TextView } from './text.js';

/** An earlier message, as far as the features look at it. */
export interface Earlier {
  readonly view: TextView;
  readonly role: SpeakerRole;
  readonly same: boolean;
  readonly act: Act;
  readonly agoMs: number | null;
}

export interface Talk {
  /** Newest first, at most eight. */
  readonly earlier: readonly Earlier[];
  readonly quoted: { readonly view: TextView; readonly role: SpeakerRole | null; readonly act: Act } | null;
}

/** How the message stands to the matters that are open in the talk. */
export interface Standing {
  /** none; own: the speaker's own matter; other: somebody else's; spoken: the speaker joined it already. */
  readonly matter: 'none' | 'own' | 'other' | 'spoken';
  readonly opener: Earlier | null;
  readonly openerDistance: number;
  /** The message just before is a staff member's or bot's question. */
  readonly askedBack: boolean;
  /** A notice that asks for 收到, 回1 and the like stands before. */
  readonly receiptAsked: boolean;
  readonly sharedTopics: boolean;
  readonly sharedWords: number;
}

const ASKS_RECEIPT =
  /收到.{0,6}(回|扣|打|请)|(回|扣|打|回复)[一个]{0,2}["“”'「]?[10①+]|请.{0,4}(回复|确认|接龙)|回复?["“”]|接龙|看到.{0,4}(回|吱)|报.{0,3}(人数|数)|回个/u;

const concerns = (act: Act): boolean => isOpener(act) || act === 'echo' || act === 'detail' || act === 'chase';

function countShared(words: readonly string[], others: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of words) if (word.length > 1 && others.has(word)) shared++;
  return Math.min(shared, 3);
}

export function standingOf(view: TextView, talk: Talk): Standing {
  const { earlier, quoted } = talk;
  const distance = earlier.findIndex((e) => isOpener(e.act));
  const opener = earlier[distance] ?? null;
  const before = new Set(earlier.slice(0, 6).flatMap((e) => (concerns(e.act) ? e.view.words : [])));
  if (quoted !== null) quoted.view.words.forEach((word) => before.add(word));
  const topics = earlier.reduce((bits, e) => (concerns(e.act) ? bits | e.view.topics : bits), quoted?.view.topics ?? 0);
  const last = earlier[0];
  const own = earlier.some((e) => e.same && isOpener(e.act));
  const spoken = earlier.some((e) => e.same && concerns(e.act));
  return {
    matter: own ? 'own' : spoken ? 'spoken' : opener === null ? 'none' : 'other',
    opener,
    openerDistance: distance < 0 ? 9 : distance,
    askedBack: last !== undefined && !last.same && last.role !== 'resident' && last.view.form.asks,
    receiptAsked: earlier.some((e) => e.role !== 'resident' && ASKS_RECEIPT.test(e.view.plain)),
    sharedTopics: (topics & view.topics) !== 0,
    sharedWords: countShared(view.words, before),
  };
}

const gapClass = (ms: number | null): string =>
  ms === null ? '?' : ms <= 20_000 ? 's' : ms <= 120_000 ? 'm' : ms <= 600_000 ? 't' : ms <= 3_600_000 ? 'h' : 'd';

const person = (e: Earlier): string => `${e.role[0] ?? ''}${e.same ? '=' : '~'}`;

/** Names of the context features of one message. */
export function contextNames(input: ReadInput, view: TextView, talk: Talk, standing: Standing): string[] {
  const { earlier, quoted } = talk;
  const me = input.role[0] ?? '';
  const [p1, p2, p3] = earlier;
  const form = `${view.form.kind}${String(view.form.lengthClass)}`;
  const names = [`n${String(Math.min(earlier.length, 3))}|${me}`, `st|${standing.matter}|${me}`];
  if (p1 !== undefined) {
    const first = `${p1.act}|${person(p1)}`;
    names.push(`p1|${first}|${me}`, `p1a|${p1.act}`, `p1g|${gapClass(p1.agoMs)}|${p1.same ? '=' : '~'}`);
    names.push(
      `p1f|${first}|${form}`,
      `p1q|${first}|${p1.view.form.asks ? '?' : '.'}${view.form.asks ? '?' : '.'}|${me}`,
    );
    if (p2 !== undefined) names.push(`p12|${first}|${p2.act}|${person(p2)}`, `p2|${p2.act}|${person(p2)}|${me}`);
    if (p3 !== undefined) names.push(`p3|${p3.act}|${person(p3)}`);
  }
  const own = earlier.find((e) => e.same);
  if (own !== undefined) names.push(`own|${own.act}|${gapClass(own.agoMs)}`, `owna|${own.act}|${me}`);
  const staff = earlier.find((e) => e.role !== 'resident');
  if (staff !== undefined) names.push(`staff|${staff.act}|${String(earlier.indexOf(staff))}|${me}`);
  names.push(...standingNames(standing, me, view, form));
  const acts = earlier.slice(0, 4).map((e) => e.act);
  names.push(`rc|${String(acts.filter((act) => act === 'receipt').length)}|${form}`);
  names.push(`ch|${String(acts.filter((act) => act === 'chat').length)}`);
  if (quoted !== null) names.push('quote', `qa|${quoted.act}|${me}`, `qr|${quoted.role ?? '?'}|${me}`);
  return names;
}

function standingNames(s: Standing, me: string, view: TextView, form: string): string[] {
  const near = s.openerDistance > 5 ? 'far' : s.openerDistance > 2 ? 'mid' : String(s.openerDistance);
  const names = [`od|${near}|${me}`, `oa|${s.opener?.act ?? '-'}|${s.matter}|${me}`, `sf|${s.matter}|${form}|${me}`];
  names.push(`sq|${s.matter}|${view.form.asks ? '?' : '.'}|${me}|${near}`);
  names.push(`sh|${String(s.sharedWords)}|${s.sharedTopics ? 't' : '-'}|${s.matter}|${me}`);
  if (s.askedBack) names.push('asked', `asked|${form}`, `asked|${s.matter}`);
  if (s.receiptAsked) names.push('ra', `ra|${form}|${me}`);
  return names;
}
