/** Who is told, and where: the pure choice of rooms and persons for what the bot says about a ticket. */
import type { MessageId, PersonId } from '../../model/ids.js';
import type { Destination, Lane, Purpose, Speech } from '../../model/speech.js';
import type { Ticket } from '../../model/ticket.js';
import type { Level, Person, Room } from '../../model/town.js';
import { holders, staffRoomOf, type Town } from '../../roster/town.js';

/** Everything of a speech that has a usual value. */
export function speech(
  base: { to: Destination; audience: Speech['audience']; purpose: Purpose; lane: Lane; text: string },
  more: Partial<Speech> = {},
): Speech {
  return {
    replyTo: null,
    mentions: [],
    ticket: null,
    notice: null,
    notBefore: null,
    onceKey: null,
    proactive: false,
    ...base,
    ...more,
  };
}

/** Said in private to whoever wrote the message. */
export const toSpeaker = (
  message: { readonly id: MessageId; readonly from: PersonId },
  purpose: Purpose,
  text: string,
): Speech =>
  speech({ to: { person: message.from }, audience: 'person', purpose, lane: 'answer', text }, { replyTo: message.id });

/** Those who answer for a ticket at the tier that holds it now. */
export const holdersNow = (town: Town, ticket: Ticket): Person[] => holders(town, ticket.unit, ticket.level);

/** The person or office that has it in hand, else the tier's first person; null when nobody is there. */
export function handlerOf(town: Town, ticket: Ticket): Person | null {
  const { assignee } = ticket;
  if (assignee !== null && 'person' in assignee) return town.staff.get(assignee.person) ?? null;
  if (assignee !== null) {
    const office = [...town.staff.values()].find((p) => p.roles.some((r) => r.department === assignee.department));
    if (office) return office;
  }
  return holdersNow(town, ticket)[0] ?? null;
}

/** How a ticket's holder is named to people. */
export function holderName(town: Town, ticket: Ticket, unknown: string): string {
  const { assignee } = ticket;
  if (assignee !== null && 'department' in assignee) return assignee.department;
  return handlerOf(town, ticket)?.name ?? unknown;
}

/** The staff room for a ticket at a tier, or each of `people` in private when there is none. */
export function toStaff(
  town: Town,
  ticket: Pick<Ticket, 'unit'>,
  atLeast: Level,
  people: readonly Person[],
  base: { purpose: Purpose; lane: Lane; text: string },
  more: Partial<Speech> = {},
): Speech[] {
  const room: Room | null = staffRoomOf(town, ticket.unit, atLeast);
  const mentions: PersonId[] = people.map((p) => p.id);
  if (room) return [speech({ ...base, to: { room: room.id }, audience: 'staff' }, { mentions, ...more })];
  return people.map((p) =>
    speech(
      { ...base, to: { person: p.id }, audience: 'staff' },
      { ...more, onceKey: more.onceKey ? `${more.onceKey}:${p.id}` : null },
    ),
  );
}
