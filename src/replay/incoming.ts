/** Transcript events as adapters give them. Pure. */
import type { Incoming } from '../model/event.js';
import type { PersonId } from '../model/ids.js';
import { REPLAY_SOURCE as source } from './account.js';
import type { Transcript, TranscriptEvent } from './transcript.js';

type Said = Exclude<TranscriptEvent, { type: 'until' | 'offline' }>;

/** Who is named with an @, longest nickname first so that "@张三丰" is not "@张三". */
export function mentionsIn(text: string, people: readonly { id: PersonId; name: string }[]): PersonId[] {
  if (!text.includes('@')) return [];
  const byLength = [...people].sort((a, b) => b.name.length - a.name.length);
  const found: PersonId[] = [];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const named = byLength.find((p) => text.startsWith(p.name, at + 1));
    if (named && !found.includes(named.id)) found.push(named.id);
  }
  return found;
}

export function incoming(event: Said, transcript: Transcript, botNames: readonly string[]): Incoming {
  switch (event.type) {
    case 'message':
      return incomingMessage(event, transcript, botNames);
    case 'join':
    case 'leave': {
      const { type, at, room, person } = event;
      return { type, source, at, room, person: person.id, name: person.name };
    }
    case 'rename': {
      const { at, room, name, person } = event;
      if (person === undefined) return { type: 'roomName', source, at, room, name };
      return { type: 'rename', source, at, room, person: person.id, name };
    }
    case 'recall':
      return { type: 'recall', source, at: event.at, message: event.message };
    case 'roomId':
      return { type: 'roomId', source, at: event.at, room: event.room, newId: event.newId, certain: false };
  }
}

function incomingMessage(
  event: Extract<Said, { type: 'message' }>,
  { setup }: Transcript,
  botNames: readonly string[],
): Incoming {
  const named = setup.people.find((p) => p.id === event.from);
  return {
    type: 'message',
    source,
    id: event.id,
    at: event.at,
    room: event.private ? null : (event.room ?? null),
    from: event.from,
    roomName: null,
    fromName: named?.name ?? null,
    kind: event.text.trim() === '' && event.images > 0 ? 'image' : 'text',
    text: event.text,
    images: Array.from({ length: event.images }, (_, index) => `${event.id}-${String(index + 1)}`),
    quote: event.quote,
    mentions: event.mentions.length > 0 ? event.mentions : mentionsIn(event.text, setup.people),
    mentionsBot: botNames.some((name) => event.text.includes(`@${name}`)),
  };
}
