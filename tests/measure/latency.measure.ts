/**
 * How long an acknowledgement takes: from the moment at which somebody's report was said on the platform until the outbox row
 * that acknowledges it is on the disk, at 50 and at 100 messages a second for 20 seconds over 100 rooms, one in ten a report.
 * The reporter's burst is not waited for (burstSeconds: 0). kept: until the message itself is on the disk, for all messages.
 * Platform and bot are processes of their own on this machine, joined by real gRPC or HTTP.
 *
 * npm run measure:platforms -- latency
 */
import { afterEach, expect, test } from 'vitest';
import { openClient } from './client-words.js';
import { machine, print, spread, table } from './machine.js';
import { openStage, type SaidAt } from './stage-words.js';
import { isReport, talk } from './talk.js';
import type { Measured } from './town.js';

const ROOMS = 100;
const SECONDS = Number(process.env['WEIGE_MEASURE_SECONDS'] ?? 20);
const WARM_UP = ROOMS * 10;
const RATES = [50, 100] as const;

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Milliseconds from saying to each of the times, for those that have one. */
function delays(said: readonly SaidAt[], times: readonly (readonly [string, number])[]): number[] {
  const at = new Map(times);
  return said.flatMap(({ id, at: saidAt }) => {
    const then = at.get(id);
    return then === undefined ? [] : [then - saidAt];
  });
}

const cases = (['wechat', 'telegram'] as const).flatMap((platform) => RATES.map((rate) => [platform, rate] as const));

test.for<readonly [Measured, number]>(cases)(
  'from a report said on %s to its acknowledgement, at %d messages a second',
  async ([platform, rate]) => {
    const before = machine();
    const stage = await openStage(platform, ROOMS);
    ends.push(() => stage.process.end());
    const client = await openClient('ours', platform, { endpoint: stage.endpoint, rooms: ROOMS, burstSeconds: 0 });
    ends.push(() => client.end());
    await client.count(WARM_UP, () => stage.talk(talk(WARM_UP, ROOMS)));

    const lines = talk(rate * SECONDS, ROOMS, WARM_UP);
    let said: SaidAt[] = [];
    await client.count(lines.length, async () => {
      said = await stage.talk(lines, { perSecond: rate });
    });
    const { kept, acknowledged } = await client.times();
    const reports = said.filter((_, at) => isReport(lines[at]?.text ?? ''));
    const tookMs = (said.at(-1)?.at ?? 0) - (said[0]?.at ?? 0);
    const figures = {
      platform,
      askedPerSecond: rate,
      saidPerSecond: ((said.length - 1) * 1000) / tookMs,
      rooms: ROOMS,
      reports: reports.length,
      keptMs: spread(delays(said, kept)),
      acknowledgedMs: spread(delays(reports, acknowledged)),
    };
    print(`latency-${platform}-${rate}`, { machine: before, loadAfter: machine().load, ...figures });
    table(
      [`${platform} ${rate}/s`, 'count', 'p50 ms', 'p95 ms', 'p99 ms', 'most ms'],
      [
        ['kept', ...Object.values(figures.keptMs)],
        ['acknowledged', ...Object.values(figures.acknowledgedMs)],
      ],
    );
    expect(figures.keptMs.count).toBe(lines.length);
    // Neighbours who report the same matter join it, and are told so once.
    expect(figures.acknowledgedMs.count).toBeGreaterThan(reports.length / 2);
  },
);
