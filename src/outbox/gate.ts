/** Whether a queued text may go now, and if not, when: quiet hours, the room's hourly cap, pacing. Pure. */
import { withinDaily } from '../calendar/calendar.js';
import { dayTime } from '../clock/zone.js';
import type { Instant } from '../model/ids.js';
import type { RoomKind } from '../model/town.js';
import type { Rules } from '../config/rules.js';
import type { OutboxRow } from '../store/outbox.js';

const HOUR_MS = 3600_000;

export interface GateState {
  readonly now: Instant;
  /** null: the text goes to one person. */
  readonly roomKind: RoomKind | null;
  /** When the bot spoke in the room during the last hour, oldest first. */
  readonly saidInRoom: readonly Instant[];
  readonly lastInRoom: Instant | null;
  /** The platform asked to leave the room alone until then; 0 when it did not. */
  readonly heldUntil: Instant;
  /** The account rests until then after its last text; 0 when it does not. */
  readonly restsUntil: Instant;
  /** Sent by the account during the last hour and day. */
  readonly accountHour: number;
  readonly accountDay: number;
  /** Whether the platform punishes haste. */
  readonly paced: boolean;
}

export type Gate =
  | { readonly go: true }
  | { readonly go: false; readonly until: Instant; readonly why: 'quiet' | 'cap' | 'pace' | 'budget' | 'held' };

/** What people wait for: never held back by the room's cap. */
const ASKED_FOR = new Set(['command', 'receipt-report', 'notice', 'digest']);

export function gate(row: OutboxRow, state: GateState, rules: Rules): Gate {
  if (state.heldUntil > state.now) return { go: false, until: state.heldUntil, why: 'held' };
  if (row.lane === 'emergency') return { go: true };
  return quiet(row, state, rules) ?? cap(row, state, rules) ?? pace(state, rules) ?? { go: true };
}

function quiet(row: OutboxRow, { now }: GateState, { conduct, zone }: Rules): Gate | null {
  const { from, to } = conduct.quietHours;
  if (!row.proactive || !withinDaily(now, from, to, zone)) return null;
  const today = dayTime(now, zone, 0, to);
  return { go: false, until: today > now ? today : dayTime(now, zone, 1, to), why: 'quiet' };
}

function cap(row: OutboxRow, { now, roomKind, saidInRoom }: GateState, { conduct }: Rules): Gate | null {
  if (roomKind !== 'residents' || ASKED_FOR.has(row.purpose)) return null;
  const said = saidInRoom.filter((at) => at > now - HOUR_MS && at <= now);
  const frees = said[said.length - conduct.messagesPerHour];
  return frees === undefined ? null : { go: false, until: frees + HOUR_MS, why: 'cap' };
}

function pace(state: GateState, { pacing }: Rules): Gate | null {
  if (!state.paced) return null;
  const { now, lastInRoom, restsUntil } = state;
  if (state.accountHour >= pacing.perAccountPerHour || state.accountDay >= pacing.perAccountPerDay) {
    return { go: false, until: now + 5 * 60_000, why: 'budget' };
  }
  const until = Math.max(pauseAfter(lastInRoom, pacing.perRoomSeconds * 1000, now), restsUntil);
  return until > now ? { go: false, until, why: 'pace' } : null;
}

/** What lies ahead of a clock that was set back is no reason to wait for it. */
const pauseAfter = (last: Instant | null, pauseMs: number, now: Instant): Instant =>
  last === null || last > now ? now : last + pauseMs;
