/** Transcript events as adapters give them. Pure. */
import type { Incoming } from '../model/event.js';
import { personId, type PersonId } from '../model/ids.js';
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

export function incoming(event: Said, { setup }: Transcript, botNames: readonly string[]): Incoming {
  switch (event.type) {
    case 'message': {
      const named = setup.people.find((p) => p.id === event.from);
      return {
        type: 'message',
        source,
        id: event.id,
        at: event.at,
        room: event.private ? null : (event.room ?? null),
        from: event.from,
        fromName: named?.name ?? null,
        text: event.text,
        images: Array.from({ length: event.images }, (_, index) => `${event.id}-${String(index + 1)}`),
        quote: event.quote,
        mentions: event.mentions.length > 0 ? event.mentions : mentionsIn(event.text, setup.people),
        mentionsBot: botNames.some((name) => event.text.includes(`@${name}`)),
      };
    }
    case 'join':
    case 'leave':
      return {
        type: event.type,
        source,
        at: event.at,
        room: event.room,
        person: event.person.id,
        name: event.person.name,
      };
    case 'rename':
      return event.person === undefined
        ? { type: 'roomName', source, at: event.at, room: event.room, name: event.name }
        : {
            type: 'rename',
            source,
            at: event.at,
            room: event.room,
            person: personId(event.person.id),
            name: event.name,
          };
    case 'recall':
      return { type: 'recall', source, at: event.at, message: event.message };
    case 'roomId':
      return { type: 'roomId', source, at: event.at, room: event.room, newId: event.newId };
  }
}
