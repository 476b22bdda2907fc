/** One ticket: what is known of it, and all that happened to it. */
import type { TicketDetail, TicketStep, TicketView } from '../console.js';
import { showLine } from './chat.js';
import { fill, h, type Child } from './dom.js';
import { icon } from './look.js';
import { openTicket } from './load.js';
import { personOf, state, townNow } from './state.js';
import { language, t } from './texts.js';
import { categoryOf, dueText, pill } from './ticket-words.js';
import { moment } from './time.js';

const zone = () => state.town?.zone ?? 'UTC';

function fact(name: string, value: string | null): Child {
  return value === null || value === '' ? null : [h('dt', {}, t(`detail.${name}`)), h('dd', {}, value)];
}

function facts(ticket: TicketView): HTMLElement {
  const names = ticket.reporters.map((id) => personOf(id)?.name ?? id);
  return h(
    'dl',
    {},
    fact('category', categoryOf(ticket)),
    fact('urgency', t(`urgency.${ticket.urgency}`)),
    fact('location', ticket.location),
    fact('unit', ticket.unitName),
    fact('level', t(`level.${ticket.level}`)),
    fact('holder', ticket.holder ?? t('detail.nobody')),
    fact('reporters', `${names.slice(0, 6).join('、')} · ${t('detail.households', { n: ticket.households })}`),
    fact('opened', moment(ticket.openedAt, townNow(), zone())),
    fact('due', dueText(ticket)?.text ?? null),
    fact('chases', ticket.chases > 0 ? String(ticket.chases) : null),
    fact('satisfaction', ticket.satisfaction === null ? null : t('detail.stars', { n: ticket.satisfaction })),
  );
}

function step({ at, change, person, note, message }: TicketStep): HTMLElement {
  return h(
    'li',
    { class: `step ${change}` },
    h('span', { class: 'step-time' }, moment(at, townNow(), zone())),
    h('span', { class: 'step-what' }, [person, t(`change.${change}`)].filter(Boolean).join(' ')),
    note !== null && h('span', { class: 'step-note' }, note),
    message !== null &&
      h(
        'button',
        { class: 'quiet', attrs: { type: 'button' }, on: { click: () => showLine(message) } },
        t('detail.show'),
      ),
  );
}

function history(detail: TicketDetail | null): Child {
  if (detail === null) return h('p', { class: 'empty' }, t('loading'));
  return h('ol', { class: 'history' }, detail.steps.map(step));
}

/** Draws the opened ticket; what the list knows of it stands there before its history is here. */
export function drawDetail(parent: HTMLElement): void {
  const { ticket: number, detail, tickets } = state;
  const ticket = detail ?? tickets?.find((each) => each.number === number) ?? null;
  const look = JSON.stringify([number, ticket, detail?.steps, ticket && dueText(ticket), language()]);
  if (parent.getAttribute('data-look') === look) return;
  parent.setAttribute('data-look', look);
  const back = h(
    'button',
    { class: 'quiet', attrs: { type: 'button' }, on: { click: () => openTicket(null) } },
    icon('back'),
    t('detail.back'),
  );
  if (ticket === null) {
    fill(parent, back, h('p', { class: 'empty' }, t('loading')));
    return;
  }
  fill(
    parent,
    back,
    h('div', { class: 'detail-head' }, h('h2', {}, t('tickets.number', { n: ticket.number })), pill(ticket)),
    h('p', { class: 'detail-summary' }, ticket.summary),
    facts(ticket),
    h('h3', {}, t('detail.history')),
    history(detail),
  );
}
