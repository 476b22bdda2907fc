/** The whole simulation as one value; scripts/simulate-district.mjs asks for it and writes it down. */
import { configSchema } from '../../../src/config/schema.js';
import { machine } from '../machine.js';
import { DISTRICT, partOf, type Size } from './district.js';
import { measureReal, type RealFigures, type RealOptions } from './real.js';
import { reckoned, type Pacing } from './reckoned.js';
import { measureVirtual, type VirtualFigures } from './virtual.js';

export const PARTS = ['sqlite', 'postgres', 'day'] as const;
export type Part = (typeof PARTS)[number];

export interface RunOptions {
  readonly quick: boolean;
  /** The built program. */
  readonly entry: string;
  readonly only: readonly string[];
  readonly tell: (what: string) => void;
}

export interface Simulation {
  readonly quick: boolean;
  readonly machine: ReturnType<typeof machine>;
  readonly loadAfter: number;
  readonly size: Size;
  readonly messagesADay: number;
  readonly real: readonly RealFigures[];
  readonly day: VirtualFigures | null;
  readonly reckoned: ReturnType<typeof reckoned>;
  readonly tookSeconds: number;
}

/** As by default. */
export function pacingNow(): Pacing {
  const { jitterSeconds, perAccountPerHour, perAccountPerDay } = configSchema.parse({}).pacing;
  const [least, most] = jitterSeconds;
  return { betweenSeconds: (least + most) / 2, perHour: perAccountPerHour, perDay: perAccountPerDay };
}

/** Twelve a room on an ordinary day. */
const MESSAGES_A_ROOM = 12;

type Pace = Pick<RealOptions, 'seconds' | 'ramp' | 'burstSeconds'>;
const FULL: Pace = {
  seconds: { mean: 20, peak: 25, digests: 40, typhoon: 40, ramp: 12 },
  ramp: [40, 80, 160, 320],
  burstSeconds: 20,
};
const QUICK: Pace = {
  seconds: { mean: 5, peak: 5, digests: 6, typhoon: 8, ramp: 4 },
  ramp: [400],
  burstSeconds: 2,
};

export async function simulate({ quick, entry, only, tell }: RunOptions): Promise<Simulation> {
  const begun = performance.now();
  const size = quick ? partOf(DISTRICT, 2) : DISTRICT;
  const wanted = (part: Part): boolean => (only.length > 0 ? only.includes(part) : !quick || part !== 'postgres');
  const before = machine();
  const messagesADay = size.rooms * MESSAGES_A_ROOM;
  const shared = { size, entry, messagesADay, ...(quick ? QUICK : FULL) };
  const real: RealFigures[] = [];
  const say = (part: Part) => (what: string) => tell(`${part}: ${what}`);
  if (wanted('sqlite')) real.push(await measureReal({ ...shared, processes: 1, postgres: false, tell: say('sqlite') }));
  if (wanted('postgres'))
    real.push(await measureReal({ ...shared, processes: 2, postgres: true, tell: say('postgres') }));
  const ofDay = { accounts: 1, messagesADay: DISTRICT.rooms * (quick ? 1 : MESSAGES_A_ROOM), typhoonTimes: 20 };
  const day = wanted('day') ? await measureVirtual(ofDay) : null;
  if (day !== null) tell(`day: ${day.messages} messages in ${day.tookSeconds.toFixed(0)} s`);
  return {
    ...{ quick, machine: before, loadAfter: machine().load, size, messagesADay, real, day },
    reckoned: reckoned(real, { size, messagesADay }, pacingNow()),
    tookSeconds: (performance.now() - begun) / 1000,
  };
}
