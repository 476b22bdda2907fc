/** The digest as people read it on a phone: about 25 lines, short ones. Pure. */
import { DateTime } from 'luxon';
import { digestLines } from '../coverage/text.js';
import { maskPersonal } from '../message/understand/slots/mask.js';
import type { Words } from '../message/reply/words.js';
import { RATES, type ChildCounts, type Decision, type Digest, type Rate, type TicketLine } from './digest.js';

/** So many rows of a section are written out; the rest is told as a number. */
const ROWS = 4;
const CHILD_ROWS = 6;
const CATEGORIES = 4;
const SUMMARY_CHARACTERS = 10;
const NAME_CHARACTERS = 8;

export function digestText(digest: Digest, words: Words, zone: string): string {
  const writer: Writer = { digest, words, zone };
  return [
    headLine(writer),
    ...figures(writer),
    ...childLines(writer),
    ...decisionLines(writer),
    ...unansweredLines(writer),
    ...noticeLines(writer),
    ...silentLines(writer),
    ...unheardLines(writer),
    ...digestLines(digest.coverage, words),
    ...tomorrowLines(writer),
    ...footnote(writer),
  ].join('\n');
}

interface Writer {
  readonly digest: Digest;
  readonly words: Words;
  readonly zone: string;
}

function headLine({ digest, words, zone }: Writer): string {
  const day = DateTime.fromMillis(digest.day.start, { zone });
  const values = { unit: digest.name, date: words('digest.date', { month: day.month, day: day.day }) };
  if (!digest.day.soFar) return words('digest.head', values);
  return words('digest.head-so-far', {
    ...values,
    time: DateTime.fromMillis(digest.madeAt, { zone }).toFormat('HH:mm'),
  });
}

function figures({ digest, words }: Writer): string[] {
  const { total, times } = digest;
  const { openBefore, opened, closed, open, overdue, held, proposed } = total;
  const lines = [words('digest.flow', { openBefore, opened, closed, open })];
  for (const { check, expected, found } of digest.mismatches)
    lines.push(words(`digest.mismatch.${check}`, { expected, found }));
  if (overdue + held + proposed > 0) lines.push(words('digest.standing', { overdue, held, proposed }));
  if (digest.byCategory.length > 0) lines.push(categoryLine(digest, words));
  if (times.firstResponseMinutes !== null || times.resolutionMinutes !== null)
    lines.push(
      words('digest.times', {
        response: duration(times.firstResponseMinutes, words),
        resolution: duration(times.resolutionMinutes, words),
      }),
    );
  if (RATES.some((name) => digest.rates[name].base > 0)) lines.push(...rateLines(digest, words));
  return lines;
}

function categoryLine(digest: Digest, words: Words): string {
  const shown = digest.byCategory
    .slice(0, CATEGORIES)
    .map((c) => words('digest.category', { name: categoryName(c.category, words), opened: c.opened, open: c.open }));
  const more = digest.byCategory.length - shown.length;
  const list = shown.join(words('digest.list-comma'));
  return words('digest.categories', { list: more > 0 ? list + words('digest.and-more', { n: more }) : list });
}

export const categoryName = (category: string, words: Words): string =>
  words.has(`category.${category}`) ? words(`category.${category}`) : category;

function rateLines(digest: Digest, words: Words): string[] {
  const one = (name: (typeof RATES)[number]): string =>
    words('digest.rate', { name: words(`digest.rate-name.${name}`), value: percent(digest.rates[name]) });
  return [
    words('digest.rate-pair', { first: one('response'), second: one('inTime') }),
    words('digest.rate-pair', { first: one('solved'), second: one('satisfied') }),
  ];
}

/** "80%(4/5)", or a dash when there is nothing to divide by. */
function percent({ hits, base }: Rate): string {
  return base === 0 ? '—' : `${Math.round((hits / base) * 100)}%(${hits}/${base})`;
}

function duration(minutes: number | null, words: Words): string {
  if (minutes === null) return '—';
  if (minutes < 60) return words('digest.minutes', { n: minutes });
  const hours = minutes / 60;
  return hours < 48
    ? words('digest.hours', { n: Math.round(hours * 10) / 10 })
    : words('digest.days', { n: Math.round((hours / 24) * 10) / 10 });
}

