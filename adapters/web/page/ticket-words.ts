/** How a ticket's state is put into words, alike in the list and in its own view. */
import type { TicketView } from '../console.js';
import { h } from './dom.js';
import { townNow } from './state.js';
import { language, t } from './texts.js';
import { span } from './time.js';

export const SETTLED: readonly TicketView['status'][] = ['resolved', 'closed', 'cancelled'];

export const pill = (ticket: TicketView): HTMLElement =>
  h('span', { class: `pill ${ticket.status}` }, t(`status.${ticket.status}`));

/** "3 小时后到期", "已超期 20 分钟"; null when no clock runs. */
export function dueText(ticket: TicketView): { readonly text: string; readonly late: boolean } | null {
  if (ticket.dueAt === null || SETTLED.includes(ticket.status)) return null;
  const left = ticket.dueAt - townNow();
  const late = left < 0;
  return { late, text: t(late ? 'tickets.late' : 'tickets.due', { span: span(left) }) };
}

export const categoryOf = (ticket: TicketView): string => ticket.categoryLabel[language()];

export const raisedBy = (ticket: TicketView): string =>
  t('tickets.raised', { people: ticket.reporters.length, households: ticket.households });
