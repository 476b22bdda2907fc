/** Time: the zone's data, the holidays of the year, the waking of the loop, and a system clock that doesn't run backwards. */
import chineseDays from 'chinese-days';
import { DateTime } from 'luxon';
import { validate } from 'node-cron';
import { isoTime } from '../clock/zone.js';
import type { Instant } from '../model/ids.js';
import { note, ok, wrong, type Finding } from './finding.js';

const SLACK_MS = 60_000;
/** No bot of this program ran before it: a clock that says so has lost its battery. */
const EARLIEST: Instant = DateTime.fromISO('2020-01-01T00:00:00Z').toMillis();
const SHANGHAI_OFFSET_MINUTES = 480;

/** `lastReceivedAt`: when the last message was received by this machine's clock; null when none was. */
export function checkClock(now: Instant, zone: string, lastReceivedAt: Instant | null): Finding[] {
  return [zoneData(now, zone), systemClock(now, zone, lastReceivedAt), waking(), holidays(now, zone)];
}

function zoneData(now: Instant, zone: string): Finding {
  const known = DateTime.fromMillis(now, { zone: 'Asia/Shanghai' }).offset === SHANGHAI_OFFSET_MINUTES;
  if (!known || !DateTime.fromMillis(now, { zone }).isValid)
    return wrong(`time zone data is missing or wrong for ${zone}`, 'use a Node.js built with full ICU');
  return ok(`time zone ${zone}, now ${isoTime(now, zone)}`);
}

function systemClock(now: Instant, zone: string, last: Instant | null): Finding {
  if (now < EARLIEST) return wrong('the system clock stands before 2020', 'set it, and keep it by NTP');
  if (last !== null && now + SLACK_MS < last)
    return wrong(
      `the system clock stands before the last message received (${isoTime(last, zone)})`,
      'it was set back: correct it, and keep it by NTP',
    );
  return ok('the system clock has not run backwards');
}

function waking(): Finding {
  return validate('* * * * *') ? ok('timers can be woken') : wrong('node-cron does not work', 'run "npm ci" again');
}

/** The first week of October is always a holiday: a year without it is a year that the table doesn't know. */
function holidays(now: Instant, zone: string): Finding {
  const { year } = DateTime.fromMillis(now, { zone });
  if (chineseDays.getHolidaysInRange(`${year}-10-01`, `${year}-10-07`, false).length > 0)
    return ok(`public holidays of ${year} are known`);
  return note(`public holidays of ${year} are not known; Monday to Friday count as working days`, 'update weige');
}
