/** The quick answers under a bot's message: each is an ordinary chat text that one could as well type. */
import type { Line, NoticeView, TicketView } from '../console.js';

export interface Chip {
  /** The label is chip.<name>, the text chip.<name>Text of the page's texts. */
  readonly name: string;
  readonly number: number | null;
  /** Goes out at once; else it is put before the writer, who has something to add. */
  readonly goes: boolean;
}

export interface Asker {
  readonly id: string;
  readonly staff: boolean;
}

const chip = (name: string, number: number | null, goes = true): Chip => ({ name, number, goes });

function forStaff({ number, status }: TicketView): Chip[] {
  if (status === 'proposed') return [chip('open', number), chip('drop', number)];
  const resolve = chip('resolve', number, false);
  if (status === 'open') return [chip('accept', number), resolve, chip('assign', number, false)];
  if (status === 'accepted' || status === 'in_progress') return [resolve, chip('escalate', number, false)];
  return [];
}

function forResident(ticket: TicketView, asker: Asker): Chip[] {
  const { number, status, satisfaction } = ticket;
  const own = ticket.reporters.some((reporter) => reporter === asker.id);
  if (!own || status === 'proposed') return [];
  if ((status === 'resolved' || status === 'closed') && satisfaction === null) {
    return [chip('satisfied', number), chip('dissatisfied', number, false)];
  }
  return status === 'resolved' || status === 'closed' || status === 'cancelled' ? [] : [chip('status', number)];
}

function forNotice(notice: NoticeView, asker: Asker): Chip[] {
  if (notice.status === 'draft') return asker.staff ? [chip('confirm', null), chip('cancel', null)] : [];
  return notice.needsReceipt && !asker.staff ? [chip('receipt', null)] : [];
}

/** What `asker` may answer to a bot's line now, by the ticket or notice that it is about. */
export function chipsFor(
  line: Pick<Line, 'from' | 'ticket' | 'notice' | 'recalled'>,
  about: { readonly ticket: TicketView | null; readonly notice: NoticeView | null },
  asker: Asker | null,
): Chip[] {
  if (line.from !== null || line.recalled || asker === null) return [];
  if (about.notice !== null && line.notice === about.notice.number) return forNotice(about.notice, asker);
  if (about.ticket === null || line.ticket !== about.ticket.number) return [];
  return asker.staff ? forStaff(about.ticket) : forResident(about.ticket, asker);
}

/** Lines that are the last of the bot's about their ticket or notice: only these carry chips. */
export function lastAbout(lines: readonly Pick<Line, 'id' | 'from' | 'ticket' | 'notice'>[]): ReadonlySet<string> {
  const last = new Map<string, string>();
  for (const { id, from, ticket, notice } of lines) {
    if (from === null && (notice ?? ticket) !== null) last.set(notice === null ? `t${ticket}` : `n${notice}`, id);
  }
  return new Set(last.values());
}