/** The units just below that had anything: the busiest first. */
function childLines({ digest, words }: Writer): string[] {
  const busy = digest.children
    .filter((c) => c.opened + c.closed + c.open > 0)
    .sort((a, b) => b.overdue - a.overdue || b.open - a.open || b.opened - a.opened);
  if (busy.length === 0) return [];
  const row = (c: ChildCounts): string =>
    words('digest.child', {
      name: c.own ? words('digest.own') : clip(withoutParent(c.name, digest.name), NAME_CHARACTERS),
      opened: c.opened,
      closed: c.closed,
      open: c.open,
      overdue: c.overdue,
    });
  const more = busy.length - CHILD_ROWS;
  return [
    words('digest.children'),
    ...busy.slice(0, CHILD_ROWS).map(row),
    ...(more > 0 ? [words('digest.more-units', { n: more })] : []),
  ];
}

const withoutParent = (name: string, parent: string): string =>
  name.startsWith(parent) && name.length > parent.length ? name.slice(parent.length) : name;

function clip(text: string, characters: number): string {
  const all = Array.from(text.replace(/\s+/g, ' ').trim());
  return all.length <= characters ? all.join('') : `${all.slice(0, characters - 1).join('')}…`;
}

/** What a ticket is about, never for a confidential one; numbers of people are masked before anything is cut. */
function about({ digest, words }: Writer, line: TicketLine): string {
  if (line.summary === null) return words('digest.confidential');
  const what = clip(maskPersonal(line.summary), SUMMARY_CHARACTERS);
  if (line.unit === digest.unit) return what;
  return words('digest.about', { what, unit: clip(withoutParent(line.unitName, digest.name), NAME_CHARACTERS) });
}

function decisionLines(writer: Writer): string[] {
  const { decisions } = writer.digest;
  if (decisions.total === 0) return [];
  const row = (d: Decision): string =>
    writer.words('digest.decision', {
      number: d.number,
      why: writer.words(`digest.why.${d.why}`),
      about: about(writer, d),
    });
  return [writer.words('digest.decisions', { n: decisions.total }), ...decisions.shown.slice(0, ROWS).map(row)];
}

function unansweredLines(writer: Writer): string[] {
  const { unanswered } = writer.digest;
  if (unanswered.total === 0) return [];
  const row = (t: TicketLine): string => writer.words('digest.question', { number: t.number, about: about(writer, t) });
  return [writer.words('digest.unanswered', { n: unanswered.total }), ...unanswered.shown.slice(0, 2).map(row)];
}

function noticeLines({ digest, words, zone }: Writer): string[] {
  return digest.notices.slice(0, 3).map((n) => {
    const day = n.deadline === null ? null : DateTime.fromMillis(n.deadline, { zone });
    const parts = [
      words('digest.notice', { number: n.number, confirmed: n.confirmed, households: n.households }),
      n.roomsMissed > 0 ? words('digest.rooms-missed', { n: n.roomsMissed }) : '',
      day === null ? '' : words('digest.until', { date: words('digest.date', { month: day.month, day: day.day }) }),
    ];
    return parts.join('');
  });
}

function unheardLines({ digest, words }: Writer): string[] {
  const { unheard } = digest;
  if (unheard.length === 0) return [];
  const names = unheard
    .slice(0, 2)
    .map((r) => `${clip(withoutParent(r.name, digest.name), NAME_CHARACTERS)}${r.messages}`);
  const list = names.join(words('digest.list-comma')) + (unheard.length > 2 ? words('digest.and-so-on') : '');
  return [words('digest.unheard', { n: unheard.reduce((sum, r) => sum + r.messages, 0), list })];
}

function silentLines({ digest, words }: Writer): string[] {
  const { silent } = digest;
  if (silent.length === 0) return [];
  const names = silent.slice(0, 2).map((room) => clip(withoutParent(room.name, digest.name), NAME_CHARACTERS));
  const list = names.join(words('digest.list-comma')) + (silent.length > 2 ? words('digest.and-so-on') : '');
  return [words('digest.silent', { n: silent.length, list })];
}

function tomorrowLines({ digest, words }: Writer): string[] {
  const { tomorrow } = digest;
  if (tomorrow.total === 0) return [];
  const numbers = tomorrow.shown.slice(0, 5).map((t) => `#${t.number}`);
  const list = numbers.join(' ') + (tomorrow.total > numbers.length ? words('digest.and-so-on') : '');
  return [words('digest.tomorrow', { n: tomorrow.total, list })];
}

function footnote({ digest, words }: Writer): string[] {
  return RATES.some((name) => digest.rates[name].base > 0) ? [words('digest.footnote')] : [];
}
