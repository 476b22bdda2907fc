/**
 * Plays a piece of town life with the reader that comes with the program, and tells what the bot did: through the real replay,
 * or carried by a chat platform where the test run says so.
 */
import { inject } from 'vitest';
import { parse } from 'yaml';
import { configSchema, type Config } from '../../src/config/schema.js';
import { parseIso } from '../../src/clock/zone.js';
import { logger } from '../../src/log.js';
import { loadReader } from '../../src/message/understand/index.js';
import type { Reader } from '../../src/model/reading.js';
import { replay, replayIn } from '../../src/replay/replay.js';
import { openStore, type Store } from '../../src/store/open.js';
import { parseTranscript } from '../../src/replay/transcript.js';
import { carry } from './carried.js';
import { carrierOf } from './carriers.js';
import { town } from './town.js';

const ZONE = '+08:00';

/** "2026-04-21 09:05" or with seconds, in the town's zone. */
export function time(words: string): string {
  const iso = `${words.replace(' ', 'T')}${words.length === 16 ? ':00' : ''}${ZONE}`;
  if (parseIso(iso) === null) throw new Error(`not a time: ${words}`);
  return iso;
}

/** Milliseconds of the same words, or of a printed time. */
export function instant(words: string): number {
  const at = parseIso(/[+Z]/.test(words) ? words : time(words));
  if (at === null) throw new Error(`not a time: ${words}`);
  return at;
}

export type Event = Readonly<Record<string, unknown>> & { readonly at: string };

type More = Partial<{ images: number; quote: string; mentions: string[] }>;

export const said = (id: string, at: string, room: string, from: string, text: string, more: More = {}): Event => ({
  type: 'message',
  at: time(at),
  id,
  room,
  from,
  text,
  ...more,
});

/** Said to the bot alone. */
export const whispered = (id: string, at: string, from: string, text: string, more: More = {}): Event => ({
  type: 'message',
  at: time(at),
  id,
  private: true,
  from,
  text,
  ...more,
});

export const until = (at: string): Event => ({ type: 'until', at: time(at) });
export const recalled = (at: string, message: string): Event => ({ type: 'recall', at: time(at), message });
export const joined = (at: string, room: string, id: string, name: string): Event => ({
  type: 'join',
  at: time(at),
  room,
  person: { id, name },
});
export const offline = (at: string, back: string): Event => ({ type: 'offline', at: time(at), until: time(back) });
export const newRoomId = (at: string, room: string, newId: string): Event => ({
  type: 'roomId',
  at: time(at),
  room,
  newId,
});

export interface Sent {
  readonly at: string;
  readonly room?: string;
  readonly person?: string;
  readonly text: string;
  readonly replyTo: string | null;
  readonly mentions: readonly string[];
  readonly purpose: string;
  readonly ticket: number | null;
  readonly notice?: number;
}

export interface TicketFacts {
  readonly number: number;
  readonly unit: string;
  readonly room: string | null;
  readonly act: string;
  readonly category: string;
  readonly urgency: string;
  readonly summary: string;
  readonly location: string | null;
  readonly phones: readonly string[];
  readonly reporters: readonly string[];
  readonly households: number;
  readonly messages: readonly string[];
  readonly status: string;
  readonly level: string;
  readonly assignee: string | null;
  readonly openedAt: string;
  readonly firstResponseAt: string | null;
  readonly dueAt: string | null;
  readonly resolvedAt: string | null;
  readonly closedAt: string | null;
  readonly escalations: readonly { at: string; from: string; to: string; reason: string }[];
  readonly chases: number;
  readonly satisfaction: number | null;
  readonly mergedInto: number | null;
  readonly confidential: boolean;
}

export interface NoticeFacts {
  readonly id: number;
  readonly text: string;
  readonly rooms: number;
  readonly sent: number;
  readonly failed: number;
  readonly receipts: number;
  readonly households: number;
  readonly missing: readonly string[];
}

export interface ReadingLine {
  readonly type: 'reading';
  readonly id: string;
  readonly act: string;
  readonly category: string | null;
  readonly urgency: string | null;
  readonly reasons: string;
}
export interface TicketLine {
  readonly type: 'ticket';
  readonly at: string;
  readonly change: string;
  readonly by: string | null;
  readonly note: string | null;
  readonly ticket: TicketFacts;
}
type Line =
  | ReadingLine
  | TicketLine
  | (Sent & { readonly type: 'sent' })
  | { readonly type: 'notice'; readonly at: string; readonly notice: NoticeFacts }
  | { readonly type: 'final'; readonly tickets: readonly TicketFacts[]; readonly notices: readonly NoticeFacts[] };

const isLine = (line: unknown): line is Line => typeof line === 'object' && line !== null && 'type' in line;

