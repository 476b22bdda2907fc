/** Opens the port, or says in one line which setting keeps it from opening. */
import type { FastifyInstance } from 'fastify';
import { InputError } from '../../src/cli/fail.js';

const urlHost = (host: string) => (host.includes(':') ? `[${host}]` : host);

function explained(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const portKey = 'adapters[].port';
  if (code === 'EADDRINUSE') {
    return new InputError(`port ${port} at ${host} is in use`, portKey, 'set another port, or end what listens there');
  }
  if (code === 'EACCES') return new InputError(`port ${port} may not be opened`, portKey, 'set a port above 1023');
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new InputError(`this machine has no address ${host}`, 'adapters[].host', 'set host: 127.0.0.1');
  }
  return error;
}

/** Resolves with the page's address (port 0 is given a free one). Closes `app` and throws InputError when it can't. */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw explained(error, host, port);
  }
  const bound = app.server.address();
  const given = bound !== null && typeof bound !== 'string' ? bound.port : port;
  return `http://${urlHost(host)}:${given}/`;
}
