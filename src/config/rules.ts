/** The part of the configuration that decisions and clocks are made by. */
import type { Calendar } from '../calendar/calendar.js';
import type { ClockRules } from '../tickets/clocks.js';
import type { Limits } from '../tickets/limits.js';
import type { Config } from './schema.js';

export interface Rules {
  readonly zone: string;
  readonly calendar: Calendar;
  readonly limits: Limits;
  readonly clocks: ClockRules;
  readonly conduct: Config['conduct'];
  readonly pacing: Config['pacing'];
  readonly digest: Config['digest'];
  readonly knowledge: Config['knowledge'];
  readonly learning: Config['learning'];
  readonly retention: Config['retention'];
  readonly repeats: number;
  readonly staleMs: number;
  readonly botNames: readonly string[];
  /** "platform/account" of those kept for the day another one fails. */
  readonly standby: readonly string[];
}

export function rulesOf(config: Config): Rules {
  const { clocks, conduct } = config;
  const calendar: Calendar = { zone: config.timezone, daily: clocks.dailyHours, working: clocks.workingHours };
  const { categories, ...byUrgency } = clocks.limits;
  const byCategory = Object.fromEntries(
    Object.entries(categories).map(([category, overrides]) => [
      category,
      {
        ...(overrides.normal && { normal: overrides.normal }),
        ...(overrides.urgent && { urgent: overrides.urgent }),
        ...(overrides.emergency && { emergency: overrides.emergency }),
      },
    ]),
  );
  const limits: Limits = { byUrgency, byCategory };
  return {
    zone: config.timezone,
    calendar,
    limits,
    clocks: {
      limits,
      calendar,
      burstMs: conduct.burstSeconds * 1000,
      proposalMinutes: clocks.proposalMinutes,
      closeAfterMinutes: clocks.closeAfterMinutes,
    },
    conduct,
    pacing: config.pacing,
    digest: config.digest,
    knowledge: config.knowledge,
    learning: config.learning,
    retention: config.retention,
    repeats: clocks.repeats,
    staleMs: clocks.staleAfterMinutes * 60_000,
    botNames: config.botNames,
    standby: config.adapters
      .filter((adapter) => 'standby' in adapter && adapter.standby)
      .map(({ platform, account }) => `${platform}/${account}`),
  };
}