export interface Played {
  /** Everything printed, in order. */
  readonly lines: readonly Line[];
  readonly sent: readonly Sent[];
  readonly changes: readonly TicketLine[];
  /** As they stand at the end. */
  readonly tickets: readonly TicketFacts[];
  readonly notices: readonly NoticeFacts[];
  /** How a message was read and what was decided. */
  reading(message: string): ReadingLine;
  /** The one ticket that a message belongs to. */
  ticketOf(message: string): TicketFacts;
  /** What was said in a room or to a person in private. */
  to(place: string): readonly Sent[];
  /** What was said in all residents' rooms. */
  readonly amongResidents: readonly Sent[];
  /** What was sent from one moment up to another, the second not included. */
  between(from: string, until: string): readonly Sent[];
}

let loading: Promise<Reader> | null = null;
/** The shipped reader, loaded once a test file. */
export const reader = (): Promise<Reader> => (loading ??= loadReader());

export interface Options {
  /** Settings that differ from the default, as they would stand in bot.config.yaml. */
  readonly config?: string;
  readonly knowledge?: Parameters<typeof town>[0];
  /** Lets the clock run on to this moment. */
  readonly until?: string;
}

export const configWith = (yaml = ''): Config => configSchema.parse(parse(yaml) ?? {});

/** The transcript as the lines of a file. */
export const transcriptText = (events: readonly Event[], knowledge: Options['knowledge'] = []): string =>
  [town(knowledge), ...events].map((line) => JSON.stringify(line)).join('\n');

/** Plays events; fails when a step of the bot threw on any of them. */
export async function play(events: readonly Event[], options: Options = {}): Promise<Played> {
  return playText(transcriptText(events, options.knowledge), options);
}

export async function playText(text: string, options: Options = {}): Promise<Played> {
  const printed: unknown[] = [];
  const errors: string[] = [];
  const transcript = parseTranscript(text, 'journey');
  const parts = {
    config: configWith(options.config),
    reader: await reader(),
    log: logger('error', { write: (line) => errors.push(line) }),
    readings: true,
    until: options.until === undefined ? null : instant(options.until),
    print: (line: unknown) => void printed.push(line),
  };
  const carrier = inject('carrier');
  if (carrier === 'replay') await replay(transcript, parts);
  else if (carrier === 'postgres') await replayOnPostgres(transcript, parts);
  else await carry(transcript, parts, await carrierOf(carrier));
  if (errors.length > 0) throw new Error(`the bot logged errors:\n${errors.join('')}`);
  return told(printed.filter(isLine));
}

/** Plays events in an empty store of the caller's, whoever carries journeys otherwise. */
export async function playInto(store: Store, events: readonly Event[]): Promise<void> {
  const nothing = () => undefined;
  await replayIn(store, parseTranscript(transcriptText(events), 'journey'), {
    config: configWith(),
    reader: await reader(),
    log: logger('error', { write: nothing }),
    readings: false,
    until: null,
    print: nothing,
  });
}

async function replayOnPostgres(...play: Parameters<typeof replay>): Promise<void> {
  const { newDatabase } = await import('./postgres.js');
  const { postgres } = await import('../../src/store/postgres.js');
  const { server, template } = inject('postgres');
  const database = await newDatabase(server, template);
  const store = await openStore(await postgres(database.url));
  try {
    await replayIn(store, ...play);
  } finally {
    await store.close();
    await database.drop();
  }
}

function told(lines: readonly Line[]): Played {
  const sent = lines.filter((l) => l.type === 'sent');
  const final = lines.findLast((l) => l.type === 'final');
  const tickets = final?.tickets ?? [];
  const readings = new Map(lines.filter((l) => l.type === 'reading').map((l) => [l.id, l]));
  return {
    lines,
    sent,
    changes: lines.filter((l) => l.type === 'ticket'),
    tickets,
    notices: final?.notices ?? [],
    reading: (message) => found(readings.get(message), `a reading of ${message}`),
    ticketOf: (message) => {
      const own = tickets.filter((t) => t.messages.includes(message));
      if (own.length > 1)
        throw new Error(`${message} belongs to several tickets: ${own.map((t) => t.number).join(', ')}`);
      return found(own[0], `a ticket of ${message} (${JSON.stringify(readings.get(message))})`);
    },
    to: (place) => sent.filter((s) => s.room === place || s.person === place),
    amongResidents: sent.filter((s) => s.room !== undefined && ['r3', 'r5', 'd1'].includes(s.room)),
    between: (from, end) => sent.filter((s) => instant(s.at) >= instant(from) && instant(s.at) < instant(end)),
  };
}

function found<T>(thing: T | undefined, what: string): T {
  if (thing === undefined) throw new Error(`there is no ${what}`);
  return thing;
}

/** Clock words of a printed time: "04-21 09:05". */
export const clockOf = ({ at }: { at: string }): string => at.slice(5, 16).replace('T', ' ');

/** What was said, one line each, for comparing whole talks: "09:05 r3 ack". */
export const outline = (sent: readonly Sent[]): string[] =>
  sent.map((s) => `${clockOf(s)} ${s.room ?? `@${s.person ?? ''}`} ${s.purpose}`);
