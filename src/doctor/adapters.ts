/** The accounts as configured: whether their ports are free and their secrets are there. */
import { createServer } from 'node:net';
import { accountSecret, secretName } from '../config/secrets.js';
import type { Config } from '../config/schema.js';
import { note, ok, wrong, type Finding } from './finding.js';

type Account = Config['adapters'][number];
type Environment = Readonly<Record<string, string | undefined>>;

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

/** `running`: a bot runs on this store, so its ports are rightly taken. */
export async function checkAdapters(
  accounts: readonly Account[],
  environment: Environment,
  running: boolean,
): Promise<Finding[]> {
  if (accounts.length === 0) return [wrong('no chat account is configured', 'add one under adapters')];
  const findings: Finding[] = [];
  for (const account of accounts) findings.push(await port(account, running), ...exposure(account, environment));
  return findings;
}

async function port({ account, host, port }: Account, running: boolean): Promise<Finding> {
  const reason = await refusalToListen(host, port);
  if (reason === null) return ok(`${account}: ${host}:${port} is free`);
  if (reason === 'EADDRINUSE' && running) return ok(`${account}: ${host}:${port} is in use, a bot is running`);
  const remedies: Readonly<Record<string, string>> = {
    EADDRINUSE: 'stop the program that uses it, or write another port',
    EACCES: 'write a port above 1023',
    EADDRNOTAVAIL: 'write an address of this machine as host',
  };
  return wrong(`${account}: cannot listen on ${host}:${port} (${reason})`, remedies[reason] ?? 'correct host and port');
}

/** The error's code when nobody can listen there; null when it is free. */
function refusalToListen(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
    server.listen(port, host, () => {
      server.close(() => {
        resolve(null);
      });
    });
  });
}

function exposure({ platform, account, host, demo }: Account, environment: Environment): Finding[] {
  if (isLoopback(host)) return demo ? [note(`${account}: demo is on, visitors may speak as anybody`)] : [];
  const variable = secretName(platform, account, 'token');
  if (accountSecret(environment, platform, account, 'token') === null)
    return [wrong(`${account}: ${host} can be reached from outside without a token`, `set ${variable}`)];
  if (demo)
    return [wrong(`${account}: ${host} can be reached from outside and demo is on`, 'set demo: false for a real town')];
  return [ok(`${account}: ${variable} is set`)];
}
