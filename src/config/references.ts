/** What a schema can't see: values that must agree with one another, or point to something that must be there. */
import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type { Interval } from '../calendar/calendar.js';
import { loadTaxonomy } from '../message/understand/taxonomy.js';
import { nearest } from './nearest.js';
import { packageRoot } from './paths.js';
import type { Config } from './schema.js';

export interface Disagreement {
  readonly path: readonly PropertyKey[];
  readonly what: string;
  readonly remedy: string;
}

/** The demo town's file: beside the configuration, or else the one that comes with the program; null when neither is there. */
export function findTownFile(town: string, folder: string): string | null {
  const places = isAbsolute(town) ? [town] : [resolve(folder, town), join(packageRoot(), town)];
  return places.find((place) => existsSync(place)) ?? null;
}

export function disagreements(config: Config, folder: string): Disagreement[] {
  return [
    ...townProblems(config, folder),
    ...categoryProblems(config),
    ...accountProblems(config),
    ...monitorProblems(config),
    ...orderProblems(config),
  ];
}

function townProblems({ town }: Config, folder: string): Disagreement[] {
  if (town === null || findTownFile(town, folder) !== null) return [];
  return [
    { path: ['town'], what: `there is no file ${town}`, remedy: 'correct the path, or write null for no demo town' },
  ];
}

function categoryProblems({ clocks }: Config): Disagreement[] {
  const named = Object.keys(clocks.limits.categories);
  if (named.length === 0) return [];
  const known = loadTaxonomy().categories.map((category) => category.id);
  return named
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = nearest(name, known);
      return {
        path: ['clocks', 'limits', 'categories', name],
        what: `there is no category ${name}`,
        remedy: near === null ? `the categories are ${known.join(', ')}` : `did you mean ${near}?`,
      };
    });
}

const nameOf = ({ platform, account }: Config['adapters'][number]): string => `${platform} ${account}`;

/** null: it listens nowhere, or on any free port. */
const portOf = (adapter: Config['adapters'][number]): number | null =>
  'port' in adapter && typeof adapter.port === 'number' && adapter.port !== 0 ? adapter.port : null;

function accountProblems({ adapters }: Config): Disagreement[] {
  return adapters.flatMap((adapter, at) => {
    const earlier = adapters.slice(0, at);
    if (earlier.some((other) => nameOf(other) === nameOf(adapter)))
      return [
        {
          path: ['adapters', at],
          what: `the account ${adapter.account} on ${adapter.platform} stands twice`,
          remedy: 'give each account its own name',
        },
      ];
    const port = portOf(adapter);
    if (port === null || !earlier.some((other) => portOf(other) === port)) return [];
    return [{ path: ['adapters', at, 'port'], what: `port ${port} is used twice`, remedy: 'write another number' }];
  });
}

function monitorProblems({ adapters, monitor }: Config): Disagreement[] {
  const { port } = monitor;
  if (port === null || port === 0 || !adapters.some((adapter) => portOf(adapter) === port)) return [];
  return [{ path: ['monitor', 'port'], what: `port ${port} is used twice`, remedy: 'write another number' }];
}

function orderProblems({ conduct, pacing, clocks }: Config): Disagreement[] {
  const found: Disagreement[] = [];
  if (conduct.proposeAbove > conduct.openAbove)
    found.push({
      path: ['conduct', 'proposeAbove'],
      what: `conduct.proposeAbove (${conduct.proposeAbove}) is above conduct.openAbove (${conduct.openAbove})`,
      remedy: 'proposing needs less certainty than opening: write a smaller number',
    });
  const [least, most] = pacing.jitterSeconds;
  if (least > most)
    found.push({
      path: ['pacing', 'jitterSeconds'],
      what: `pacing.jitterSeconds runs from ${least} to ${most}`,
      remedy: 'write the smaller number first',
    });
  for (const key of ['workingHours', 'dailyHours'] as const)
    if (!inOrder(clocks[key]))
      found.push({
        path: ['clocks', key],
        what: `the intervals of clocks.${key} overlap or are out of order`,
        remedy: 'write them in the order of the day',
      });
  return found;
}

const inOrder = (intervals: readonly Interval[]): boolean =>
  intervals.every((interval, at) => at === 0 || (intervals[at - 1]?.to ?? 0) <= interval.from);
