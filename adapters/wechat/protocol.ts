/** What a gateway says, as plain data: the events of its stream and what it answers to questions. Everything is checked on entry. */
import { z } from 'zod';

/**
 * A message's type as gateways send it: the numbers of wechaty-puppet's MessageType. The protocol's own enumeration
 * (wechaty-grpc) counts otherwise, and no gateway follows it; a test compares these with wechaty-puppet.
 */
export const MESSAGE_TYPE = {
  Unknown: 0,
  Attachment: 1,
  Audio: 2,
  Contact: 3,
  ChatHistory: 4,
  Emoticon: 5,
  Image: 6,
  Text: 7,
  Location: 8,
  MiniProgram: 9,
  GroupNote: 10,
  Transfer: 11,
  RedEnvelope: 12,
  Recalled: 13,
  Url: 14,
  Video: 15,
  Post: 16,
} as const;

/** A request for friendship, as opposed to the news that one was accepted. */
export const FRIENDSHIP_RECEIVED = 2;

/** What of the gateway's earlier answers no longer holds; the numbers of wechaty-puppet's DirtyType. */
const DIRTY = { 2: 'contact', 3: 'room', 4: 'member' } as const;

/** One message; times in milliseconds, empty ids as null. */
export interface GatewayMessage {
  readonly id: string;
  readonly type: number;
  readonly from: string;
  readonly room: string | null;
  /** To whom it was said in private. */
  readonly to: string | null;
  readonly text: string;
  readonly filename: string;
  /** null when the gateway gives none. */
  readonly atMs: number | null;
  readonly mentions: readonly string[];
}

export interface GatewayLink {
  readonly title: string;
  readonly url: string;
  readonly description: string;
}

export type GatewayEvent =
  | { readonly type: 'message' | 'friendship'; readonly id: string }
  | {
      readonly type: 'join' | 'leave';
      readonly room: string;
      readonly people: readonly string[];
      readonly by: string | null;
      readonly atMs: number | null;
    }
  | { readonly type: 'topic'; readonly room: string; readonly name: string; readonly atMs: number | null }
  | { readonly type: 'dirty'; readonly what: 'contact' | 'room' | 'member'; readonly id: string }
  | { readonly type: 'login'; readonly self: string }
  | { readonly type: 'logout' | 'scan' | 'dong' | 'alive' };

const id = z.string().min(1);
const by = z
  .string()
  .nullish()
  .transform((raw) => raw ?? null)
  .transform((raw) => (raw === '' ? null : raw));
const at = z
  .number()
  .nullish()
  .transform((raw) => milliseconds(raw ?? 0));

const joined = z.object({ roomId: id, inviteeIdList: z.array(id), inviterId: by, timestamp: at });
const left = z.object({ roomId: id, removeeIdList: z.array(id), removerId: by, timestamp: at });
const topic = z.object({ roomId: id, newTopic: z.string(), timestamp: at });
const dirty = z.object({ payloadType: z.number(), payloadId: z.string() });

const alive: GatewayEvent = { type: 'alive' };

/** By the numbers of the protocol's EventType. What is not here only shows that the stream lives. */
const READERS: Readonly<Record<number, (payload: unknown) => GatewayEvent>> = {
  2: (payload) => ({ type: 'message', id: z.object({ messageId: id }).parse(payload).messageId }),
  3: () => ({ type: 'dong' }),
  17: (payload) => ({ type: 'friendship', id: z.object({ friendshipId: id }).parse(payload).friendshipId }),
  19: (payload) => {
    const { roomId, inviteeIdList, inviterId, timestamp } = joined.parse(payload);
    return { type: 'join', room: roomId, people: inviteeIdList, by: inviterId, atMs: timestamp };
  },
  20: (payload) => {
    const { roomId, removeeIdList, removerId, timestamp } = left.parse(payload);
    return { type: 'leave', room: roomId, people: removeeIdList, by: removerId, atMs: timestamp };
  },
  21: (payload) => {
    const { roomId, newTopic, timestamp } = topic.parse(payload);
    return { type: 'topic', room: roomId, name: newTopic, atMs: timestamp };
  },
  22: () => ({ type: 'scan' }),
  25: (payload) => ({ type: 'login', self: z.object({ contactId: id }).parse(payload).contactId }),
  26: () => ({ type: 'logout' }),
  27: (payload) => {
    const { payloadType, payloadId } = dirty.parse(payload);
    const what = Object.entries(DIRTY).find(([number]) => Number(number) === payloadType)?.[1];
    return what === undefined ? alive : { type: 'dirty', what, id: payloadId };
  },
};

/** Throws when the payload is not what its type promises. */
export function readEvent(type: number, payload: string): GatewayEvent {
  const read = READERS[type];
  return read === undefined ? alive : read(JSON.parse(payload));
}

/** Gateways give seconds or milliseconds; null for none. */
export function milliseconds(raw: number): number | null {
  if (!Number.isFinite(raw) || raw <= 0) return null;
  return Math.round(raw < 100_000_000_000 ? raw * 1000 : raw);
}
