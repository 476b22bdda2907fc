import { withinDaily } from '../calendar/calendar.js';
import { dayTime } from '../clock/zone.js';
import type { Doing } from '../message/doing.js';
import { keptOf, likelySame, lookBackTo, mayBeOffered, type Raised } from '../message/decide/same-matter.js';
import { mergeOffer } from '../message/reply/merge-offer.js';
import type { Instant, TicketNumber } from '../model/ids.js';
import { levelRank } from '../model/town.js';
import type { Ticket } from '../model/ticket.js';
import { chain, subtree } from '../roster/town.js';
import { setDue } from '../store/due.js';
import { findMessages } from '../store/messages.js';
import { openSince } from '../store/merged.js';
import { setSetting, setting } from '../store/settings.js';
import { findTicket } from '../store/tickets.js';
import { setAgain, type Timer } from './timer.js';

/** What is raised together is offered together. */
const GATHERED_MINUTES = 5;
/** What is raised later about a matter that was offered already is gathered for longer: staff know of it. */
const GATHERED_LATER_MINUTES = 45;
const MINUTE = 60_000;
const KIND = 'merge-offer';

/** Called for each new public ticket: whether it is another's matter is looked at when its neighbours have spoken too. */
export async function lookForTwins({ tx, now, rules }: Doing, { number, confidential }: Ticket): Promise<void> {
  if (confidential) return;
  const at = now + GATHERED_MINUTES * MINUTE;
  await setDue(tx, { kind: KIND, ref: String(number), at, staleAt: at + rules.staleMs, data: '{}' });
}

/** Open tickets that look like one matter are offered to staff in one line; a ticket is named as the new one once, so no pair comes twice. */
export const mergeOffering: Timer = {
  kind: KIND,
  async fire(doing, due) {
    const ticket = await findTicket(doing.tx, Number(due.ref));
    if (!ticket || !mayBeOffered(ticket) || (await offered(doing, ticket.number)) !== null) return;
    const alike = await alikeTo(doing, ticket);
    if (alike.length === 0) return;
    const later = await waitsUntil(doing, alike);
    if (later > doing.now) return setAgain(doing, due, later, null);
    const group = [ticket, ...alike].sort((a, b) => a.number - b.number);
    await offer(doing, group);
  },
};

async function offer(doing: Doing, group: readonly Ticket[]): Promise<void> {
  const known: Ticket[] = [];
  const fresh: Ticket[] = [];
  for (const ticket of group) ((await offered(doing, ticket.number)) === null ? fresh : known).push(ticket);
  const kept = keptOf(known.length > 0 ? known : group);
  if (kept === undefined) return;
  const others = fresh.filter((t) => t.number !== kept.number);
  for (const speech of mergeOffer(doing, kept, others)) await doing.say(speech);
  for (const { number } of [kept, ...others]) await setSetting(doing.tx, offeredKey(number), String(doing.now));
}

/** When a ticket was last named in an offer is kept with the bot's own small facts. */
const offeredKey = (number: TicketNumber): string => `merge-offered:${String(number)}`;

async function offered({ tx }: Doing, number: TicketNumber): Promise<Instant | null> {
  const at = await setting(tx, offeredKey(number));
  return at === null ? null : Number(at);
}

/** The open tickets of its community, or of its own unit where there is none above it, that look like the same matter. */
async function alikeTo(doing: Doing, ticket: Ticket): Promise<Ticket[]> {
  const { tx, town } = doing;
  const above = chain(town, ticket.unit).filter((u) => levelRank(u.level) <= levelRank('community'));
  const units = subtree(town, above.at(-1)?.id ?? ticket.unit).map((u) => u.id);
  const open = await openSince(tx, units, lookBackTo(ticket.openedAt));
  const raised: Raised[] = [];
  for (const one of open) raised.push(await withTexts(doing, one));
  const own = raised.find((r) => r.ticket.number === ticket.number);
  return own === undefined ? [] : likelySame(own, raised, town).map((r) => r.ticket);
}

const TEXTS = 6;

async function withTexts({ tx }: Doing, ticket: Ticket): Promise<Raised> {
  const ids = ticket.messages.slice(0, TEXTS);
  const found = await findMessages(tx, ids);
  const said = ids.map((id) => found.get(id)).filter((m) => m !== undefined && m.recalledAt === null);
  return { ticket, texts: said.map((m) => m?.text ?? '') };
}

/** Not in quiet hours, and not soon after the same matter was offered. */
async function waitsUntil(doing: Doing, alike: readonly Ticket[]): Promise<Instant> {
  const { now, rules, town } = doing;
  const times = await Promise.all(alike.map((t) => offered(doing, t.number)));
  const last = Math.max(...times.map((at) => at ?? -Infinity));
  const { from, to } = rules.conduct.quietHours;
  const rested = Math.max(now, last + GATHERED_LATER_MINUTES * MINUTE);
  if (!withinDaily(rested, from, to, town.zone)) return rested;
  const today = dayTime(rested, town.zone, 0, to);
  return today > rested ? today : dayTime(rested, town.zone, 1, to);
}
