/**
 * Names and members, asked for sparingly: bursts of such questions are reported to get accounts blocked. A name is asked for
 * when somebody speaks whose name is not known, at a rate; everybody's in a room once a day at a much slower one.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../src/clock/clock.js';
import type { Log } from '../../src/log.js';
import type { Gateway } from './gateway.js';
import type { Names, Place } from './names.js';
import { Pace } from './pace.js';

const DAY_MS = 24 * 3600_000;
/** A topic is believed so long, a name of somebody who speaks, and one of somebody who does not. */
const TOPIC_FRESH_MS = 3600_000;
const NAME_FRESH_MS = DAY_MS;
const MEMBER_FRESH_MS = 7 * DAY_MS;
/** How many who spoke last are asked for again when the gateway says that names in a room changed. */
const RECENT = 20;
/** WeChat lets an account have no more. */
const MOST_FRIENDS = 10_000;
/** How many topics a second are asked for after a connection: rooms are few and gateways hold them ready. */
const TOPICS_PER_SECOND = 20;

export interface MembersDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly account: string;
  readonly names: Names;
  readonly lookupsPerSecond: number;
  readonly memberLookupsPerSecond: number;
  /** How long a message may wait for a name. */
  readonly waitMs: number;
  readonly gateway: () => Gateway | null;
  readonly self: () => string | null;
  /** A name became known after its message had gone on without it, or changed. */
  readonly renamed: (room: string, person: string, name: string) => void;
  readonly counted: (room: string, members: readonly { person: string; name: string | null }[]) => void;
}

export class Members {
  readonly #fast: Pace;
  readonly #slow: Pace;
  readonly #topics = new Pace(TOPICS_PER_SECOND, TOPICS_PER_SECOND);
  readonly #asked = new Map<string, Promise<string | null>>();
  readonly #toCount = new Set<string>();
  readonly #friends = new Set<string>();
  readonly #end = new AbortController();
  #counting: Promise<void> | null = null;

