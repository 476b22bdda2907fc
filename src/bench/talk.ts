/** What residents of the measured town say: the talk of the demo's written day, picked by a seed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../config/paths.js';
import type { IncomingMessage, Source } from '../model/event.js';
import { messageId, personId, type Instant } from '../model/ids.js';
import { seeded } from '../replay/random.js';
import { parseTranscript } from '../replay/transcript.js';
import { nickname, residentsRoom } from './town.js';

/** So many people speak in each room. */
export const SPEAKERS = 2;

/** Everything that people without a role say in residents' rooms of the written day. */
export function residentsWords(): string[] {
  const file = join(packageRoot(), 'data', 'demo', 'day.jsonl');
  const { setup, events } = parseTranscript(readFileSync(file, 'utf8'), file);
  const rooms = new Set(setup.rooms.filter(({ kind }) => kind === 'residents').map(({ id }) => id));
  const staff = new Set(setup.people.filter(({ roles }) => roles.length > 0).map(({ id }) => id));
  return events.flatMap((event) => {
    if (event.type !== 'message' || event.private || event.room === undefined) return [];
    return rooms.has(event.room) && !staff.has(event.from) && event.text !== '' ? [event.text] : [];
  });
}

export interface Talk {
  readonly source: Source;
  readonly rooms: number;
  readonly count: number;
  /** Tells the messages of one talk from those of another. */
  readonly name: string;
  readonly at: Instant;
}

/** What a message of plain words has besides them: nothing. */
export const PLAIN = {
  roomName: null,
  fromName: null,
  kind: 'text',
  images: [],
  quote: null,
  mentions: [],
  mentionsBot: false,
} as const;

/** `count` messages from one room after the other; the same for the same parameters. */
export function talk({ source, rooms, count, name, at }: Talk): IncomingMessage[] {
  const words = residentsWords();
  const random = seeded(1);
  return Array.from({ length: count }, (_, index) => {
    const room = index % rooms;
    const speaker = Math.floor(index / rooms) % SPEAKERS;
    const text = words[Math.floor(random() * words.length)] ?? '';
    return {
      type: 'message',
      source,
      id: messageId(`${source.account}-${name}-${String(index)}`),
      at,
      room: residentsRoom(source, room),
      from: personId(`${source.account}-p${String(room)}x${String(speaker)}`),
      text,
      ...PLAIN,
      fromName: nickname(room, speaker),
    };
  });
}
