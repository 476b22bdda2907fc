/** A PostgreSQL server that goes and comes back on the same port with what it had: stopped in order, or killed at once. */
import { setTimeout as wait } from 'node:timers/promises';
import { ownServer } from '../../src/bench/own-server.js';

export interface FallingServer {
  readonly url: string;
  /** As an operator stops it. */
  stopped(): Promise<void>;
  /** As a power cut of the server: nothing is said to anybody. */
  killed(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

const LOOK_MS = 250;

export async function fallingServer(): Promise<FallingServer> {
  const { url, stop, kill, start, remove } = await ownServer([]);
  return { url, stopped: stop, killed: () => gone(kill()), start, remove };
}

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await wait(LOOK_MS);
  }
}
