/** One request, once: no redirects, no reused connection, certificates checked, and it is known whether anything went out. */
import { request as plainRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Answer, Wire } from './format.js';

const MOST_BYTES = 64 * 1024;

/** unsent: no connection came about, so nothing was given. unclear: something was, and no whole answer came. */
export type Posted =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'unsent'; readonly reason: string }
  | { readonly kind: 'unclear'; readonly reason: string };

export function post({ url, headers, body }: Wire, timeoutMs: number): Promise<Posted> {
  const secure = url.protocol === 'https:';
  return new Promise((resolve) => {
    let connected = false;
    const failed = (error: Error) => {
      const reason = reasonOf(error, timeoutMs);
      resolve({ kind: connected ? 'unclear' : 'unsent', reason });
    };
    const request: ClientRequest = (secure ? secureRequest : plainRequest)(url, {
      method: 'POST',
      agent: false,
      ...(secure && { rejectUnauthorized: true }),
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      signal: AbortSignal.timeout(timeoutMs),
    });
    request.once('socket', (socket) => socket.once(secure ? 'secureConnect' : 'connect', () => (connected = true)));
    request.on('error', failed);
    request.once('response', (response) => {
      answerOf(response).then((answer) => {
        resolve({ kind: 'answered', answer });
        request.destroy();
      }, failed);
    });
    request.end(body);
  });
}

async function answerOf(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MOST_BYTES) break;
  }
  const body = Buffer.concat(chunks).subarray(0, MOST_BYTES).toString();
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

/** By its code alone: the words of a failure may repeat the address. */
function reasonOf(error: Error, timeoutMs: number): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  if (code === 'ABORT_ERR') return `no answer within ${String(timeoutMs / 1000)} seconds`;
  return `the connection failed (${code})`;
}
