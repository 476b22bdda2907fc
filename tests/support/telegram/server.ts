/** A Bot API server on loopback that misbehaves on demand. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock } from '../../../src/clock/clock.js';
import { Delivery } from './delivery.js';
import { Methods } from './methods.js';
import { readForm } from './multipart.js';
import { ApiError, World } from './world.js';

/** What becomes of one call. `done`: the method takes effect all the same. */
export type Fault =
  | {
      readonly kind: 'answer';
      readonly code: number;
      readonly description: string;
      readonly parameters?: Readonly<Record<string, number>>;
      readonly done?: boolean;
    }
  | { readonly kind: 'reset'; readonly done?: boolean }
  | { readonly kind: 'silence'; readonly done?: boolean }
  /** This one call goes well. */
  | { readonly kind: 'pass' }
  /** An answer of something between that is not Telegram. */
  | { readonly kind: 'page'; readonly code: number };

export interface ServerOptions {
  readonly clock: Clock;
  readonly token?: string;
  readonly username?: string;
}

export interface Call {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const MEDIA = 'application/octet-stream';

export class BotApiServer {
  readonly token: string;
  readonly world: World;
  readonly delivery: Delivery;
  readonly methods: Methods;
  /** Every call but polls, in order. */
  readonly calls: Call[] = [];
  /** A file is answered so much later. */
  slowFilesMs = 0;
  /** Requests are taken and not answered. */
  frozen = false;
  readonly #faults: { readonly methods: RegExp; readonly fault: Fault }[] = [];
  #server: Server | null = null;
  #port = 0;

  constructor({ clock, token = '100:TEST-token_of-the-double', username = 'weige_test_bot' }: ServerOptions) {
    this.token = token;
    this.world = new World(clock, { id: Number(token.split(':')[0]), username });
    this.delivery = new Delivery(this.world);
    this.methods = new Methods(this.world, this.delivery);
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The next calls of the methods go wrong, one entry each. */
  fail(methods: RegExp, ...faults: readonly Fault[]): void {
    this.#faults.push(...faults.map((fault) => ({ methods, fault })));
  }

  /** On the same port as before, if it has stood before. */
  async listen(): Promise<void> {
    const server = createServer((request, response) => {
      this.#serve(request, response).catch(() => request.socket.destroy());
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    const bound = server.address();
    if (bound !== null && typeof bound !== 'string') this.#port = bound.port;
  }

  /** As when the machine is gone: connections end in the middle. */
  async away(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }

  async stop(): Promise<void> {
    this.delivery.stop();
    await this.away();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? '/', 'http://here');
    const [, token, method, path] = /^\/(?:file\/)?bot([^/]+)\/(\w+)(\/.+)?$/.exec(address.pathname) ?? [];
    if (this.frozen) return;
    if (token === undefined || method === undefined) {
      answer(response, 404, refusal(404, 'Not Found'));
      return;
    }
    if (!/^\d+:/.test(token)) {
      answer(response, 404, refusal(404, 'Not Found'));
      return;
    }
    if (token !== this.token) {
      answer(response, 401, refusal(401, 'Unauthorized'));
      return;
    }
    if (address.pathname.startsWith('/file/')) {
      this.#file(`${method}${path ?? ''}`, response);
      return;
    }
    const given = await paramsOf(request, address);
    if (method.toLowerCase() !== 'getupdates') this.calls.push({ method, params: given.params });
    await this.#call(method, given, request, response);
    this.world.changed();
  }

  #file(path: string, response: ServerResponse): void {
    const file = [...this.world.files.values()].find((each) => each.path === path);
    if (file === undefined) {
      answer(response, 404, refusal(404, 'Not Found'));
      return;
    }
    setTimeout(() => {
      response.writeHead(200, { 'content-type': MEDIA }).end(file.bytes);
    }, this.slowFilesMs);
  }

  async #call(
    method: string,
    given: Pick<Call, 'params'> & { readonly files: Readonly<Record<string, Buffer>> },
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const at = this.#faults.findIndex(({ methods }) => methods.test(method));
    const fault = at < 0 ? null : (this.#faults.splice(at, 1)[0]?.fault ?? null);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const run = () => this.methods.call(method, { ...given, closed: gone.signal });
    if (fault !== null && fault.kind !== 'pass') {
      if ('done' in fault && fault.done) await run();
      suffer(fault, request, response);
      return;
    }
    try {
      answer(response, 200, { ok: true, result: await run() });
    } catch (error) {
      if (!(error instanceof ApiError)) answer(response, 500, refusal(500, String(error)));
      else answer(response, error.code, refusal(error.code, error.description, error.parameters));
    }
  }
}

function suffer(fault: Fault, request: IncomingMessage, response: ServerResponse): void {
  if (fault.kind === 'reset') request.socket.destroy();
  if (fault.kind === 'page') response.writeHead(fault.code, { 'content-type': 'text/html' }).end('<html></html>');
  if (fault.kind === 'answer') {
    answer(response, fault.code, refusal(fault.code, fault.description, fault.parameters ?? null));
  }
}

const refusal = (code: number, description: string, parameters: Readonly<Record<string, number>> | null = null) => ({
  ok: false,
  error_code: code,
  description,
  ...(parameters === null ? {} : { parameters }),
});

function answer(response: ServerResponse, status: number, body: unknown): void {
  if (!response.writableEnded)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function paramsOf(request: IncomingMessage, address: URL) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  const query = Object.fromEntries(address.searchParams);
  const boundary = /boundary=(.+)$/.exec(type)?.[1];
  if (boundary !== undefined) {
    const { fields, files } = readForm(body, boundary);
    return { params: { ...query, ...fields }, files };
  }
  const given: unknown = body.length === 0 ? {} : JSON.parse(body.toString());
  return { params: { ...query, ...Object(given) } as Record<string, unknown>, files: {} };
}
