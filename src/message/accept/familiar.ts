/**
 * Rooms and speakers met lately: whoever speaks again under the same name in the same room need not be looked up again. It
 * forgets everything whenever something else than talk may have changed them.
 */
import type { IncomingMessage, Source } from '../../model/event.js';
import type { PersonId, RoomId } from '../../model/ids.js';

/** A district's speakers of some hours; beyond it all are forgotten and met anew. */
const MOST = 50_000;

const roomKey = ({ platform, account }: Source, room: RoomId, name: string | null): string =>
  `${platform}\n${account}\n${room}\n${name ?? ''}`;

export class Familiar {
  readonly #rooms = new Map<string, RoomId>();
  readonly #speakers = new Map<string, PersonId>();
  #forgotten = 0;

  /** How often all were forgotten: what was looked up before the last time may be kept no more. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Our room for a platform's id, already kept under this name; undefined: look it up. */
  room(source: Source, platformRoom: RoomId, name: string | null): RoomId | undefined {
    return this.#rooms.get(roomKey(source, platformRoom, name));
  }
  keepRoom(source: Source, platformRoom: RoomId, name: string | null, ours: RoomId): void {
    if (this.#rooms.size >= MOST) this.#rooms.clear();
    this.#rooms.set(roomKey(source, platformRoom, name), ours);
  }

  /** Our person, already kept under this name as a member of this room; undefined: look them up. */
  speaker(message: IncomingMessage, room: RoomId | null): PersonId | undefined {
    return this.#speakers.get(this.#speakerKey(message, room));
  }
  keepSpeaker(message: IncomingMessage, room: RoomId | null, ours: PersonId): void {
    if (this.#speakers.size >= MOST) this.#speakers.clear();
    this.#speakers.set(this.#speakerKey(message, room), ours);
  }

  forget(): void {
    this.#forgotten += 1;
    this.#rooms.clear();
    this.#speakers.clear();
  }

  #speakerKey({ from, fromName }: IncomingMessage, room: RoomId | null): string {
    return `${room ?? ''}\n${from}\n${fromName ?? ''}`;
  }
}
