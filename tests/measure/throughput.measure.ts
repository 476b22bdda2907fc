/**
 * How many messages a second the bot takes in through real gRPC and real HTTP, beside a bare client of each library that only
 * writes a line for each message into a file. Platform, bare client and bot are processes of their own on this machine;
 * bursts of 3,000 messages in 60 rooms, bare and ours in turn, after a warm-up in which names and members are learned.
 *
 * taken: from the first to the last message that is on the disk (bare: that was written). sinceSaid: from the platform's
 * first word to the same last one. handled: until the bot had read and decided all. CPU: of the client's process alone,
 * which other programs on the machine disturb less than times.
 *
 * npm run measure:platforms -- throughput; WEIGE_MEASURE_PROFILES=FOLDER takes processor profiles of the bot.
 */
import { afterEach, expect, test } from 'vitest';
import { openClient, type Client, type Counted, type Kind } from './client-words.js';
import { machine, median, print, table } from './machine.js';
import { openStage, type Stage } from './stage-words.js';
import { talk } from './talk.js';
import type { Measured } from './town.js';

const ROOMS = 60;
const BURST = Number(process.env['WEIGE_MEASURE_BURST'] ?? 3000);
const WARM_UP = ROOMS * 10;
const ROUNDS = Number(process.env['WEIGE_MEASURE_ROUNDS'] ?? 5);

interface Round {
  readonly takenPerSecond: number;
  readonly sinceSaidPerSecond: number;
  readonly handledPerSecond: number | null;
  readonly cpuMsPerThousand: number;
  readonly handledCpuMsPerThousand: number | null;
}

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const perSecond = (from: number, to: number): number => (BURST * 1000) / (to - from);

const roundOf = (saidAt: number, counted: Counted): Round => ({
  takenPerSecond: perSecond(counted.firstAt, counted.lastAt),
  sinceSaidPerSecond: perSecond(saidAt, counted.lastAt),
  handledPerSecond: counted.handledAt === null ? null : perSecond(saidAt, counted.handledAt),
  cpuMsPerThousand: (counted.cpuMs * 1000) / BURST,
  handledCpuMsPerThousand: counted.handledCpuMs === null ? null : (counted.handledCpuMs * 1000) / BURST,
});

class Contestant {
  readonly rounds: Round[] = [];
  #said = 0;
  constructor(
    readonly kind: Kind,
    private readonly stage: Stage,
    private readonly client: Client,
  ) {}

  async warmUp(): Promise<void> {
    await this.#burst(WARM_UP);
  }
  async round(): Promise<void> {
    this.rounds.push(await this.#burst(BURST));
  }
  median(figure: (round: Round) => number | null): number {
    return median(this.rounds.map((round) => figure(round) ?? 0));
  }

  async #burst(messages: number): Promise<Round> {
    let saidAt = 0;
    const counted = await this.client.count(messages, async () => {
      const [first] = await this.stage.talk(talk(messages, ROOMS, this.#said));
      saidAt = first?.at ?? 0;
    });
    this.#said += messages;
    return roundOf(saidAt, counted);
  }
}

async function contestant(kind: Kind, platform: Measured): Promise<Contestant> {
  const stage = await openStage(platform, ROOMS);
  ends.push(() => stage.process.end());
  const client = await openClient(kind, platform, { endpoint: stage.endpoint, rooms: ROOMS });
  ends.push(() => client.end());
  const one = new Contestant(kind, stage, client);
  await one.warmUp();
  return one;
}

test.for<Measured>(['wechat', 'telegram'])('messages a second from %s, ours beside a bare client', async (platform) => {
  const before = machine();
  const bare = await contestant('bare', platform);
  const our = await contestant('ours', platform);
  for (let at = 0; at < ROUNDS; at += 1) {
    await bare.round();
    await our.round();
  }
  const ratio = (figure: (round: Round) => number) => our.median(figure) / bare.median(figure);
  print(`throughput-${platform}`, {
    machine: before,
    loadAfter: machine().load,
    messages: BURST,
    rooms: ROOMS,
    rounds: ROUNDS,
    ratioTaken: ratio((round) => round.takenPerSecond),
    ratioSinceSaid: ratio((round) => round.sinceSaidPerSecond),
    ours: figuresOf(our),
    bare: figuresOf(bare),
  });
  table(
    [platform, 'taken/s', 'since said/s', 'handled/s', 'CPU ms/1000', 'CPU ms/1000 handled'],
    [bare, our].map((one) => [one.kind, ...Object.values(mediansOf(one))]),
  );
  expect(our.rounds).toHaveLength(ROUNDS);
});

const mediansOf = (one: Contestant): Record<keyof Round, number> => ({
  takenPerSecond: one.median((round) => round.takenPerSecond),
  sinceSaidPerSecond: one.median((round) => round.sinceSaidPerSecond),
  handledPerSecond: one.median((round) => round.handledPerSecond),
  cpuMsPerThousand: one.median((round) => round.cpuMsPerThousand),
  handledCpuMsPerThousand: one.median((round) => round.handledCpuMsPerThousand),
});

const figuresOf = (one: Contestant) => ({ median: mediansOf(one), rounds: one.rounds });
