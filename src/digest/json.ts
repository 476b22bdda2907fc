/** The digest as data: times ISO 8601 with offset, rates with their definitions beside them. Pure. */
import { isoTime } from '../clock/zone.js';
import { maskPersonal } from '../message/understand/slots/mask.js';
import type { Words } from '../message/reply/words.js';
import type { Instant } from '../model/ids.js';
import { RATES, type Counts, type Digest, type Listing, type Rate, type TicketLine } from './digest.js';

/** Plain data for JSON.stringify. `rate` is 0..1, or null when the base is 0. */
export function digestJson(digest: Digest, words: Words, zone: string): Readonly<Record<string, unknown>> {
  const time = (at: Instant | null): string | null => (at === null ? null : isoTime(at, zone));
  const line = (t: TicketLine) => ticketJson(t, time);
  const listing = <T extends TicketLine>(list: Listing<T>) => ({ total: list.total, tickets: list.shown.map(line) });
  return {
    unit: digest.unit,
    name: digest.name,
    level: digest.level,
    date: digest.day.date,
    from: time(digest.day.start),
    to: time(digest.day.end),
    soFar: digest.day.soFar,
    at: time(digest.madeAt),
    ...figures(digest.total),
    reconciles: digest.mismatches.length === 0,
    mismatches: digest.mismatches,
    byCategory: digest.byCategory.map((c) => ({ category: c.category, ...figures(c) })),
    children: digest.children.map((c) => ({ unit: c.unit, name: c.name, own: c.own, ...figures(c) })),
    ...digest.times,
    rates: Object.fromEntries(
      RATES.map((name) => [name, rate(digest.rates[name], words(`digest.definition.${name}`))]),
    ),
    unanswered: listing(digest.unanswered),
    notices: digest.notices.map((n) => ({ ...n, deadline: time(n.deadline) })),
    silent: digest.silent.map((r) => ({ ...r, lastAt: time(r.lastAt) })),
    unheard: digest.unheard,
    coverage: digest.coverage,
    decisions: {
      total: digest.decisions.total,
      tickets: digest.decisions.shown.map((d) => ({ why: d.why, ...line(d) })),
    },
    tomorrow: listing(digest.tomorrow),
  };
}

function ticketJson(t: TicketLine, time: (at: Instant | null) => string | null) {
  return {
    number: t.number,
    unit: t.unit,
    unitName: t.unitName,
    category: t.category,
    urgency: t.urgency,
    summary: t.summary === null ? null : maskPersonal(t.summary),
    openedAt: time(t.openedAt),
    dueAt: time(t.dueAt),
  };
}

function figures({ openBefore, opened, closed, open, overdue, held, proposed, unanswered }: Counts): Counts {
  return { openBefore, opened, closed, open, overdue, held, proposed, unanswered };
}

const rate = ({ hits, base, pending }: Rate, definition: string) => ({
  rate: base === 0 ? null : hits / base,
  hits,
  base,
  pending,
  definition,
});
