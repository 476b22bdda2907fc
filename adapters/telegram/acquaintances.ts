/** What is remembered of people between their messages, bounded: names to notice a change by, user names to know a mention by. */
import type { User } from 'telegraf/types';
import type { Instant, PersonId, RoomId } from '../../src/model/ids.js';

const MOST_NAMES = 20_000;
const MOST_MOVES = 2_000;
/** One joining is told up to twice (a line in the chat, a change of the member), within moments. */
const SAME_MOVE_MS = 60_000;

/** Puts a value at the young end and lets the oldest go. */
function keep<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > most && !oldest.done) map.delete(oldest.value);
}

export const nameOf = (user: User): string | null => {
  const name = [user.first_name, user.last_name ?? ''].join(' ').trim();
  return name === '' ? (user.username ?? null) : name;
};

export class Acquaintances {
  readonly #names = new Map<string, string>();
  readonly #users = new Map<string, number>();
  readonly #moves = new Map<string, { readonly type: 'join' | 'leave'; readonly at: Instant }>();

  /** Whether the person was known in the room by another name. */
  renamed(room: RoomId, person: PersonId, name: string): boolean {
    const known = this.#names.get(`${room} ${person}`);
    return known !== undefined && known !== name;
  }

  /** Called once what was said under that name is durable, so that a change is not taken for told before it is. */
  called(room: RoomId, person: PersonId, name: string): void {
    keep(this.#names, `${room} ${person}`, name, MOST_NAMES);
  }

  met({ id, username }: User): void {
    if (username !== undefined) keep(this.#users, username.toLowerCase(), id, MOST_NAMES);
  }

  /** Telegram tells no bot who "@zhang" is; null for one who has not been met. */
  userNamed(username: string): number | null {
    return this.#users.get(username.toLowerCase()) ?? null;
  }

  /** false: the same coming or going was told a moment ago. */
  moved(type: 'join' | 'leave', room: RoomId, person: PersonId, at: Instant): boolean {
    const key = `${room} ${person}`;
    const last = this.#moves.get(key);
    keep(this.#moves, key, { type, at }, MOST_MOVES);
    return last?.type !== type || Math.abs(at - last.at) > SAME_MOVE_MS;
  }

  /** What was told could not be kept and comes again: it is news again. */
  forgetMoves(): void {
    this.#moves.clear();
  }
}
