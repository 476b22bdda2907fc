/** What the page shows of the town, from the store's rows. Pure. */
import type { Line, TicketView } from '../../adapters/web/console.js';
import type { Taxonomy } from '../message/understand/taxonomy.js';
import type { PersonId } from '../model/ids.js';
import type { Ticket } from '../model/ticket.js';
import type { Town } from '../roster/town.js';
import type { Said } from '../store/talk.js';

export function lineView(said: Said, nameOf: (id: PersonId) => string): Line {
  if (said.by === 'bot') {
    const { row, id, at } = said;
    return {
      id,
      at,
      from: null,
      fromName: '',
      room: 'room' in row.to ? row.to.room : null,
      text: row.text,
      images: [],
      quote: null,
      replyTo: row.replyTo,
      recalled: false,
      act: null,
      purpose: row.purpose,
      ticket: row.ticket,
      notice: row.notice,
    };
  }
  const { message: m } = said;
  const recalled = m.recalledAt !== null;
  return {
    id: m.id,
    at: m.at,
    from: m.from,
    fromName: nameOf(m.from),
    room: m.room,
    text: recalled ? '' : m.text,
    images: recalled ? [] : m.images,
    quote: m.quote,
    replyTo: null,
    recalled,
    act: m.act,
    purpose: null,
    ticket: null,
    notice: null,
  };
}

export function ticketView(t: Ticket, town: Town, taxonomy: Taxonomy): TicketView {
  const label = taxonomy.categories.find((c) => c.id === t.category);
  const holder =
    t.assignee === null
      ? null
      : 'person' in t.assignee
        ? (town.staff.get(t.assignee.person)?.name ?? t.assignee.person)
        : t.assignee.department;
  return {
    number: t.number,
    summary: t.summary,
    status: t.status,
    act: t.act,
    category: t.category,
    categoryLabel: { 'zh-CN': label?.zh ?? t.category, en: label?.en ?? t.category },
    urgency: t.urgency,
    level: t.level,
    unitName: town.units.get(t.unit)?.name ?? '',
    location: t.location,
    holder,
    reporters: t.reporters,
    households: t.households,
    openedAt: t.openedAt,
    dueAt: t.dueAt,
    chases: t.chases,
    satisfaction: t.satisfaction,
    messages: t.messages,
  };
}
