/** Each unit's digest at its level's hour: made, kept for the next one to be checked against, told, and the next day's row set. */
import { z } from 'zod';
import { dayTime, isoDate, minuteOfDay } from '../clock/zone.js';
import type { Rules } from '../config/rules.js';
import type { Digest } from '../digest/digest.js';
import { isIdle } from '../digest/compose.js';
import { dayOf } from '../digest/day.js';
import { makeDigest } from '../digest/make.js';
import { digestText } from '../digest/text.js';
import { unitId, type Instant } from '../model/ids.js';
import type { Destination } from '../model/speech.js';
import { levelRank, type Level, type Unit } from '../model/town.js';
import { ROLE_OF_LEVEL, roomsAt, staffAt, type Town } from '../roster/town.js';
import type { Doing } from '../message/doing.js';
import { digestOutlets } from '../outlets/scope.js';
import { speech } from '../message/reply/audience.js';
import { keepOpen, pendingDigests } from '../store/digest.js';
import { LEISURELY, setDue, setDueOfKind, type Due } from '../store/due.js';
import type { Db } from '../store/open.js';
import type { Fire, LeisurelyTimer, Looking } from './timer.js';

const KIND = LEISURELY;
/** Told at most this late: the next evening brings a new one. */
const STALE_MS = 3 * 3_600_000;

const dataSchema = z.object({ date: z.string() });

/** One that comes too late is not told. */
export const digestTimer: LeisurelyTimer = { kind: KIND, ahead, late: setNext };

/**
 * Sees to it that every unit has a row for its next digest. Called at start and after the town has changed.
 * Rows that the process slept through are moved to the next hour, so that old digests are never told in a pile.
 */
export async function ensureDigests(db: Db, town: Town, rules: Rules, now: Instant): Promise<void> {
  const pending = await pendingDigests(db, KIND);
  const missing = [...town.units.values()].filter(({ id }) => (pending.get(id) ?? -Infinity) <= now);
  const next = new Map(
    [...new Set(missing.map(({ level }) => level))].map((level) => [level, nextAt(level, rules, now)]),
  );
  await setDueOfKind(
    db,
    KIND,
    missing.map(({ id, level }) => ({ ref: id, ...(next.get(level) ?? nextAt(level, rules, now)) })),
  );
}

function nextAt(level: Level, rules: Rules, now: Instant): Pick<Due, 'at' | 'staleAt' | 'data'> {
  const minutes = rules.digest.at[level];
  const at = dayTime(now, rules.zone, minuteOfDay(now, rules.zone) < minutes ? 0 : 1, minutes);
  return { at, staleAt: at + STALE_MS, data: JSON.stringify({ date: isoDate(at, rules.zone) }) };
}

async function ahead({ db, town, rules, now }: Looking, due: Due): Promise<Fire> {
  const unit = town.units.get(unitId(due.ref));
  const day = dayOf(dataSchema.parse(JSON.parse(due.data)).date, rules.zone, now);
  const digest = unit && day ? await makeDigest(db, { town, rules, unit, day, now }) : null;
  return async (doing) => {
    const still = doing.town.units.get(unitId(due.ref));
    if (still && digest) {
      await keepOpen(doing.tx, still.id, digest.day.date, doing.now);
      await tell(doing, still, digest);
    }
    await setNext(doing, due);
  };
}

/** Sets the row of the next day. */
async function setNext({ tx, town, rules, now }: Doing, { ref }: Due): Promise<void> {
  const unit = town.units.get(unitId(ref));
  if (unit) await setDue(tx, { kind: KIND, ref, ...nextAt(unit.level, rules, now) });
}

async function tell(doing: Doing, unit: Unit, digest: Digest): Promise<void> {
  const places = destinations(doing.town, unit);
  const toPeople = places.some((to) => 'person' in to);
  if (toPeople && isIdle(digest)) return;
  const text = digestText(digest, doing.words, doing.rules.zone);
  const key = `digest:${unit.id}:${digest.day.date}`;
  for (const to of places) {
    await doing.say(
      speech(
        { to, audience: 'staff', purpose: 'digest', lane: 'digest', text },
        { onceKey: 'person' in to ? `${key}:${to.person}` : key, proactive: true },
      ),
    );
  }
  for (const { id } of digestOutlets(doing.town, unit.id)) {
    const more = { onceKey: `${key}:${id}`, proactive: true };
    await doing.say(speech({ to: { room: id }, audience: 'staff', purpose: 'digest', lane: 'digest', text }, more));
  }
}

/** From the community up its own staff room or center; where there is none, and below, those who answer for the unit, in private. */
function destinations(town: Town, unit: Unit): Destination[] {
  if (levelRank(unit.level) >= levelRank('community')) {
    const wanted = unit.level === 'community' ? (['staff', 'center'] as const) : (['center', 'staff'] as const);
    const own = roomsAt(town, unit.id);
    const room = wanted.map((kind) => own.find((r) => r.kind === kind)).find((r) => r !== undefined);
    if (room) return [{ room: room.id }];
  }
  return staffAt(town, ROLE_OF_LEVEL[unit.level], unit.id).map((person) => ({ person: person.id }));
}
