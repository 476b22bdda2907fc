/** A line of welcome for those who joined a residents' group: gathered for ten minutes, so that thirty at once are one line. */
import { z } from 'zod';
import type { Doing } from '../message/doing.js';
import { speech } from '../message/reply/audience.js';
import type { Words } from '../message/reply/words.js';
import type { IncomingMembership } from '../model/event.js';
import { personId, type Instant, type PersonId, type RoomId } from '../model/ids.js';
import type { Unit } from '../model/town.js';
import { pendingDue, setDue } from '../store/due.js';
import { membersAmong, type Member } from '../store/members.js';
import { queuedInRoom, reword } from '../store/outbox.js';
import { nicknameHint } from './nickname.js';

export const WELCOME = 'welcome';
const MINUTE_MS = 60_000;
const GATHERED_MS = 10 * MINUTE_MS;
/** Whoever left and comes back within this time is no new neighbour. */
const KNOWN_FOR_MS = 30 * 24 * 60 * MINUTE_MS;

const dataSchema = z.object({ people: z.array(z.string()) });

/**
 * Called for each join before it is kept; `before` is what the room knew of the person. Staff and rooms that are nobody's are
 * not welcomed, nor is a join that the platform told late or twice.
 */
export async function awaitWelcome(doing: Doing, join: IncomingMembership, before: Member | null): Promise<void> {
  const { tx, town, rules, now } = doing;
  const room = town.rooms.get(join.room);
  if (room?.kind !== 'residents' || room.unit === null || town.staff.has(join.person)) return;
  if (now - join.at > rules.conduct.answerWithinMinutes * MINUTE_MS || !isNew(join.at, before)) return;
  const pending = await pendingDue(tx, WELCOME, room.id);
  const people = new Set(pending ? waitingIn(pending.data) : []).add(join.person);
  const at = pending?.at ?? now + GATHERED_MS;
  const data = JSON.stringify({ people: [...people] });
  await setDue(tx, {
    kind: WELCOME,
    ref: room.id,
    at,
    staleAt: at + rules.conduct.answerWithinMinutes * MINUTE_MS,
    data,
  });
}

/** A room's list may have named a newcomer moments before the join itself is told. */
function isNew(at: Instant, before: Member | null): boolean {
  if (before === null) return true;
  if (before.leftAt !== null) return before.leftAt < at - KNOWN_FOR_MS;
  return before.joinedAt !== at && Math.abs(at - before.joinedAt) < GATHERED_MS;
}

export const waitingIn = (data: string): PersonId[] => dataSchema.parse(JSON.parse(data)).people.map(personId);

/** Says it to those who are still there. A welcome that waits in the outbox (quiet hours, the room's cap) takes them along. */
export async function welcome(doing: Doing, id: RoomId, joined: readonly PersonId[]): Promise<void> {
  const { tx, town, words } = doing;
  const room = town.rooms.get(id);
  const unit = room?.unit === null || room?.unit === undefined ? undefined : town.units.get(room.unit);
  if (!unit || room?.kind !== 'residents') return;
  const [waiting] = await queuedInRoom(tx, id, WELCOME);
  const people = [...new Set([...(waiting?.mentions ?? []), ...joined])].filter((person) => !town.staff.has(person));
  const here = (await membersAmong(tx, id, people)).filter((member) => member.leftAt === null);
  if (here.length === 0) return;
  const text = welcomeText(words, unit, here);
  const mentions = here.map((member) => member.person);
  if (waiting) return reword(tx, { id: waiting.id, text, mentions });
  await doing.say(
    speech(
      { to: { room: id }, audience: 'residents', purpose: WELCOME, lane: 'notice', text },
      { mentions, proactive: true },
    ),
  );
}

function welcomeText(words: Words, unit: Unit, here: readonly Member[]): string {
  const unnamed = here.filter((member) => member.household === null).length;
  const greeting = words('roster.welcome', { n: here.length });
  if (unnamed === 0) return greeting;
  const key = unnamed === here.length ? 'roster.nickname' : 'roster.nicknameOfSome';
  return words('roster.both', { greeting, hint: words(key, { ...nicknameHint(unit) }) });
}
