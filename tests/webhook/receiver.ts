/** Receivers on loopback: a plain one that does as it is told, and doubles of the vendors' robots by their own documents. */
import { createHmac } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Clock } from '../../src/clock/clock.js';

/** One request as it came. */
export interface Taken {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
}

/** What is done with a request: an answer, or something worse. */
export type Reply =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly json?: unknown;
      readonly text?: string;
    }
  | 'reset'
  | 'silence'
  | 'half';

export interface Receiver {
  readonly origin: string;
  readonly taken: readonly Taken[];
  /** The next requests are taken so; after them as ever. */
  next(...replies: readonly Reply[]): void;
  close(): Promise<void>;
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export async function receiver(reply: (taken: Taken) => Reply, certificate?: Certificate, port = 0): Promise<Receiver> {
  const taken: Taken[] = [];
  const planned: Reply[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', headers } = request;
      const url = new URL(request.url ?? '/', 'http://receiver');
      const one = { method, url, headers, raw: Buffer.concat(chunks).toString() };
      taken.push(one);
      answer(response, planned.shift() ?? reply(one));
    });
  };
  const server: Server = certificate === undefined ? createServer(listener) : createSecureServer(certificate, listener);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const scheme = certificate === undefined ? 'http' : 'https';
  return {
    origin: `${scheme}://127.0.0.1:${String(portOf(server))}`,
    taken,
    next: (...replies) => void planned.push(...replies),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver listens nowhere');
  return address.port;
}

function answer(response: ServerResponse, reply: Reply): void {
  if (reply === 'silence') return;
  if (reply === 'reset') {
    response.destroy();
    return;
  }
  if (reply === 'half') {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{"errcode":', () => response.destroy());
    return;
  }
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
  response.end(reply.text ?? JSON.stringify(reply.json ?? {}));
}

const textSchema = z.union([
  z.object({ msgtype: z.literal('text'), text: z.object({ content: z.string() }) }).transform((b) => b.text.content),
  z.object({ msg_type: z.literal('text'), content: z.object({ text: z.string() }) }).transform((b) => b.content.text),
]);
const textOf = (raw: string): string => textSchema.parse(JSON.parse(raw));

export interface Robot extends Receiver {
  /** The whole address, with its password. */
  readonly address: string;
  /** What stands in the group. */
  readonly shown: readonly string[];
}

const HOUR_MS = 3600_000;

/** Counts what a robot shows in a minute. */
class Minute {
  readonly #at: number[] = [];
  constructor(
    private readonly clock: Clock,
    private readonly most: number,
  ) {}
  full(): boolean {
    const now = this.clock.now();
    if (this.#at.filter((at) => at > now - 60_000).length >= this.most) return true;
    this.#at.push(now);
    return false;
  }
}

interface RobotSetting {
  readonly clock: Clock;
  /** null: its signature is switched off. */
  readonly secret: string | null;
  readonly keyword?: string;
}

/** Signature: HMAC-SHA256 with the secret over time and secret, in milliseconds, at most an hour off, in the address. */
export async function dingtalkRobot({ clock, secret, keyword = '' }: RobotSetting): Promise<Robot> {
  const token = '8a1f0c7e55d94b6e9d3f2a10c4b7e6d2';
  const shown: string[] = [];
  const minute = new Minute(clock, 20);
  const refuse = (errcode: number, errmsg: string): Reply => ({ json: { errcode, errmsg } });
  const served = await receiver(({ url, raw }) => {
    const { searchParams } = url;
    if (searchParams.get('access_token') !== token) return refuse(300001, 'token is not exist');
    if (secret !== null) {
      const time = searchParams.get('timestamp') ?? '';
      if (Math.abs(clock.now() - Number(time)) > HOUR_MS) return refuse(310000, 'invalid timestamp');
      const right = createHmac('sha256', secret).update(`${time}\n${secret}`, 'utf8').digest().toString('base64');
      if (searchParams.get('sign') !== right) return refuse(310000, 'sign not match');
    }
    if (Buffer.byteLength(raw) > 20_000) return refuse(460101, 'message too long, exceed 20000 bytes');
    const text = textOf(raw);
    if (!text.includes(keyword)) return refuse(310000, 'keywords not in content');
    if (minute.full()) return refuse(130101, 'send too fast, exceed 20 times per minute');
    shown.push(text);
    return { json: { errcode: 0, errmsg: 'ok' } };
  });
  return { ...served, shown, address: `${served.origin}/robot/send?access_token=${token}` };
}

export async function wecomRobot({ clock }: Pick<RobotSetting, 'clock'>): Promise<Robot> {
  const key = '693a91f6-7a0c-4bc4-97a0-0ec2sifa5aaa';
  const shown: string[] = [];
  const minute = new Minute(clock, 20);
  const refuse = (errcode: number, errmsg: string): Reply => ({ json: { errcode, errmsg } });
  const served = await receiver(({ url, raw }) => {
    if (url.searchParams.get('key') !== key) return refuse(93000, `invalid webhook url, from ip: 1.2.3.4, ${url.href}`);
    const text = textOf(raw);
    if (Buffer.byteLength(text) > 2048) return refuse(40058, 'text.content exceed max length 2048');
    if (minute.full()) return refuse(45009, 'api freq out of limit');
    shown.push(text);
    return { json: { errcode: 0, errmsg: 'ok' } };
  });
  return { ...served, shown, address: `${served.origin}/cgi-bin/webhook/send?key=${key}` };
}

const signedSchema = z.object({ timestamp: z.string(), sign: z.string() }).partial();

/** Signature: HMAC-SHA256 of nothing, with time (in seconds) and secret as the key, in the body. */
export async function feishuRobot({ clock, secret, keyword = '' }: RobotSetting): Promise<Robot> {
  const path = '/open-apis/bot/v2/hook/0b7a4a1e-3f5d-4c0e-9a55-2f1d6b9c7e10';
  const shown: string[] = [];
  const minute = new Minute(clock, 100);
  const refuse = (code: number, msg: string): Reply => ({ json: { code, msg, data: {} } });
  const served = await receiver(({ url, raw }) => {
    if (url.pathname !== path) return refuse(19001, 'param invalid: incoming webhook access token invalid');
    const { timestamp = '', sign } = signedSchema.parse(JSON.parse(raw));
    if (secret !== null) {
      const right = createHmac('sha256', Buffer.from(`${timestamp}\n${secret}`)).digest('base64');
      const late = Math.abs(clock.now() / 1000 - Number(timestamp)) > 3600;
      if (late || sign !== right)
        return refuse(19021, 'sign match fail or timestamp is not within one hour from current time');
    }
    if (Buffer.byteLength(raw) > 20 * 1024) return refuse(9499, 'Bad Request');
    const text = textOf(raw);
    if (!text.includes(keyword)) return refuse(19024, 'Key Words Not Found');
    if (minute.full())
      return { status: 429, headers: { 'x-ogw-ratelimit-reset': '52' }, json: { code: 9499, msg: 'too many request' } };
    shown.push(text);
    return { json: { StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' } };
  });
  return { ...served, shown, address: `${served.origin}${path}` };
}
