/** The one line that offers staff to merge tickets which look like one matter. Pure. */
import type { UnitId } from '../../model/ids.js';
import type { Speech } from '../../model/speech.js';
import type { Ticket } from '../../model/ticket.js';
import { holders } from '../../roster/town.js';
import { cover } from '../../roster/cover.js';
import { inRoom, staffNames, titleOf } from '../../tickets/view.js';
import { maskPersonal } from '../understand/slots/mask.js';
import { toStaff } from './audience.js';
import type { Telling } from './tickets.js';

/** With more tickets than this the others are named by number and place only. */
const MOST_TITLES = 3;

/**
 * To the staff room of the lowest unit that covers them all, in the daytime; without one, to each who answers for that unit.
 * `kept` is the ticket that `others` would go into.
 */
export function mergeOffer(t: Telling, kept: Ticket, others: readonly Ticket[]): Speech[] {
  const { town, words } = t;
  const unit = cover(
    town,
    [kept, ...others].map((ticket) => ticket.unit),
  );
  if (unit === null || others.length === 0) return [];
  const oneUnit = others.every((other) => other.unit === kept.unit);
  const brief = others.length >= MOST_TITLES;
  const listed = [kept, ...others].map((ticket, at) => line(t, ticket, !oneUnit, brief && at > 0));
  const numbers = [kept, ...others].map((ticket) => ticket.number).join(' ');
  const text = words('ticket.mergeOffer', { list: listed.join(words('ticket.mergeBetween')), numbers });
  const people = holders(town, unit.id, unit.level);
  const base = { purpose: 'ask', lane: 'answer', text } as const;
  return toStaff(town, { unit: unit.id }, unit.level, people, base, { mentions: [], proactive: true });
}

function line({ words, town, now }: Telling, ticket: Ticket, withUnit: boolean, brief: boolean): string {
  const unit = withUnit ? unitName(town, ticket.unit) : '';
  const location = ticket.location === null || ticket.confidential ? '' : maskPersonal(ticket.location);
  const place = unit !== '' && location !== '' ? words('ticket.mergePlace', { unit, location }) : unit + location;
  const title = brief ? '' : titleOf(ticket, inRoom(ticket), { words, zone: town.zone, now, nameOf: staffNames(town) });
  return words('ticket.mergeLine', { number: ticket.number, place, title }).trim();
}

const unitName = (town: Telling['town'], unit: UnitId): string => town.units.get(unit)?.name ?? '';
