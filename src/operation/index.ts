/** The running program as an operator sees it: whether it lives, whether it is ready, its figures, and how it ends. */
import type { Adapter } from '../../adapters/adapter.js';
import type { Bot } from '../bot.js';
import type { Clock } from '../clock/clock.js';
import type { Config } from '../config/schema.js';
import { SOLE, type Holding } from '../leases/index.js';
import type { Log } from '../log.js';
import { accountName } from '../outbox/route.js';
import { stoppedAccounts } from '../outbox/stopped.js';
import { databaseAnswers, operationFigures } from '../store/operation-figures.js';
import type { Store } from '../store/open.js';
import { asked } from './asked.js';
import { attendance, type Attendance } from './attended.js';
import { declareMetrics, type Metrics } from './metrics.js';
import { Noted } from './noted.js';
import { scrape, type Scraped } from './scrape.js';
import { serve } from './server.js';
import { isReady, lives, type Facts } from './state.js';

export interface OperationParts {
  readonly monitor: Config['monitor'];
  readonly store: Store;
  readonly clock: Clock;
  /** The machine's own, which a demo's clock differs from. */
  readonly machine: Clock;
  readonly adapters: readonly Adapter[];
  /** Which accounts are this process's to speak through; missing: all. */
  readonly holding?: Pick<Holding, 'sole' | 'mine'>;
  readonly log: Log;
}

export interface Operation extends Pick<Attendance, 'attend'> {
  /** Where the three paths are; null when nobody wants them. */
  readonly address: string | null;
  /** The same bot; what comes in and what happens in it is noted. */
  watch(bot: Bot): Bot;
  /** Everything runs: /readyz says so from now on. */
  started(): void;
  /** Called first when the program is told to end: /readyz says so, and no text begins to be sent. */
  stopping(): void;
  /** Called last. */
  close(): Promise<void>;
}

const DATABASE = { keptMs: 1000, waitMs: 2000 };
/** Figures of the whole database: a scrape more often than this is given the same again. */
const FIGURES = { keptMs: 10_000, waitMs: 2000 };

/** Processes on one machine may share a configuration with the database: each takes the next port that is free. */
const PORTS_SHARED = 9;

/** Opens the port, if one is configured. Throws InputError when it cannot. */
export async function openOperation(parts: OperationParts): Promise<Operation> {
  const { host, port } = parts.monitor;
  const ports = parts.store.dialect.shared ? PORTS_SHARED : 1;
  const metrics = port === null ? null : await declareMetrics();
  const noted = metrics && new Noted(metrics);
  const life: Life = { phase: 'starting', turnedAt: performance.now() };
  const attending = attendance((adapter, result) => {
    metrics?.sends.inc({ account: accountName(adapter), result });
  });
  const server = metrics && port !== null ? await serve(answersOf(parts, metrics, life), { host, port, ports }) : null;
  if (server) parts.log.info({ address: server.address }, 'health and figures are shown');
  return {
    address: server?.address ?? null,
    attend: attending.attend,
    watch: (bot) => watched(bot, { ...parts, noted, life }),
    started: () => {
      life.phase = 'running';
      life.turnedAt = performance.now();
    },
    stopping: () => {
      life.phase = 'stopping';
      attending.close();
    },
    close: async () => server?.close(),
  };
}

interface Life {
  phase: Facts['phase'];
  /** By the machine's running clock, in milliseconds. */
  turnedAt: number;
}

function answersOf(parts: OperationParts, metrics: Metrics, life: Life): Parameters<typeof serve>[0] {
  const { store, clock, machine, adapters, log, holding = SOLE } = parts;
  const database = asked(() => databaseAnswers(store.db).then(() => true), DATABASE);
  const figures = asked(async () => {
    const stopped = new Set((await stoppedAccounts(store.db)).map(({ account }) => account));
    return { ...(await operationFigures(store.db, clock.now())), stopped };
  }, FIGURES);
  const facts = async (): Promise<Facts> => ({
    sinceTurnMs: performance.now() - life.turnedAt,
    phase: life.phase,
    databaseAnswers: (await database()) ?? false,
  });
  const scraped = async (): Promise<Scraped> => ({
    figures: await figures(),
    facts: await facts(),
    now: clock.now(),
    machineNow: machine.now(),
    up: new Map(adapters.map((adapter) => [accountName(adapter), adapter.health().ok])),
    leases: new Map(holding.sole ? [] : adapters.map((adapter) => [accountName(adapter), holding.mine(adapter)])),
  });
  return {
    healthz: () =>
      Promise.resolve(lives({ ...life, sinceTurnMs: performance.now() - life.turnedAt, databaseAnswers: true })),
    readyz: async () => isReady(await facts()),
    metrics: async () => {
      scrape(metrics, await scraped());
      return { text: await metrics.registry.metrics(), type: metrics.registry.contentType };
    },
    failed: (error) => log.error({ err: error }, 'the figures could not be shown'),
  };
}

function watched(bot: Bot, { noted, life, clock }: OperationParts & { noted: Noted | null; life: Life }): Bot {
  const turned = () => {
    life.turnedAt = performance.now();
  };
  bot.listen((what) => {
    turned();
    noted?.happened(what, clock.now());
  });
  return {
    ...bot,
    stir: () => bot.stir().finally(turned),
    receive: async (event) => {
      if (event.type !== 'message' || noted === null) return bot.receive(event);
      const began = performance.now();
      try {
        await bot.receive(event);
      } catch (error) {
        noted.refused(event.source);
        throw error;
      }
      noted.kept(event.source, event.id, performance.now() - began);
    },
  };
}
