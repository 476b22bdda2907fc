/** The digest of one unit and day: rows from the store, then composed. */
import type { Rules } from '../config/rules.js';
import type { Instant } from '../model/ids.js';
import type { Unit } from '../model/town.js';
import { coverageSum } from '../coverage/count.js';
import { coverageUnits } from '../coverage/coverage.js';
import type { Town } from '../roster/town.js';
import { readDueBetween, readDecisions, readSilent, readUnheard, readUnanswered } from '../store/digest-lists.js';
import { readNotices } from '../store/digest-notices.js';
import {
  readDayEvents,
  readHistory,
  readKept,
  readMoves,
  readPastOpen,
  readStanding,
  readTouched,
} from '../store/digest.js';
import type { Db } from '../store/open.js';
import { compose } from './compose.js';
import type { Day, Digest } from './digest.js';
import { pastStanding } from './past.js';
import { needHistory } from './rates.js';
import type { DigestRows, StandingRow } from './rows.js';

const DAY_MS = 86_400_000;

export interface Asked {
  readonly town: Town;
  readonly rules: Rules;
  readonly unit: Unit;
  readonly day: Day;
  readonly now: Instant;
}

/** Reads and composes. For a day that is over the lists of what is to be done are empty. */
export async function makeDigest(db: Db, asked: Asked): Promise<Digest> {
  const { town, rules, unit, day, now } = asked;
  const standing = await readStanding(db, unit.id, now);
  const touched = await readTouched(db, unit.id, day);
  const events = touched.length === 0 ? [] : await readDayEvents(db, unit.id, day);
  const rows: DigestRows = {
    moves: await readMoves(db, unit.id, day, standing),
    standing: day.soFar ? standing : await standingThen(db, asked),
    touched,
    events,
    history: await readHistory(db, needHistory({ touched, events }, rules.clocks), day.end),
    kept: await readKept(db, unit.id, day),
    ...(await lists(db, asked, standing.length > 0)),
  };
  return compose({ town, unit, day, now, clocks: rules.clocks }, rows);
}

async function standingThen(db: Db, { unit, day, rules }: Asked): Promise<StandingRow[]> {
  const open = await readPastOpen(db, unit.id, day.end);
  const history = await readHistory(
    db,
    open.map((t) => t.number),
    day.end,
  );
  return pastStanding(open, history, day, rules.clocks);
}

type Lists = Pick<DigestRows, 'unanswered' | 'notices' | 'silent' | 'unheard' | 'coverage' | 'decisions' | 'tomorrow'>;

/** `standing`: whether the unit has tickets that wait or are in hand; without any there is nothing to list of them. */
async function lists(db: Db, asked: Asked, standing: boolean): Promise<Lists> {
  const { town, rules, unit, day, now } = asked;
  const none = { total: 0, shown: [] };
  const unheard = await readUnheard(db, unit.id, day);
  if (!day.soFar)
    return { unanswered: none, notices: [], silent: [], unheard, coverage: null, decisions: none, tomorrow: none };
  return {
    unanswered: standing ? await readUnanswered(db, unit.id) : none,
    notices: await readNotices(db, town, unit.id, now),
    silent: await readSilent(db, unit.id, now - rules.digest.silentAfterDays * DAY_MS, now + 1),
    unheard,
    coverage: await coverageSum(db, town, coverageUnits(town, unit.id)),
    decisions: standing ? await readDecisions(db, unit.id, unit.level, now) : none,
    tomorrow: standing ? await readDueBetween(db, unit.id, day.end, day.end + DAY_MS) : none,
  };
}
