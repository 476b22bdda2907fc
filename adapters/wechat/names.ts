/** Who is called what in which room, and what rooms are called: kept in one file, so that a restart asks for no name again. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Instant } from '../../src/model/ids.js';

/** Beyond this the room that was silent longest is forgotten. */
const MOST_NAMES = 100_000;

/** null stands for the private talk with the bot. */
export type Place = string | null;

interface Known {
  readonly name: string;
  /** When the gateway told it; 0 when it is known to be out of date. */
  readonly at: Instant;
}

const entry = z.tuple([z.string(), z.string(), z.number()]);
const fileSchema = z.object({
  rooms: z.array(z.tuple([z.string(), z.array(entry)])),
  topics: z.array(entry),
  swept: z.array(z.tuple([z.string(), z.number()])),
});

const keyOf = (place: Place): string => place ?? '';

export class Names {
  readonly #rooms = new Map<string, Map<string, Known>>();
  readonly #topics = new Map<string, Known>();
  readonly #swept = new Map<string, Instant>();
  #count = 0;
  #changed = false;

  constructor(private readonly file: string) {}

  name(place: Place, person: string): Known | undefined {
    return this.#rooms.get(keyOf(place))?.get(person);
  }

  /** Those known in a place, by name; who spoke last stands last. */
  inPlace(place: Place): { readonly person: string; readonly name: string }[] {
    return [...(this.#rooms.get(keyOf(place)) ?? [])].map(([person, { name }]) => ({ person, name }));
  }

  set(place: Place, person: string, name: string, at: Instant): void {
    const key = keyOf(place);
    const people = this.#rooms.get(key) ?? new Map<string, Known>();
    if (!people.delete(person)) this.#count += 1;
    people.set(person, { name, at });
    this.#rooms.delete(key);
    this.#rooms.set(key, people);
    this.#changed = true;
    this.#makeRoom();
  }

  forget(place: Place, person: string): void {
    if (!(this.#rooms.get(keyOf(place))?.delete(person) ?? false)) return;
    this.#count -= 1;
    this.#changed = true;
  }

  /** The gateway says that names there changed, but not whose. */
  outdate(place: Place): void {
    const people = this.#rooms.get(keyOf(place));
    for (const [person, { name }] of people ?? []) people?.set(person, { name, at: 0 });
  }

  outdatePerson(person: string): void {
    for (const people of this.#rooms.values()) {
      const known = people.get(person);
      if (known) people.set(person, { ...known, at: 0 });
    }
  }

  topic(room: string): Known | undefined {
    return this.#topics.get(room);
  }

  setTopic(room: string, name: string, at: Instant): void {
    this.#topics.set(room, { name, at });
    this.#changed = true;
  }

  outdateTopic(room: string): void {
    const known = this.#topics.get(room);
    if (known) this.#topics.set(room, { ...known, at: 0 });
  }

  /** When everybody in a room was last asked for. */
  sweptAt(room: string): Instant | null {
    return this.#swept.get(room) ?? null;
  }

  setSwept(room: string, at: Instant): void {
    this.#swept.set(room, at);
    this.#changed = true;
  }

  /** A missing or damaged file is no loss but of time: the names are asked for again. */
  async load(): Promise<void> {
    const text = await readFile(this.file, 'utf8').catch(() => null);
    const read = fileSchema.safeParse(text === null ? null : parsed(text));
    if (!read.success) return;
    for (const [room, people] of read.data.rooms)
      for (const [id, name, at] of people) this.set(room || null, id, name, at);
    for (const [room, name, at] of read.data.topics) this.#topics.set(room, { name, at });
    for (const [room, at] of read.data.swept) this.#swept.set(room, at);
    this.#changed = false;
  }

  /** Whole or not at all. */
  async save(): Promise<void> {
    if (!this.#changed) return;
    this.#changed = false;
    const plain: z.input<typeof fileSchema> = {
      rooms: [...this.#rooms].map(([room, people]) => [room, entries(people)]),
      topics: entries(this.#topics),
      swept: [...this.#swept],
    };
    await mkdir(dirname(this.file), { recursive: true });
    await writeFile(`${this.file}.new`, JSON.stringify(plain));
    await rename(`${this.file}.new`, this.file);
  }

  #makeRoom(): void {
    while (this.#count > MOST_NAMES && this.#rooms.size > 1) {
      const oldest = this.#rooms.entries().next();
      if (oldest.done) return;
      this.#rooms.delete(oldest.value[0]);
      this.#count -= oldest.value[1].size;
    }
  }
}

const entries = (known: ReadonlyMap<string, Known>): [string, string, number][] =>
  [...known].map(([id, { name, at }]) => [id, name, at]);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
