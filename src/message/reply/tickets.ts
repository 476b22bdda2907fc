/** What is said when a matter is opened, proposed or acknowledged. Pure: outcome in, speeches out. */
import type { Instant } from '../../model/ids.js';
import type { Lane, Speech } from '../../model/speech.js';
import type { Ticket } from '../../model/ticket.js';
import { withinDaily } from '../../calendar/calendar.js';
import { LEVELS, levelRank, type Person, type Room } from '../../model/town.js';
import { holders, type Town } from '../../roster/town.js';
import type { Rules } from '../../config/rules.js';
import { holderName, holdersNow, speech, toStaff } from './audience.js';
import { emergencyKind } from './emergency.js';
import type { Words } from './words.js';

export interface Telling {
  readonly words: Words;
  readonly town: Town;
  readonly rules: Rules;
  readonly now: Instant;
}

/** The resident who raised it, as far as known. */
interface Raised {
  readonly ticket: Ticket;
  readonly reporter: Person;
  readonly text: string;
}

const roomOf = (town: Town, ticket: Ticket): Room | null =>
  ticket.room === null ? null : (town.rooms.get(ticket.room) ?? null);

/** What staff see of a matter: nothing of its content when it is confidential and the place is a group. */
export function staffSummary(words: Words, ticket: Ticket): string {
  return ticket.confidential ? words('ticket.confidential', { number: ticket.number }) : ticket.summary;
}

function staffFacts({ words, town }: Telling, { ticket, reporter }: Raised) {
  const place =
    ticket.location === null || ticket.confidential ? '' : words('ticket.place', { place: ticket.location });
  const phone =
    ticket.phones.length === 0 || ticket.confidential
      ? ''
      : words('ticket.phone', { phones: ticket.phones.join('、') });
  return {
    number: ticket.number,
    act: words(`act.${ticket.act}`),
    category: words.has(`category.${ticket.category}`) ? words(`category.${ticket.category}`) : ticket.category,
    urgency: ticket.urgency,
    summary: staffSummary(words, ticket),
    place: place + phone,
    reporter: ticket.confidential ? words('ticket.private') : reporter.name,
    room: roomOf(town, ticket)?.name ?? words('ticket.fromPrivate'),
  };
}

/** A new matter: its holders learn of it in their staff room; at night only what can't wait. */
export function opened(t: Telling, raised: Raised): Speech[] {
  if (raised.ticket.urgency === 'emergency') return emergency(t, raised);
  const people = holdersNow(t.town, raised.ticket);
  return toStaff(
    t.town,
    raised.ticket,
    'microgrid',
    people,
    { purpose: 'status', lane: 'answer', text: t.words('ticket.newForStaff', staffFacts(t, raised)) },
    { ticket: raised.ticket.number, proactive: raised.ticket.urgency === 'normal' },
  );
}

/** Not sure: staff get one line and a one-word way to open or drop it; what may be an emergency goes to each at once. */
export function proposed(t: Telling, raised: Raised): Speech[] {
  const urgent = raised.ticket.urgency === 'emergency';
  const text = t.words(urgent ? 'ticket.proposedEmergency' : 'ticket.proposedForStaff', staffFacts(t, raised));
  const base = { purpose: 'ask', lane: urgent ? 'emergency' : 'answer', text } as const;
  const people = holdersNow(t.town, raised.ticket);
  const asked = toStaff(t.town, raised.ticket, 'microgrid', people, base, {
    ticket: raised.ticket.number,
    proactive: !urgent,
  });
  return urgent ? [adviceTo(t, raised.ticket, raised.reporter, raised.text), ...asked] : asked;
}

/**
 * The reporter is told at once whom to call; leader, worker and community are told at once in their room. Those who go there,
 * leader and worker, hear of it in private too: a room may be muted at night.
 */