  constructor(private readonly deps: MembersDeps) {
    this.#fast = new Pace(deps.lookupsPerSecond, Math.max(5, Math.ceil(deps.lookupsPerSecond)));
    this.#slow = new Pace(deps.memberLookupsPerSecond, 5);
    // Every name that waits for its turn listens for the end, and lets go when the turn comes.
    setMaxListeners(0, this.#end.signal);
  }

  /** What somebody is called there; null when it is not known and could not be told in time. */
  async nameOf(place: Place, person: string): Promise<string | null> {
    const known = this.deps.names.name(place, person);
    if (known && known.at > 0) {
      if (this.#isOld(known.at, NAME_FRESH_MS)) void this.#ask(place, person, this.#fast, true);
      return known.name;
    }
    const asked = this.#ask(place, person, this.#fast, false);
    const late = Symbol();
    const name = await Promise.race([asked, wait(this.deps.waitMs, late, { ref: false })]);
    if (name !== late) return typeof name === 'string' ? name : (known?.name ?? null);
    void asked.then((told) => {
      if (told !== null && place !== null && told !== known?.name) this.deps.renamed(place, person, told);
    });
    return known?.name ?? null;
  }

  /** What a room is called; what was known of old when the gateway does not tell in time. */
  async topicOf(room: string): Promise<string | null> {
    const known = this.deps.names.topic(room);
    if (known && !this.#isOld(known.at, TOPIC_FRESH_MS)) return known.name;
    const asked = this.#askTopic(room);
    if (known && known.at > 0) return known.name;
    const told = await Promise.race([asked, wait(this.deps.waitMs, null, { ref: false })]);
    return told ?? known?.name ?? null;
  }

  /** Every room the account is in, with its topic. Rejects when the gateway is lost meanwhile. */
  async rooms(gateway: Gateway): Promise<{ readonly room: string; readonly name: string | null }[]> {
    const rooms: { room: string; name: string | null }[] = [];
    for (const room of await gateway.rooms()) {
      const known = this.deps.names.topic(room);
      const fresh = known !== undefined && !this.#isOld(known.at, TOPIC_FRESH_MS);
      const name = fresh ? known.name : await this.#askTopic(room);
      rooms.push({ room, name: name ?? known?.name ?? null });
    }
    return rooms;
  }

  /** The gateway says that names of a room, or somebody's everywhere, changed. */
  changedIn(room: string): void {
    this.deps.names.outdate(room);
    for (const { person } of this.deps.names.inPlace(room).slice(-RECENT))
      void this.#ask(room, person, this.#slow, true);
  }

  changedPerson(person: string): void {
    this.deps.names.outdatePerson(person);
  }

  /** Whether somebody may be written to in private: a friend, or one who has written. null: the gateway does not say. */
  async maybeFriend(person: string): Promise<boolean | null> {
    if (this.#friends.has(person) || this.deps.names.name(null, person) !== undefined) return true;
    const contact = await this.deps
      .gateway()
      ?.contact(person)
      .catch(() => null);
    if (!contact) return null;
    if (this.#friends.size >= MOST_FRIENDS) this.#friends.clear();
    if (contact.friend) this.#friends.add(person);
    return contact.friend;
  }

  /** Asks for everybody in a room, in the background and at most once a day. */
  count(room: string): void {
    const last = this.deps.names.sweptAt(room);
    if (last !== null && !this.#isOld(last, DAY_MS)) return;
    this.#toCount.add(room);
    this.resume();
  }

  /** Goes on with what waits; called after each connection too. */
  resume(): void {
    if (this.#end.signal.aborted || this.#toCount.size === 0) return;
    this.#counting ??= this.#countAll().finally(() => (this.#counting = null));
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.#counting;
  }

  #isOld(at: number, freshMs: number): boolean {
    return this.deps.clock.now() - at > freshMs;
  }

  /** One question at a time about one person; null when it can't be answered. `tells`: a changed name is an event. */
  #ask(place: Place, person: string, pace: Pace, tells: boolean): Promise<string | null> {
    const key = `${place ?? ''}\n${person}`;
    const running = this.#asked.get(key);
    if (running) return running;
    const asked = this.#look(place, person, pace, tells)
      .catch((error: unknown) => {
        if (!this.#end.signal.aborted)
          this.deps.log.debug(
            { account: this.deps.account, room: place, person, err: error },
            'a name could not be had',
          );
        return null;
      })
      .finally(() => this.#asked.delete(key));
    this.#asked.set(key, asked);
    return asked;
  }

  async #look(place: Place, person: string, pace: Pace, tells: boolean): Promise<string | null> {
    await pace.turn(this.#end.signal);
    const gateway = this.deps.gateway();
    if (gateway === null) return null;
    const name = place === null ? (await gateway.contact(person)).name : await nameIn(gateway, place, person);
    if (name === '') return null;
    const before = this.deps.names.name(place, person)?.name;
    this.deps.names.set(place, person, name, this.deps.clock.now());
    if (tells && place !== null && before !== undefined && before !== name) this.deps.renamed(place, person, name);
    return name;
  }

  async #askTopic(room: string): Promise<string | null> {
    try {
      await this.#topics.turn(this.#end.signal);
      const topic = await this.deps.gateway()?.topic(room);
      if (topic === undefined || topic === '') return null;
      this.deps.names.setTopic(room, topic, this.deps.clock.now());
      return topic;
    } catch {
      return null;
    }
  }

  async #countAll(): Promise<void> {
    for (const room of this.#toCount) {
      if (this.#end.signal.aborted || this.deps.gateway() === null) return;
      this.#toCount.delete(room);
      await this.#countOne(room).catch((error: unknown) => {
        if (this.#end.signal.aborted) return;
        this.deps.log.info({ account: this.deps.account, room, err: error }, 'the members of a room could not be told');
      });
    }
  }

  async #countOne(room: string): Promise<void> {
    const { names, clock } = this.deps;
    await this.#slow.turn(this.#end.signal);
    const gateway = this.deps.gateway();
    if (gateway === null) return;
    const people = (await gateway.members(room)).filter((person) => person !== this.deps.self());
    const members: { person: string; name: string | null }[] = [];
    for (const person of people) {
      const known = names.name(room, person);
      const fresh = known !== undefined && !this.#isOld(known.at, MEMBER_FRESH_MS);
      members.push({ person, name: fresh ? known.name : await this.#ask(room, person, this.#slow, true) });
    }
    if (this.#end.signal.aborted) return;
    names.setSwept(room, clock.now());
    this.deps.counted(room, members);
  }
}

/** A room's own nickname goes before the person's; where the gateway knows neither there, the person's card is asked. */
async function nameIn(gateway: Gateway, room: string, person: string): Promise<string> {
  const { alias, name } = await gateway.member(room, person);
  if (alias !== '') return alias;
  return name === '' ? (await gateway.contact(person)).name : name;
}
