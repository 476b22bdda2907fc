/** /healthz, /readyz and /metrics on a port of their own. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { InputError } from '../cli/fail.js';
import type { Verdict } from './state.js';

export interface Answers {
  healthz(): Promise<Verdict>;
  readyz(): Promise<Verdict>;
  /** Text and its content type. */
  metrics(): Promise<{ readonly text: string; readonly type: string }>;
  /** Told of what went wrong inside; whoever asked is only told that something did. */
  failed(error: unknown): void;
}

export interface MonitorServer {
  readonly address: string;
  close(): Promise<void>;
}

const PLAIN = 'text/plain; charset=utf-8';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const judged = ({ ok, reasons }: Verdict): Answer => ({
  status: ok ? 200 : 503,
  type: 'application/json',
  text: `${JSON.stringify({ ok, reasons })}\n`,
});

async function answerTo(answers: Answers, { method, url }: IncomingMessage): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, type: PLAIN, text: 'only GET\n' };
  switch (url?.split('?', 1)[0]) {
    case '/healthz':
      return judged(await answers.healthz());
    case '/readyz':
      return judged(await answers.readyz());
    case '/metrics':
      return { status: 200, ...(await answers.metrics()) };
    default:
      return { status: 404, type: PLAIN, text: 'there are /healthz, /readyz and /metrics\n' };
  }
}

async function answer(answers: Answers, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, type, text } = await answerTo(answers, request).catch((error: unknown): Answer => {
    answers.failed(error);
    return { status: 500, type: PLAIN, text: 'it cannot be shown; the log says why\n' };
  });
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(request.method === 'HEAD' ? undefined : text);
}

/** Listens on `port`, or, of so many `ports` from it on, on the first that is free. Throws InputError when it can't. */
export async function serve(
  answers: Answers,
  { host, port, ports }: { readonly host: string; readonly port: number; readonly ports: number },
): Promise<MonitorServer> {
  const server = createServer((request, response) => void answer(answers, request, response));
  for (let next = port; ; next += 1) {
    const error = await listening(server, host, next);
    if (error === null) break;
    if (!isCode(error, 'EADDRINUSE') || next + 1 >= port + ports || port === 0) throw explained(error, host, port);
  }
  server.unref();
  return {
    address: addressOf(server, host),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

const listening = (server: Server, host: string, port: number): Promise<Error | null> =>
  new Promise((done) => {
    const failed = (error: Error) => done(error);
    server.once('error', failed);
    server.listen(port, host, () => {
      server.removeListener('error', failed);
      done(null);
    });
  });

function addressOf(server: Server, host: string): string {
  const bound = server.address();
  const port = bound !== null && typeof bound !== 'string' ? bound.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

const isCode = (error: Error, ...codes: readonly string[]): boolean =>
  'code' in error && typeof error.code === 'string' && codes.includes(error.code);

function explained(error: Error, host: string, port: number): Error {
  if (isCode(error, 'EADDRINUSE'))
    return new InputError(`port ${port} at ${host} is in use`, 'monitor.port', 'set another port, or null for none');
  if (isCode(error, 'EACCES'))
    return new InputError(`port ${port} may not be opened`, 'monitor.port', 'set a port above 1023');
  if (isCode(error, 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'))
    return new InputError(`this machine has no address ${host}`, 'monitor.host', 'set host: 127.0.0.1');
  return error;
}
