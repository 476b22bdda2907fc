/** Groups that became supergroups, each told exactly once: two service messages and any number of refused texts say the same. */
import type { Sink } from '../adapter.js';
import type { IncomingRoomId } from '../../src/model/event.js';
import type { Notes } from './notes.js';

const keyOf = (from: number): string => `migrated:${from}`;

export class Migrations {
  readonly #told = new Map<number, Promise<void>>();
  readonly #chats = new Set<number>();

  constructor(
    private readonly sink: Sink,
    private readonly notes: Notes,
  ) {}

  /** Resolves once it is durable, by this call or by an earlier one. */
  tell(from: number, to: number, event: IncomingRoomId): Promise<void> {
    this.#chats.add(from).add(to);
    const telling = this.#told.get(from) ?? this.#tell(from, to, event);
    this.#told.set(from, telling);
    telling.catch(() => this.#told.delete(from));
    return telling;
  }

  /** The account's coming into the new chat and leaving the old one are part of the change and no news. */
  async concerns(chat: number): Promise<boolean> {
    return this.#chats.has(chat) || (await this.notes.read(keyOf(chat))) !== null;
  }

  async #tell(from: number, to: number, event: IncomingRoomId): Promise<void> {
    if ((await this.notes.read(keyOf(from))) !== null) return;
    await this.sink.receive(event);
    await this.notes.write(keyOf(from), String(to));
  }
}
