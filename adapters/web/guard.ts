/**
 * Who may talk to the server. On loopback anyone on this machine, but no web page from elsewhere: the Host must be a
 * loopback name (DNS rebinding) and a POST must come from our own page (CSRF). Elsewhere, and wherever a token is set,
 * the token is needed as well.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { InputError } from '../../src/cli/fail.js';
import { WebFailure } from './failure.js';

export const TOKEN_VARIABLE = 'WEIGE_WEB_TOKEN';
const COOKIE = 'weige_web';
const SHORTEST_TOKEN = 16;

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** The token to ask for, or null when none is set. Throws InputError when the host is reachable from outside without one. */
export function tokenFor(host: string, raw: string | undefined): string | null {
  const token = raw?.trim() ?? '';
  if (token !== '' && token.length < SHORTEST_TOKEN) {
    throw new InputError(`shorter than ${SHORTEST_TOKEN} characters`, TOKEN_VARIABLE, 'set a longer random one');
  }
  if (token === '' && !isLoopback(host)) {
    const remedy = `set the environment variable ${TOKEN_VARIABLE}, or host: 127.0.0.1`;
    throw new InputError(`the web chat would be open to everyone at ${host}`, 'adapters[].host', remedy);
  }
  return token === '' ? null : token;
}

function hostName(header: string | undefined): string {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:/@\s]+))(?::\d{1,5})?$/i.exec(header ?? '');
  return (match?.[1] ?? match?.[2] ?? '').toLowerCase();
}

/** Throws `wrong_host` when a loopback server is asked by a name that is not of this machine. */
export function checkHost(boundTo: string, headers: IncomingHttpHeaders): void {
  if (isLoopback(boundTo) && !isLoopback(hostName(headers.host))) throw new WebFailure('wrong_host');
}

/** Throws `wrong_origin` when another site's page asks; programs outside a browser send neither header. */
export function checkOrigin(headers: IncomingHttpHeaders): void {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  const foreignOrigin = origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
  if (foreignSite || foreignOrigin) throw new WebFailure('wrong_origin');
}

const digest = (text: string) => createHash('sha256').update(`weige web\0${text}`).digest();

const cookieOf = (headers: IncomingHttpHeaders): string =>
  (headers.cookie ?? '')
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1) ?? '';

/** Knows the token; what the browser keeps is a digest, from which the token can't be read. */
export interface Door {
  /** Whether the request carries the token as a bearer or the cookie. */
  knows(headers: IncomingHttpHeaders): boolean;
  /** Whether this is the token itself. */
  opens(token: string): boolean;
  /** The Set-Cookie value that lets a browser in from now on. */
  readonly cookie: string;
}

export function door(token: string): Door {
  const right = digest(token);
  const kept = digest(right.toString('hex')).toString('hex');
  const opens = (given: string) => timingSafeEqual(digest(given), right);
  return {
    opens,
    knows: (headers) =>
      timingSafeEqual(digest(cookieOf(headers)), digest(kept)) ||
      opens(/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? ''),
    cookie: `${COOKIE}=${kept}; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000`,
  };
}
