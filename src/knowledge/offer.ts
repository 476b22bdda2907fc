/** After a person answered a question by hand, the leader is asked whether to keep the answer. */
import { isoDate } from '../clock/zone.js';
import type { Doing } from '../message/doing.js';
import { speech } from '../message/reply/audience.js';
import { maskPersonal } from '../message/understand/slots/mask.js';
import type { Destination } from '../model/speech.js';
import type { PersonId, RoomId, UnitId } from '../model/ids.js';
import type { Ticket } from '../model/ticket.js';
import type { Person } from '../model/town.js';
import { chain, holders, staffRoomOf } from '../roster/town.js';
import { putAsk } from '../store/asks.js';
import { activeKnowledge, wasOffered } from '../store/knowledge.js';
import { canBeAsked, matchKnowledge } from './match.js';

/** The ask's kind; its handler is src/asks/keep-answer.ts. */
export const KEEP_ANSWER = 'keep-answer';
const OPEN_MS = 24 * 3_600_000;
const SHORTEST_ANSWER = 4;
const SHOWN_CHARACTERS = 60;
/** Says that somebody will find out: not an answer that others could use. */
const PUTS_OFF =
  /(?:我|帮你|帮您|给你|给您).{0,4}(?:问|查|看看|核实|联系|了解|打听)|稍等|等一?下|等会|回头|晚点|私聊|私信|打电话给|加我/;

export interface Answered {
  readonly ticket: Ticket;
  readonly question: string;
  readonly answer: string;
  readonly answeredBy: Pick<Person, 'id' | 'name'>;
  readonly byStaff: boolean;
}

/** Asks once a ticket, in the staff room or the leader in private; says nothing where there is nothing worth keeping. */
export async function offerToKeep(doing: Doing, answered: Answered): Promise<void> {
  const { tx, town, now, words } = doing;
  const { ticket, byStaff, answeredBy } = answered;
  const question = answered.question.trim();
  const answer = answered.answer.trim();
  const place = placeFor(doing, ticket.unit);
  if (!place || !worthKeeping(ticket, question, answer)) return;
  if (await wasOffered(tx, KEEP_ANSWER, String(ticket.number))) return;
  if (await isKept(doing, ticket.unit, question)) return;
  const text = words(byStaff ? 'knowledge.offer' : 'knowledge.offer-neighbour', {
    number: ticket.number,
    name: answeredBy.name,
    question: shortened(question),
    answer: shortened(answer),
  });
  const data = JSON.stringify({ ticket: ticket.number, unit: ticket.unit, question, answer });
  const { room, person, to } = place;
  await putAsk(
    tx,
    { kind: KEEP_ANSWER, room, person, ref: String(ticket.number), data, expiresAt: now + OPEN_MS },
    now,
  );
  await doing.say(
    speech(
      { to, audience: 'staff', purpose: 'ask', lane: 'answer', text },
      {
        ticket: ticket.number,
        onceKey: `keep-answer:${ticket.number}`,
        proactive: true,
        mentions: leaders(town, ticket.unit),
      },
    ),
  );
}

const leaders = (town: Doing['town'], unit: UnitId): PersonId[] =>
  holders(town, unit, 'microgrid')
    .slice(0, 1)
    .map((p) => p.id);

function worthKeeping(ticket: Ticket, question: string, answer: string): boolean {
  if (ticket.confidential || ticket.act !== 'question') return false;
  if (Array.from(answer).length < SHORTEST_ANSWER || PUTS_OFF.test(answer)) return false;
  return canBeAsked(question) && maskPersonal(question) === question;
}

async function isKept({ tx, town, rules, now }: Doing, unit: UnitId, question: string): Promise<boolean> {
  const units = chain(town, unit).map((u) => u.id);
  const today = isoDate(now, rules.zone);
  const match = matchKnowledge(question, await activeKnowledge(tx, units, today), {
    today,
    chain: units,
    ...rules.knowledge,
  });
  return match !== null && 'entry' in match;
}

interface Place {
  readonly room: RoomId | null;
  readonly person: PersonId | null;
  readonly to: Destination;
}

/** The staff room, where anybody of it may say yes; without one the leader in private. */
function placeFor({ town }: Doing, unit: UnitId): Place | null {
  const room = staffRoomOf(town, unit);
  if (room) return { room: room.id, person: null, to: { room: room.id } };
  const [leader] = leaders(town, unit);
  return leader === undefined ? null : { room: null, person: leader, to: { person: leader } };
}

function shortened(text: string): string {
  const all = Array.from(text.replace(/\s+/g, ' '));
  return all.length <= SHOWN_CHARACTERS ? all.join('') : `${all.slice(0, SHOWN_CHARACTERS).join('')}…`;
}