function emergency(t: Telling, raised: Raised): Speech[] {
  const { ticket, reporter } = raised;
  const people = firstResponders(t.town, ticket);
  const lane: Lane = 'emergency';
  const key = ticket.confidential ? 'ticket.emergencyConfidential' : 'ticket.emergencyForStaff';
  const text = t.words(key, staffFacts(t, raised));
  const inRoom = toStaff(
    t.town,
    ticket,
    'microgrid',
    people,
    { purpose: 'escalation', lane, text },
    { ticket: ticket.number },
  );
  const each = people
    .filter((p) => goesThere(t.town, ticket, p) && !inRoom.some((s) => 'person' in s.to && s.to.person === p.id))
    .map((p) =>
      speech({ to: { person: p.id }, audience: 'staff', purpose: 'escalation', lane, text }, { ticket: ticket.number }),
    );
  return [adviceTo(t, ticket, reporter, raised.text), ...inRoom, ...each];
}

const goesThere = (town: Town, ticket: Ticket, person: Person): boolean =>
  (['microgrid', 'grid'] as const).some((level) => holders(town, ticket.unit, level).some((p) => p.id === person.id));

/** Leader, worker and community people of the unit. */
export function firstResponders(town: Town, ticket: Ticket): Person[] {
  const near = LEVELS.filter((level) => levelRank(level) <= levelRank('community')).flatMap((level) =>
    holders(town, ticket.unit, level),
  );
  const found = near.length > 0 ? near : LEVELS.flatMap((level) => holders(town, ticket.unit, level));
  return [...new Map(found.map((p) => [p.id, p])).values()];
}

function adviceTo({ words, town }: Telling, ticket: Ticket, reporter: Person, said: string): Speech {
  const text = words(`ticket.emergency.${emergencyKind(said)}`, {
    number: ticket.number,
    holder: holderName(town, ticket, words('ticket.holderUnknown')),
  });
  const to = ticket.room === null ? { person: reporter.id } : { room: ticket.room };
  const audience = ticket.room === null ? 'person' : 'residents';
  return speech(
    { to, audience, purpose: 'ack', lane: 'emergency', text },
    { replyTo: ticket.messages[0] ?? null, mentions: [reporter.id], ticket: ticket.number },
  );
}

/** One acknowledgement per matter, after the reporter's burst has settled. */
export function acknowledged(t: Telling, ticket: Ticket, reporter: Person): Speech {
  const to = ticket.room === null ? { person: reporter.id } : { room: ticket.room };
  return speech(
    {
      to,
      audience: ticket.room === null ? 'person' : 'residents',
      purpose: 'ack',
      lane: 'answer',
      text: acknowledgement(t, ticket),
    },
    {
      replyTo: ticket.messages[0] ?? null,
      mentions: [reporter.id],
      ticket: ticket.number,
      onceKey: `ack:${ticket.number}`,
    },
  );
}

/** The acknowledgement answers the reporter's own words: their beginning is enough to know them by. */
const ACKNOWLEDGED_CHARACTERS = 18;
const shortened = (summary: string): string => {
  const characters = [...summary];
  return characters.length <= ACKNOWLEDGED_CHARACTERS + 2
    ? summary
    : `${characters.slice(0, ACKNOWLEDGED_CHARACTERS).join('')}…`;
};

function acknowledgement({ words, town, rules, now }: Telling, ticket: Ticket): string {
  const values = {
    number: ticket.number,
    summary: shortened(ticket.summary),
    holder: holderName(town, ticket, words('ticket.holderUnknown')),
  };
  const { from, to } = rules.conduct.quietHours;
  if (ticket.confidential) return words('ticket.acknowledgedConfidential', values);
  if (ticket.urgency === 'normal' && withinDaily(now, from, to, town.zone))
    return words('ticket.acknowledgedNight', values);
  if (ticket.act === 'question') return words('ticket.acknowledgedQuestion', values);
  if (ticket.act === 'suggestion') return words('ticket.acknowledgedSuggestion', values);
  return words('ticket.acknowledged', values);
}
