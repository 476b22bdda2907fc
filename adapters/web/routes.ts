/** The paths of the web chat: what they take, checked, and what they answer. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { messageId, personId, roomId } from '../../src/model/ids.js';
import { LOCALES } from '../../src/message/reply/words.js';
import type { Console, Line, Place } from './console.js';
import { clockSchema, playSchema, type Day } from './day.js';
import { WebFailure } from './failure.js';
import { PHOTO_LIMIT_BYTES, type Photos } from '../photos.js';
import { TEXT_LIMIT_BYTES, postSchema, recall, recallSchema, talk, type TalkDeps } from './incoming.js';
import type { Streams } from './stream.js';
import type { PageTexts } from './texts.js';

/** A character may take six in JSON (\u0001), so a text of the full length always fits. */
const POST_LIMIT_BYTES = TEXT_LIMIT_BYTES * 6 + 64 * 1024;
/** Of a longer text the page gets the beginning, and the rest when it is unfolded. */
const SHOWN_CHARACTERS = 5000;

export interface RouteDeps extends TalkDeps {
  readonly photos: Photos;
  readonly streams: Streams;
  readonly texts: PageTexts;
  readonly day: Day;
  readonly demo: boolean;
  /** Tells every page that somebody said or took back something. */
  readonly talked: (place: Place) => void;
}

const id = z.string().min(1).max(200);
const limit = z.coerce.number().int().min(1).max(500).default(200);
const placeSchema = z.union([
  z.strictObject({ room: id.transform(roomId), limit }),
  z.strictObject({ person: id.transform(personId), limit }),
]);

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (!result.success) throw new WebFailure('bad_request');
  return result.data;
}

/** A recalled line keeps its place and loses its words. */
function shown(line: Line): Line & { readonly textLength: number } {
  if (line.recalled) return { ...line, text: '', images: [], textLength: 0 };
  return { ...line, text: line.text.slice(0, SHOWN_CHARACTERS), textLength: line.text.length };
}

async function lists(console: Console) {
  const [rooms, privates] = await Promise.all([console.rooms(), console.privates()]);
  return { now: console.now(), rooms, privates };
}

function readRoutes(app: FastifyInstance, { console, day, demo, texts, botNames }: RouteDeps): void {
  app.get('/api/town', async () => ({
    demo,
    name: console.townName(),
    zone: console.zone,
    botName: botNames[0] ?? 'bot',
    people: await console.people(),
    play: day.progress,
    ...(await lists(console)),
  }));
  app.get('/api/rooms', () => lists(console));
  app.get('/api/history', async (request) => {
    const place = parsed(placeSchema, request.query);
    return { lines: (await console.history(place, place.limit)).map(shown) };
  });
  app.get('/api/tickets', async (request) => ({
    tickets: await console.tickets(parsed(placeSchema, request.query)),
  }));
  app.get('/api/notices', async (request) => ({
    notices: await console.notices(parsed(placeSchema, request.query)),
  }));
  app.get('/api/tickets/:number', async (request) => {
    const { number } = parsed(z.object({ number: z.coerce.number().int().positive() }), request.params);
    return found(await console.ticket(number));
  });
  app.get('/api/lines/:id', async (request) => {
    const line = found(await console.line(parsed(z.object({ id: id.transform(messageId) }), request.params).id));
    return { ...line, text: line.recalled ? '' : line.text };
  });
  app.get('/api/texts/:locale', (request) =>
    texts.all(parsed(z.object({ locale: z.enum(LOCALES) }), request.params).locale),
  );
}

function found<Thing>(thing: Thing | null): Thing {
  if (thing === null) throw new WebFailure('not_found');
  return thing;
}

/** The one file of an upload. A second one, or a field beside it, is not ours. */
async function uploaded(request: FastifyRequest): Promise<Buffer> {
  if (!request.isMultipart()) throw new WebFailure('unsupported');
  const limits = { files: 1, fields: 0, fileSize: PHOTO_LIMIT_BYTES };
  try {
    const file = await request.file({ limits });
    if (!file) throw new WebFailure('bad_request');
    return await file.toBuffer();
  } catch (error) {
    const tooBig = error instanceof Error && 'code' in error && error.code === 'FST_REQ_FILE_TOO_LARGE';
    throw tooBig ? new WebFailure('photo_too_big') : error;
  }
}

function photoRoutes(app: FastifyInstance, { photos, demo }: RouteDeps): void {
  app.post('/api/images', { bodyLimit: PHOTO_LIMIT_BYTES + 64 * 1024 }, async (request) => {
    if (!demo) throw new WebFailure('not_demo');
    const hash = await photos.keep(await uploaded(request));
    if (hash === null) throw new WebFailure('photo_type');
    return { hash };
  });
  app.get('/api/images/:hash', async (request, reply) => {
    const photo = found(await photos.find(parsed(z.object({ hash: z.string() }), request.params).hash));
    return reply
      .header('content-type', photo.type)
      .header('cache-control', 'private, max-age=31536000, immutable')
      .header('content-disposition', 'inline')
      .send(photo.bytes);
  });
}

function talkRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const say = talk(deps);
  const asDemo = () => {
    if (!deps.demo) throw new WebFailure('not_demo');
  };
  app.post('/api/messages', { bodyLimit: POST_LIMIT_BYTES }, async (request) => {
    asDemo();
    const post = parsed(postSchema, request.body);
    const said = await say(post);
    deps.talked(post.room === null ? { person: post.as } : { room: post.room });
    return { id: said };
  });
  app.post('/api/recall', async (request) => {
    asDemo();
    const order = parsed(recallSchema, request.body);
    await recall(order, deps);
    const line = await deps.console.line(order.message);
    if (line) deps.talked(line.room === null ? { person: order.as } : { room: line.room });
    return {};
  });
  app.post('/api/clock', async (request) => {
    asDemo();
    await deps.day.move(parsed(clockSchema, request.body));
    deps.streams.send({ type: 'clock', now: deps.console.now() });
    return { now: deps.console.now() };
  });
  app.post('/api/play', async (request) => {
    asDemo();
    await deps.day.play(parsed(playSchema, request.body));
    return { play: deps.day.progress };
  });
}

function liveRoute(app: FastifyInstance, { streams }: RouteDeps): void {
  app.get('/api/events', (request: FastifyRequest, reply: FastifyReply) => {
    const last = request.headers['last-event-id'];
    if (!streams.join(reply.raw, typeof last === 'string' ? last : null)) throw new WebFailure('too_many_streams');
    reply.hijack();
  });
}

export function routes(app: FastifyInstance, deps: RouteDeps): void {
  readRoutes(app, deps);
  photoRoutes(app, deps);
  talkRoutes(app, deps);
  liveRoute(app, deps);
}
