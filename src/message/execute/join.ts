import { offerToKeep } from '../../knowledge/offer.js';
import type { Ticket } from '../../model/ticket.js';
import type { Change, Facts } from '../../tickets/machine.js';
import { isRefused } from '../../tickets/machine.js';
import { findMessage } from '../../store/messages.js';
import { setDue } from '../../store/due.js';
import { findTicket } from '../../store/tickets.js';
import { knownAmong } from '../../store/members.js';
import type { Doing } from '../doing.js';
import type { Situation } from '../decide/situation.js';
import type { DecisionOf, Executor } from './executor.js';
import { tell } from './tell.js';
import { changeTicket, type Cause } from './ticket.js';

type Join = DecisionOf<'join'>;

/** Keeps the message with its ticket, then does what it does to the matter. */
export const join: Executor<'join'> = async (doing, decision, situation) => {
  const found = await findTicket(doing.tx, decision.ticket);
  if (!found) return;
  const cause: Cause = { message: situation.message.id, person: situation.sender.id, note: null };
  const reporter = decision.reporter
    ? { person: situation.sender.id, newHousehold: await isNewHousehold(doing, found, situation) }
    : null;
  const facts = factsOf(decision);
  const joined = await changeTicket(
    doing,
    found,
    { kind: 'join', message: situation.message.id, act: decision.act, reporter, facts },
    cause,
  );
  if (isRefused(joined)) return;
  await affect(doing, joined, decision, situation, cause);
};

const factsOf = ({ part }: Join): Facts => {
  const { location, phones, people, time } = part.reading;
  return { location, phones, people, time };
};

/** A household counts once however many of its people speak. */
async function isNewHousehold({ tx }: Doing, ticket: Ticket, { sender }: Situation): Promise<boolean> {
  if (sender.household === null) return true;
  const reporters = await knownAmong(tx, ticket.reporters);
  return [...reporters.values()].every(({ household }) => household !== sender.household);
}

async function affect(doing: Doing, ticket: Ticket, decision: Join, s: Situation, cause: Cause): Promise<void> {
  const { effect } = decision;
  switch (effect.kind) {
    case 'none':
      return;
    case 'taken':
      return taken(doing, ticket, effect, s, cause);
    case 'answered':
      await change(doing, ticket, { kind: 'resolve', by: s.sender.id }, cause);
      return offer(doing, ticket, effect.byStaff, s);
    case 'settled': {
      const next = await change(doing, ticket, { kind: 'resolve', by: s.sender.id }, cause);
      if (next && s.sender.roles.length > 0) await tell(doing, 'resolved', next, { actor: s.sender.id, note: null });
      return;
    }
    case 'chased': {
      const next = await change(doing, ticket, { kind: 'chase' }, cause);
      if (next) await tell(doing, 'chased', next, { actor: s.sender.id, note: null });
      return;
    }
    case 'reopened': {
      const next = await change(doing, ticket, { kind: 'reopen' }, { ...cause, note: decision.part.text.slice(0, 60) });
      const told = { actor: s.sender.id, note: decision.part.text.slice(0, 60), doneBy: ticket.resolvedBy };
      if (next) await tell(doing, 'reopened', next, told);
    }
  }
}

async function change(doing: Doing, ticket: Ticket, what: Change, cause: Cause): Promise<Ticket | null> {
  const next = await changeTicket(doing, ticket, what, cause);
  return isRefused(next) ? null : next;
}

/** A person with a role has it in hand; what they promised becomes a reminder to them. */
async function taken(
  doing: Doing,
  ticket: Ticket,
  effect: Extract<Join['effect'], { kind: 'taken' }>,
  s: Situation,
  cause: Cause,
): Promise<void> {
  if (effect.started) await change(doing, ticket, { kind: 'start', by: s.sender.id }, cause);
  else if (ticket.status === 'open' || ticket.status === 'proposed')
    await change(doing, ticket, { kind: 'accept', by: s.sender.id }, cause);
  if (effect.promiseAt === null) return;
  const data = JSON.stringify({ ticket: ticket.number, person: s.sender.id });
  const due = {
    kind: 'promise',
    ref: s.message.id,
    at: effect.promiseAt,
    staleAt: effect.promiseAt + doing.rules.staleMs,
    data,
  };
  await setDue(doing.tx, due);
}

/** After a person answered a question the leader is offered to keep it. */
async function offer(doing: Doing, ticket: Ticket, byStaff: boolean, s: Situation): Promise<void> {
  const opener = ticket.messages[0] === undefined ? null : await findMessage(doing.tx, ticket.messages[0]);
  if (!opener) return;
  await offerToKeep(doing, { ticket, question: opener.text, answer: s.message.text, answeredBy: s.sender, byStaff });
}
