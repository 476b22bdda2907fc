/** The panel on the right: the place's tickets, one ticket with its history, and its notices. */
import type { NoticeView, TicketView } from '../console.js';
import { fill, h, keyed, part } from './dom.js';
import { openTicket } from './load.js';
import { onDraw, state, townNow, update } from './state.js';
import { drawDetail } from './ticket-detail.js';
import { language, t } from './texts.js';
import { SETTLED, categoryOf, dueText, pill, raisedBy } from './ticket-words.js';
import { moment } from './time.js';

function drawCard(ticket: TicketView): HTMLElement {
  const due = dueText(ticket);
  return h(
    'button',
    {
      class: `card ${ticket.status} ${ticket.urgency}`,
      attrs: { type: 'button' },
      on: { click: () => openTicket(ticket.number) },
    },
    h(
      'span',
      { class: 'card-top' },
      h('b', {}, t('tickets.number', { n: ticket.number })),
      h('span', { class: 'card-about' }, categoryOf(ticket)),
      ticket.urgency !== 'normal' && h('span', { class: `urgency ${ticket.urgency}` }, t(`urgency.${ticket.urgency}`)),
      pill(ticket),
    ),
    h('span', { class: 'card-summary' }, ticket.summary),
    h(
      'span',
      { class: 'card-foot' },
      h('span', {}, `${ticket.holder ?? t(`level.${ticket.level}`)} · ${raisedBy(ticket)}`),
      due !== null && h('span', { class: due.late ? 'late' : '' }, due.text),
    ),
  );
}

function drawTickets(): void {
  const all = state.tickets ?? [];
  const shown = state.onlyOpen ? all.filter(({ status }) => !SETTLED.includes(status)) : all;
  keyed(part('tickets'), shown, {
    key: ({ number }) => String(number),
    look: (ticket) => JSON.stringify([ticket, dueText(ticket), language()]),
    draw: drawCard,
  });
  const empty = part('tickets-empty');
  empty.hidden = state.tickets === null || shown.length > 0;
  empty.querySelector('p')?.replaceChildren(t(all.length > 0 ? 'tickets.noneOpen' : 'tickets.none'));
  part('only-open').setAttribute('aria-pressed', String(state.onlyOpen));
  part('every').setAttribute('aria-pressed', String(!state.onlyOpen));
}

function drawNotice(notice: NoticeView): HTMLElement {
  const zone = state.town?.zone ?? 'UTC';
  const deadline = notice.deadline === null ? null : moment(notice.deadline, townNow(), zone);
  const bar = (text: string, value: number, max: number) =>
    h(
      'div',
      { class: 'measure' },
      h('span', {}, text),
      h('progress', { attrs: { value, max: Math.max(max, 1), 'aria-label': text } }),
      h('span', {}, `${value}/${max}`),
    );
  return h(
    'article',
    { class: 'card notice' },
    h(
      'div',
      { class: 'card-top' },
      h('b', {}, `N${notice.number}`),
      h('span', { class: 'card-about' }, `${notice.askedBy} · ${moment(notice.createdAt, townNow(), zone)}`),
      h('span', { class: `pill notice-${notice.status}` }, t(`noticeStatus.${notice.status}`)),
    ),
    h('p', { class: 'card-summary' }, notice.text),
    bar(t('notices.sent'), notice.sent, notice.rooms),
    notice.needsReceipt && bar(t('notices.receipts'), notice.receipts, notice.households),
    deadline !== null && h('div', { class: 'card-foot' }, t('notices.deadline', { time: deadline })),
  );
}

function drawNotices(): void {
  keyed(part('notices'), state.notices ?? [], {
    key: ({ number }) => String(number),
    look: (notice) => JSON.stringify([notice, language()]),
    draw: drawNotice,
  });
  part('notices-empty').hidden = state.notices === null || state.notices.length > 0;
}

function drawPanel(): void {
  const detail = state.ticket !== null;
  const notices = state.panel === 'notices';
  part('detail').hidden = !detail || notices;
  part('ticket-list').hidden = detail || notices;
  part('notice-list').hidden = !notices;
  part('panel-tickets').setAttribute('aria-selected', String(!notices));
  part('panel-notices').setAttribute('aria-selected', String(notices));
  const open = (state.tickets ?? []).filter(({ status }) => !SETTLED.includes(status)).length;
  for (const place of document.querySelectorAll('[data-open-tickets]')) {
    fill(place, open > 0 && String(open));
  }
  if (notices) drawNotices();
  else if (detail) drawDetail(part('detail'));
  else drawTickets();
}

export function showPanel(): void {
  part('panel-tickets').addEventListener('click', () => update({ panel: 'tickets', ticket: null, detail: null }));
  part('panel-notices').addEventListener('click', () => update({ panel: 'notices' }));
  part('only-open').addEventListener('click', () => update({ onlyOpen: true }));
  part('every').addEventListener('click', () => update({ onlyOpen: false }));
  onDraw(drawPanel);
}
