/** What is said at one rate for some seconds, and what it does: how late the program is, and who is busy with it. */
import { setTimeout as wait } from 'node:timers/promises';
import { seeded } from '../../../src/replay/random.js';
import { nowMs } from '../machine.js';
import { sampleOf } from './day.js';
import type { Size } from './district.js';
import { readLines } from './lines.js';
import { acknowledged, waitingNow, type Acknowledged, type Waiting } from './looks.js';
import type { Place } from './place.js';
import { cpuSeconds, type Program } from './program.js';
import type { StageProcess } from './stage-words.js';

export interface Traffic {
  readonly size: Size;
  /** Of the whole district on an ordinary day. */
  readonly messagesADay: number;
  /** How long a reporter's burst is waited for: 20 by default. */
  readonly burstSeconds: number;
  readonly tell: (what: string) => void;
}

export interface Phase {
  readonly name: string;
  readonly timesMean: number;
  readonly offeredPerSecond: number;
  readonly seconds: number;
  readonly messages: number;
  readonly handledPerSecond: number;
  /** From the last message said until all were handled. */
  readonly behindSeconds: number;
  readonly acknowledgements: Acknowledged;
  /** At the last message. */
  readonly waiting: Waiting;
  /** Shares of one processor, while it was said. */
  readonly busy: {
    readonly program: number;
    readonly busiestProcess: number;
    readonly database: number;
    readonly platform: number;
  };
  readonly stageLateMs: number;
}

interface Spent {
  readonly each: readonly number[];
  readonly program: number;
  readonly database: number;
  readonly platform: number;
}

export class Phases {
  readonly done: Phase[] = [];
  readonly #lines = readLines();
  #seed = 100;

  constructor(
    private readonly traffic: Traffic,
    private readonly place: Place,
    private readonly stage: StageProcess,
    private readonly program: Program,
    /** Its processes; none: the store is a file. */
    private readonly server: readonly number[],
  ) {}

  async run(name: string, times: number, seconds: number, stormy: boolean): Promise<Phase> {
    const { size, messagesADay, burstSeconds } = this.traffic;
    const burstMs = burstSeconds * 1000;
    const perSecond = (messagesADay / 86_400) * times;
    this.#seed += 1;
    const lines = sampleOf({ size, lines: this.#lines, random: seeded(this.#seed), perSecond, seconds, stormy });
    const begun = nowMs();
    const before = await this.#spent();
    const { said, lateMs } = await this.stage.talk(lines);
    const ended = nowMs();
    const after = await this.#spent();
    const waiting = await waitingNow(this.place.store, ended);
    await until(
      this.program,
      async () => (await waitingNow(this.place.store, 0)).messages === 0,
      120_000,
      'all messages handled',
    );
    const handled = nowMs();
    await pauseUntil(ended + burstMs + 2000);
    const phase: Phase = {
      ...{ name, timesMean: times, offeredPerSecond: perSecond, seconds, messages: said.length },
      handledPerSecond: said.length / ((handled - begun) / 1000),
      behindSeconds: (handled - ended) / 1000,
      acknowledgements: await acknowledged(this.place.store, new Map(said.map(({ id, at }) => [id, at])), burstMs),
      waiting,
      busy: busyBetween(before, after, (ended - begun) / 1000),
      stageLateMs: lateMs,
    };
    this.traffic.tell(inShort(phase));
    this.done.push(phase);
    return phase;
  }

  async #spent(): Promise<Spent> {
    const each = this.program.pids.map((pid) => cpuSeconds([pid]));
    const program = each.reduce((sum, one) => sum + one, 0);
    return { each, program, database: cpuSeconds(this.server), platform: await this.stage.cpuSeconds() };
  }
}

function busyBetween(before: Spent, after: Spent, tookSeconds: number): Phase['busy'] {
  return {
    program: (after.program - before.program) / tookSeconds,
    busiestProcess: Math.max(...after.each.map((spent, at) => spent - (before.each[at] ?? 0))) / tookSeconds,
    database: (after.database - before.database) / tookSeconds,
    platform: (after.platform - before.platform) / tookSeconds,
  };
}

function inShort({ name, handledPerSecond, offeredPerSecond, acknowledgements: { booked, sent } }: Phase): string {
  return (
    `${name}: ${handledPerSecond.toFixed(1)}/s of ${offeredPerSecond.toFixed(1)}/s, ` +
    `${booked.count} acknowledgements, p95 ${booked.p95.toFixed(2)} s late (sent ${sent.p95.toFixed(1)} s)`
  );
}

export const pauseUntil = (moment: number): Promise<void> => wait(Math.max(0, moment - nowMs()));

/** Looks again and again while the program runs; throws with its errors when it never comes to it. */
export async function until(
  program: Program,
  holds: () => Promise<boolean>,
  limitMs: number,
  what: string,
): Promise<void> {
  const end = nowMs() + limitMs;
  while (!(await holds())) {
    program.alive();
    if (nowMs() > end) throw new Error(`it never came to: ${what}\n${program.errors().slice(-5).join('\n')}`);
    await wait(100);
  }
}
