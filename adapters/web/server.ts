/** The HTTP server: headers, guards, errors in one form, the page's files, and the paths of routes.ts. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyMultipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { InputError } from '../../src/cli/fail.js';
import { packageRoot } from '../../src/config/paths.js';
import type { Locale } from '../../src/message/reply/words.js';
import { WebFailure, codeOfStatus } from './failure.js';
import { checkHost, checkOrigin, door, type Door } from './guard.js';
import { routes, type RouteDeps } from './routes.js';
import { localeOf } from './texts.js';

export interface ServerDeps extends RouteDeps {
  readonly host: string;
  readonly token: string | null;
  readonly locale: Locale;
  /** Told of what went wrong inside, with its cause; the page is only told that something did. */
  readonly failed: (error: unknown) => void;
}

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
};

function answerFailure(error: unknown, request: FastifyRequest, reply: FastifyReply, deps: ServerDeps): void {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  const failure = error instanceof WebFailure ? error : new WebFailure(codeOfStatus(status));
  if (failure.status >= 500) deps.failed(error);
  const message = deps.texts.words(localeOf(request.headers['accept-language'], deps.locale))(
    `web.error.${failure.code}`,
  );
  void reply.code(failure.status).send({ error: { code: failure.code, message } });
}

/** A page's visitor without the token gets a form for it; a program gets JSON. */
function turnAway(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
  if (!wantsPage) throw new WebFailure('unauthorized');
  return reply.code(401).sendFile('door.html', join(packageRoot(), 'adapters', 'web', 'page'));
}

/** Lets the token in once by ?token=, then by the cookie, with the token gone from the address. */
function askForToken(app: FastifyInstance, known: Door): void {
  app.addHook('onRequest', (request, reply, done) => {
    const address = new URL(request.url, 'http://here');
    const given = address.searchParams.get('token');
    if (given !== null && request.method === 'GET' && known.opens(given.trim())) {
      address.searchParams.delete('token');
      void reply.header('set-cookie', known.cookie).redirect(address.pathname + address.search, 303);
      return;
    }
    const open = known.knows(request.headers) || address.pathname.startsWith('/style/');
    if (open) done();
    else turnAway(request, reply);
  });
}

function pageFiles(app: FastifyInstance): void {
  const page = join(packageRoot(), 'adapters', 'web', 'page');
  const scripts = join(packageRoot(), 'dist', 'adapters', 'web', 'page');
  if (!existsSync(join(scripts, 'main.js'))) {
    throw new InputError('the page is not built', 'dist/adapters/web/page/main.js', 'run `npm run build`');
  }
  const options = { index: false, cacheControl: false, decorateReply: false } as const;
  void app.register(fastifyStatic, { ...options, root: scripts, prefix: '/script/' });
  void app.register(fastifyStatic, { ...options, root: join(page, 'style'), prefix: '/style/', decorateReply: true });
  app.get('/', (_, reply) => reply.header('cache-control', 'no-cache').sendFile('index.html', page));
  app.get('/favicon.ico', (_, reply) => reply.redirect('/style/icon.svg', 302));
}

/** Not listening yet. Throws InputError when the page's scripts were never built. */
export function webServer(deps: ServerDeps): FastifyInstance {
  const app = fastify({ bodyLimit: 64 * 1024, forceCloseConnections: true, return503OnClosing: false });
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(HEADERS);
    checkHost(deps.host, request.headers);
    if (request.method !== 'GET' && request.method !== 'HEAD') checkOrigin(request.headers);
    done();
  });
  app.addHook('onSend', (request, reply, _, done) => {
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) {
      void reply.header('cache-control', 'no-store');
    }
    done();
  });
  app.setErrorHandler((error, request, reply) => answerFailure(error, request, reply, deps));
  app.setNotFoundHandler((request, reply) => answerFailure(new WebFailure('not_found'), request, reply, deps));
  void app.register(fastifyMultipart);
  pageFiles(app);
  if (deps.token !== null) askForToken(app, door(deps.token));
  routes(app, deps);
  return app;
}
