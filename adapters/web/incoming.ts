/** What people do on the page becomes events of the adapter contract. */
import { z } from 'zod';
import type { IncomingMessage, IncomingRecall, Source } from '../../src/model/event.js';
import { messageId, personId, roomId, type Instant, type MessageId, type PersonId } from '../../src/model/ids.js';
import type { Sink } from '../adapter.js';
import type { Console, PersonView } from './console.js';
import { WebFailure } from './failure.js';
import type { Photos } from '../photos.js';

export const TEXT_LIMIT_BYTES = 1024 * 1024;
const REMEMBERED_POSTS = 1000;

const id = z.string().min(1).max(200);
const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const postSchema = z.strictObject({
  /** Minted by the page for each message, so that one sent again after a lost answer is kept once. */
  key: z.string().min(8).max(64),
  as: id.transform(personId),
  /** null: said to the bot in private. */
  room: id.transform(roomId).nullable(),
  text: z.string(),
  images: z.array(hash).max(9).default([]),
  quote: id.transform(messageId).nullable().default(null),
});
export type Post = z.output<typeof postSchema>;

export const recallSchema = z.strictObject({ as: id.transform(personId), message: id.transform(messageId) });

export interface TalkDeps {
  readonly source: Source;
  readonly console: Console;
  readonly photos: Photos;
  readonly botNames: readonly string[];
  readonly mint: (now: Instant) => MessageId;
  readonly sink: () => Sink;
}

/** Half of a character, as only a program sends it: no store can keep it. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');

/** Whom a text mentions by "@name", the longest name first, so that @王小明 is not @王小. */
export function mentioned(
  text: string,
  people: readonly Pick<PersonView, 'id' | 'name'>[],
  botNames: readonly string[],
): { readonly people: PersonId[]; readonly bot: boolean } {
  if (!/[@@]/.test(text)) return { people: [], bot: false };
  const names = [...people.map(({ id, name }) => ({ id, name })), ...botNames.map((name) => ({ id: null, name }))];
  names.sort((a, b) => b.name.length - a.name.length);
  const found = text
    .slice(0, 5000)
    .split(/[@@]/)
    .slice(1)
    .map((rest) => names.find(({ name }) => rest.toLowerCase().startsWith(name.toLowerCase())));
  const ids = found.flatMap((each) => (each?.id ? [each.id] : []));
  return { people: [...new Set(ids)], bot: found.some((each) => each?.id === null) };
}

async function checked(post: Post, deps: TalkDeps): Promise<PersonView[]> {
  if (post.text.trim() === '' && post.images.length === 0) throw new WebFailure('empty_message');
  if (Buffer.byteLength(post.text) > TEXT_LIMIT_BYTES) throw new WebFailure('text_too_long');
  const [people, rooms] = await Promise.all([deps.console.people(), deps.console.rooms()]);
  if (!people.some((person) => person.id === post.as)) throw new WebFailure('unknown_person');
  if (post.room !== null && !rooms.some((room) => room.id === post.room)) throw new WebFailure('unknown_room');
  const photos = await Promise.all(post.images.map((image) => deps.photos.has(image)));
  if (photos.includes(false)) throw new WebFailure('not_found');
  return [...people];
}

/** Gives an event to the core; resolves once it is durable. Throws `not_kept` when the core can't keep it. */
async function give(deps: TalkDeps, event: IncomingMessage | IncomingRecall): Promise<void> {
  try {
    await deps.sink().receive(event);
  } catch (cause) {
    throw Object.assign(new WebFailure('not_kept'), { cause });
  }
}

async function say(post: Post, deps: TalkDeps): Promise<MessageId> {
  const people = await checked(post, deps);
  const at = deps.console.now();
  const text = wellFormed(post.text);
  const mentions = mentioned(text, people, deps.botNames);
  const message: IncomingMessage = {
    type: 'message',
    source: deps.source,
    id: deps.mint(at),
    at,
    room: post.room,
    from: post.as,
    roomName: null,
    fromName: people.find((person) => person.id === post.as)?.name ?? null,
    kind: text.trim() === '' ? 'image' : 'text',
    text,
    images: post.images,
    quote: post.quote,
    mentions: mentions.people,
    mentionsBot: mentions.bot,
  };
  await give(deps, message);
  return message.id;
}

/** Takes posts; the same key again gets the first one's answer, as long as it is remembered. A refused one is forgotten. */
export function talk(deps: TalkDeps): (post: Post) => Promise<MessageId> {
  const posts = new Map<string, Promise<MessageId>>();
  return (post) => {
    const known = posts.get(post.key);
    if (known) return known;
    const said = say(post, deps);
    posts.set(post.key, said);
    said.catch(() => posts.delete(post.key));
    const oldest = posts.keys().next();
    if (posts.size > REMEMBERED_POSTS && !oldest.done) posts.delete(oldest.value);
    return said;
  };
}

/** Takes back one's own message. Throws `not_found` or `not_yours`. Returns where it stood. */
export async function recall(request: z.output<typeof recallSchema>, deps: TalkDeps): Promise<void> {
  const line = await deps.console.line(request.message);
  if (line === null) throw new WebFailure('not_found');
  if (line.from !== request.as) throw new WebFailure('not_yours');
  if (line.recalled) return;
  await give(deps, { type: 'recall', source: deps.source, at: deps.console.now(), message: line.id });
}
