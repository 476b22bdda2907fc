/** What `weige doctor` says of a web chat: whether its port is free, and who can reach it. */
import { createServer } from 'node:net';
import { accountSecret, secretName } from '../../src/config/secrets.js';
import { note, ok, wrong, type Finding } from '../../src/doctor/finding.js';
import type { Checking } from '../platform.js';
import type { WebConfig } from './config.js';
import { isLoopback } from './guard.js';

export const checkWeb = async (config: WebConfig, { env, running }: Checking): Promise<Finding[]> => [
  await port(config, running),
  ...exposure(config, env),
];

async function port({ account, host, port }: WebConfig, running: boolean): Promise<Finding> {
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

function exposure({ platform, account, host, demo }: WebConfig, environment: Checking['env']): Finding[] {
  if (isLoopback(host)) return demo ? [note(`${account}: demo is on, visitors may speak as anybody`)] : [];
  const variable = secretName(platform, account, 'token');
  if (accountSecret(environment, platform, account, 'token') === null)
    return [wrong(`${account}: ${host} can be reached from outside without a token`, `set ${variable}`)];
  if (demo)
    return [wrong(`${account}: ${host} can be reached from outside and demo is on`, 'set demo: false for a real town')];
  return [ok(`${account}: ${variable} is set`)];
}
