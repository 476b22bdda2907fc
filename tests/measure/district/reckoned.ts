/** What follows from the figures by plain arithmetic: days, thousands of rooms, notices, a city. */
import type { Size } from './district.js';
import type { Phase } from './phases.js';
import type { RealFigures } from './real.js';

const SECONDS_A_DAY = 86_400;
const ROOMS_A_THOUSAND = 1000;
const MIB = 1024 * 1024;

export interface Pacing {
  /** On the average. */
  readonly betweenSeconds: number;
  readonly perHour: number;
  readonly perDay: number;
}

/** To say one text in each room of an account, one after another, all accounts side by side. */
export function noticeMinutes(rooms: number, accounts: number, { betweenSeconds, perHour }: Pacing): number {
  const each = Math.ceil(rooms / accounts);
  const fullHours = Math.floor((each - 1) / perHour);
  return fullHours * 60 + ((each - fullHours * perHour) * betweenSeconds) / 60;
}

/** Most texts a second that accounts may send: for minutes, and for hours. */
export const textsPerSecond = (accounts: number, { betweenSeconds, perHour }: Pacing) => ({
  atOnce: accounts / betweenSeconds,
  forHours: accounts * Math.min(1 / betweenSeconds, perHour / 3600),
});

export interface Measured extends Pick<RealFigures, 'store' | 'processes' | 'meanCpuShare'> {
  readonly memory: Pick<RealFigures['memory'], 'highestMiB'>;
  readonly database: Pick<RealFigures['database'], 'bytesAMessage'>;
  readonly phases: readonly (Pick<Phase, 'name' | 'offeredPerSecond'> & {
    readonly busy: Pick<Phase['busy'], 'program' | 'database'>;
  })[];
}

export interface Of {
  readonly size: Pick<Size, 'rooms' | 'accounts'>;
  readonly messagesADay: number;
}

/** Of one day at the mean rate, for a thousand rooms. */
export function costOf(real: Measured, { size, messagesADay }: Of) {
  const thousands = size.rooms / ROOMS_A_THOUSAND;
  return {
    store: real.store,
    cpuSecondsADay: (real.meanCpuShare * SECONDS_A_DAY) / thousands,
    memoryMiB: real.memory.highestMiB / thousands,
    diskMiBADay: (real.database.bytesAMessage * messagesADay) / MIB / thousands,
  };
}

/** So many such districts, none sharing anything with another. */
export function cityOf(real: Measured, of: Of, districts: number) {
  const cost = costOf(real, of);
  const thousands = (of.size.rooms / ROOMS_A_THOUSAND) * districts;
  const typhoon = real.phases.find(({ name }) => name === 'typhoon hour');
  const busy = typhoon === undefined ? 0 : typhoon.busy.program + typhoon.busy.database;
  return {
    ...{ store: real.store, districts, rooms: of.size.rooms * districts, accounts: of.size.accounts * districts },
    processes: real.processes * districts,
    processorsTyphoon: busy * districts,
    processorsMean: real.meanCpuShare * districts,
    memoryGiB: (cost.memoryMiB * thousands) / 1024,
    diskGiBADay: (cost.diskMiBADay * thousands) / 1024,
    typhoonPerSecond: (typhoon?.offeredPerSecond ?? 0) * districts,
  };
}

const CITY_DISTRICTS = 15;

export function reckoned(real: readonly Measured[], of: Of, pacing: Pacing) {
  const { rooms, accounts } = of.size;
  return {
    pacing,
    texts: textsPerSecond(accounts, pacing),
    notice: {
      rooms,
      accounts,
      roomsEach: Math.ceil(rooms / accounts),
      minutes: noticeMinutes(rooms, accounts, pacing),
    },
    cost: real.map((one) => costOf(one, of)),
    city: real.map((one) => cityOf(one, of, CITY_DISTRICTS)),
  };
}
