/** What the process holds: memory after a forced collection, sockets and their listeners, and all emitters that are alive. */
import { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { queryObjects } from 'node:v8';

export interface Held {
  readonly heapMb: number;
  readonly externalMb: number;
  readonly rssMb: number;
  /** Open sockets of this process, pipes to other processes among them. */
  readonly sockets: number;
  /** On those sockets and on the process itself. */
  readonly listeners: number;
  /** Every object that can have listeners and is still reachable. */
  readonly emitters: number;
  readonly signals: number;
  /** What keeps the event loop busy, by kind. */
  readonly resources: Readonly<Record<string, number>>;
}

const MB = 1024 * 1024;
const SETTLE_MS = 500;

/** Node gives these by no documented name. */
function handles(): unknown[] {
  const get: unknown = Reflect.get(process, '_getActiveHandles');
  const found: unknown = typeof get === 'function' ? Reflect.apply(get, process, []) : [];
  return Array.isArray(found) ? found : [];
}

const listenersOf = (emitter: Pick<EventEmitter, 'eventNames' | 'listenerCount'>): number =>
  emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);

const counted = (names: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

/** Needs --expose-gc. */
export async function held(): Promise<Held> {
  await wait(SETTLE_MS);
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.();
    await wait(10);
  }
  const sockets = handles().filter((handle): handle is Socket => handle instanceof Socket);
  const emitters = queryObjects(EventEmitter, { format: 'count' });
  const signals = queryObjects(AbortSignal, { format: 'count' });
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    heapMb: heapUsed / MB,
    externalMb: external / MB,
    rssMb: rss / MB,
    sockets: sockets.length,
    listeners: sockets.reduce((sum, socket) => sum + listenersOf(socket), listenersOf(process)),
    emitters,
    signals,
    resources: counted(process.getActiveResourcesInfo()),
  };
}
