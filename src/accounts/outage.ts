/** An account is cut off, and comes back: who is told what. Whom it concerns is chosen purely. */
import { shortTime } from '../clock/zone.js';
import type { Doing } from '../message/doing.js';
import { speech } from '../message/reply/audience.js';
import type { IncomingDown, IncomingGap, Source } from '../model/event.js';
import type { Instant, RoomId } from '../model/ids.js';
import type { Room } from '../model/town.js';
import { accountName } from '../outbox/route.js';
import { staffRoomOf, within, type Town } from '../roster/town.js';
import { roomsOfAccount } from '../store/account-figures.js';
import { cancelDue, setDue } from '../store/due.js';
import { closeGap, openGap, openGapOf } from '../store/gaps.js';
import { routeOfRoom } from '../store/rooms.js';

export const ACCOUNT_DOWN = 'account-down';
/** Gateways and networks stumble: before this nobody is troubled. */
const TOLD_AFTER_MS = 10 * 60_000;
const MOST_NAMES = 5;

/** Kept at once; those whom other accounts reach are told if it lasts. */
export async function cutOff({ tx, now, rules }: Doing, { source, at, reason }: IncomingDown): Promise<void> {
  if (!(await openGap(tx, source, at, reason))) return;
  const due = now + TOLD_AFTER_MS;
  const data = JSON.stringify({ platform: source.platform, account: source.account });
  await setDue(tx, { kind: ACCOUNT_DOWN, ref: accountName(source), at: due, staleAt: due + rules.staleMs, data });
}

/** Called when an account has been away for a while: the centers and staff rooms of other accounts are told, once an outage. */
export async function tellStillDown(doing: Doing, source: Source): Promise<void> {
  const { tx, town, words } = doing;
  const gap = await openGapOf(tx, source);
  if (gap === null) return;
  const account = accountName(source);
  const rooms = (await roomsOfAccount(tx, source)).length;
  const text = words('account.cutOff', { account, from: shortTime(gap.downAt, town.zone), rooms });
  for (const room of town.rooms.values()) {
    if (room.kind !== 'center' && room.kind !== 'staff') continue;
    const route = await routeOfRoom(tx, room.id);
    if (route === null || accountName(route) === account) continue;
    const onceKey = `down:${String(gap.id)}:${room.id}`;
    await doing.say(
      speech({ to: { room: room.id }, audience: 'staff', purpose: 'warning', lane: 'answer', text }, { onceKey }),
    );
  }
}

/**
 * The outage is kept with its times, and each staff room that it concerns is told once, unless it was too short to matter.
 * What was lost at night may be a call for help and is told at once; what the platform gave afterwards can wait for the morning.
 */
export async function backAgain(doing: Doing, event: IncomingGap): Promise<void> {
  const { tx, town, rules } = doing;
  await cancelDue(tx, ACCOUNT_DOWN, accountName(event.source));
  const times = { downAt: event.at, upAt: event.until, replayed: event.replayed };
  const gap = await closeGap(tx, event.source, times);
  if (gap === null || event.until - gap.downAt < rules.conduct.tellGapsOverSeconds * 1000) return;
  const deaf = (await roomsOfAccount(tx, event.source)).flatMap((id) => town.rooms.get(id) ?? []);
  const span = spanWords(doing, gap.downAt, event.until);
  for (const { room, about } of concerned(town, deaf)) {
    const rooms = namesWords(doing, room, about);
    const text = doing.words(event.replayed ? 'account.gapReplayed' : 'account.gapLost', { span, rooms });
    const base = { to: { room: room.id }, audience: 'staff', purpose: 'warning', lane: 'answer', text } as const;
    const onceKey = `gap:${String(gap.id)}:${room.id}`;
    await doing.say(speech(base, { onceKey, proactive: event.replayed }));
  }
}

export interface Concerned {
  /** A staff room or a center. */
  readonly room: Room;
  /** The rooms it must look through, its own first. */
  readonly about: readonly Room[];
}

/**
 * Of each residents' room that was cut off the nearest staff room, and each center above it; a staff room or center that was
 * cut off itself, since what was typed there was not heard either. In the order of the town's rooms.
 */
export function concerned(town: Town, deaf: readonly Room[]): Concerned[] {
  const about = new Map<RoomId, Room[]>();
  const add = (of: Room, room: Room) => about.set(of.id, [...(about.get(of.id) ?? []), room]);
  const atWork = (room: Room) => room.kind === 'staff' || room.kind === 'center';
  for (const room of deaf) if (atWork(room)) add(room, room);
  for (const room of deaf) {
    const { unit } = room;
    if (unit === null || atWork(room)) continue;
    const near = staffRoomOf(town, unit);
    const centers = [...town.rooms.values()].filter(
      (r) => r.kind === 'center' && r.unit !== null && within(town, unit, r.unit),
    );
    for (const told of new Set(near === null ? centers : [near, ...centers])) add(told, room);
  }
  return [...town.rooms.values()].flatMap((room) => {
    const rooms = about.get(room.id);
    return rooms === undefined ? [] : [{ room, about: rooms }];
  });
}

/** Within one minute its length says more than its times. */
function spanWords({ words, town: { zone } }: Doing, downAt: Instant, upAt: Instant): string {
  const [from, until] = [shortTime(downAt, zone), shortTime(upAt, zone)];
  if (from !== until) return words('account.span', { from, until });
  return words('account.spanShort', { from, seconds: Math.round((upAt - downAt) / 1000) });
}

function namesWords({ words }: Doing, own: Room, about: readonly Room[]): string {
  const names = about
    .slice(0, MOST_NAMES)
    .map((room) => (room.id === own.id ? words('account.thisRoom') : room.name))
    .join('、');
  return about.length > MOST_NAMES ? words('account.namesAndMore', { names, count: about.length }) : names;
}
