/** What the gateway says becomes events of the adapter contract. */
import { bulkhead } from 'cockatiel';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../src/clock/clock.js';
import type { Log } from '../../src/log.js';
import type { IncomingMessage, Source } from '../../src/model/event.js';
import type { Instant } from '../../src/model/ids.js';
import type { Sink } from '../adapter.js';
import { kindOf, wordsOf } from './content.js';
import type { Gateway } from './gateway.js';
import type { Ids } from './ids.js';
import type { Members } from './members.js';
import type { Names } from './names.js';
import type { Order } from './order.js';
import type { PhotoKeeper } from './photos.js';
import { FRIENDSHIP_RECEIVED, MESSAGE_TYPE, type GatewayEvent, type GatewayMessage } from './protocol.js';
import { mentionedIn, type Mentionable } from './quoting.js';
import type { Sent } from './sent.js';
import type { Talk } from './talk.js';

/** Message ids that are known again; gateways repeat what they said, most of all after a reconnection. */
const REMEMBERED_IDS = 5000;
/** Messages whose content the gateway could not give before the connection was lost; asked for again after it. */
const MOST_UNREAD = 2000;
/** Contents asked for at the same time. */
const ABREAST = 128;
const ATTEMPT_PAUSES_MS = [0, 300, 1000];

export interface IncomingDeps {
  readonly source: Source;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly log: Log;
  readonly sink: Sink;
  readonly botNames: readonly string[];
  readonly acceptFriends: boolean;
  readonly gateway: () => Gateway | null;
  readonly members: Members;
  readonly names: Names;
  readonly order: Order;
  readonly photos: PhotoKeeper;
  readonly sent: Sent;
}

export class Hearing {
  readonly #known = new Set<string>();
  readonly #unread = new Set<string>();
  readonly #asking = bulkhead(ABREAST, Number.MAX_SAFE_INTEGER);
  constructor(
    private readonly deps: IncomingDeps,
    private readonly talk: Talk,
  ) {}

  heard(event: GatewayEvent, self: string | null): void {
    switch (event.type) {
      case 'message':
        if (this.#isNew(event.id)) this.#take(event.id, self);
        return;
      case 'join':
      case 'leave':
      case 'topic':
        this.deps.order.behind(event.room, () => this.#roomEvent(event, self));
        return;
      case 'dirty':
        this.#dirty(event.what, event.id);
        return;
      case 'friendship':
        void this.#friendship(event.id);
        return;
      case 'login':
      case 'logout':
      case 'scan':
      case 'dong':
      case 'alive':
        return;
    }
  }

  /** After a reconnection: what could not be read before it is asked for once more. */
  resume(self: string): void {
    const unread = [...this.#unread];
    this.#unread.clear();
    for (const id of unread) this.#take(id, self);
  }

  #isNew(id: string): boolean {
    if (this.#known.has(id)) return false;
    this.#known.add(id);
    const oldest = this.#known.values().next();
    if (this.#known.size > REMEMBERED_IDS && !oldest.done) this.#known.delete(oldest.value);
    return true;
  }

  #take(id: string, self: string | null): void {
    const read = this.#asking.execute(() => this.#read(id));
    this.deps.order.enter(
      read.then((message) => message && { place: placeOf(message, self), work: () => this.#message(message, self) }),
    );
  }

  /** null: the gateway can't give it. */
  async #read(id: string): Promise<GatewayMessage | null> {
    for (const pauseMs of ATTEMPT_PAUSES_MS) {
      if (pauseMs > 0) await wait(pauseMs, undefined, { ref: false });
      const message = await this.deps
        .gateway()
        ?.message(id)
        .catch(() => null);
      if (message) return message;
    }
    const { log, source } = this.deps;
    this.#known.delete(id);
    const again = this.deps.gateway() === null && this.#unread.size < MOST_UNREAD;
    if (again) this.#unread.add(id);
    log.warn({ account: source.account, message: id, again }, 'the gateway announced a message and cannot give it');
    return null;
  }

  async #message(message: GatewayMessage, self: string | null): Promise<void> {
    if (message.from === '') return;
    if (message.from === self) return this.#own(message);
    const place = placeOf(message, self);
    if (message.type === MESSAGE_TYPE.Recalled) {
      const recalled = this.talk.recalled(place, message.text);
      if (recalled === null) return;
      const { source, ids } = this.deps;
      this.deps.order.give(place, {
        type: 'recall',
        source,
        at: this.#at(message.atMs),
        message: ids.message(recalled),
      });
      return;
    }
    this.deps.order.give(place, await this.#composed(message, place, self));
    if (message.room !== null) this.deps.members.count(message.room);
  }

  async #composed(message: GatewayMessage, place: string, self: string | null): Promise<IncomingMessage> {
    const { source, ids, members } = this.deps;
    const kind = kindOf(message.type);
    const [fromName, roomName, words, images] = await Promise.all([
      members.nameOf(message.room, message.from),
      message.room === null ? null : members.topicOf(message.room),
      this.#words(message),
      kind === 'image' ? this.deps.photos.fetch(message.id) : [],
    ]);
    const { text, quote } = this.talk.unquoted(place, words);
    this.talk.heard(place, message.id, fromName, text);
    const mentioned = await this.#mentioned(message, words, self);
    return {
      type: 'message',
      source,
      id: ids.message(message.id),
      at: this.#at(message.atMs),
      room: message.room === null ? null : ids.room(message.room),
      roomName,
      from: ids.person(message.from),
      fromName,
      kind,
      text,
      images,
      quote: quote === null ? null : ids.message(quote),
      mentions: mentioned.people.map((person) => ids.person(person)),
      mentionsBot: mentioned.bot,
    };
  }

  async #words(message: GatewayMessage): Promise<string> {
    const gateway = this.deps.gateway();
    if (gateway === null) return message.type === MESSAGE_TYPE.Text ? message.text : '';
    return wordsOf(message, gateway).catch(() => '');
  }

  /** Many gateways leave out the ids of those mentioned: then the names tell. */
  async #mentioned(
    message: GatewayMessage,
    words: string,
    self: string | null,
  ): Promise<{ readonly people: readonly string[]; readonly bot: boolean }> {
    const byId = message.mentions.filter((person) => person !== self && person !== '');
    const bot = self !== null && message.mentions.includes(self);
    if (!/[@@]/.test(words)) return { people: byId, bot };
    const known = message.room === null ? [] : this.deps.names.inPlace(message.room);
    const people: Mentionable[] = known.filter(({ person }) => person !== self);
    const own = await this.#ownNames(message.room, self);
    const byName = mentionedIn(words, [...own.map((name) => ({ person: null, name })), ...people]);
    return { people: [...new Set([...byId, ...byName.people])], bot: bot || byName.bot };
  }

  async #ownNames(room: string | null, self: string | null): Promise<string[]> {
    const { botNames, members } = this.deps;
    if (self === null) return [...botNames];
    const [alias, nickname] = await Promise.all([
      room === null ? null : members.nameOf(room, self),
      members.nameOf(null, self),
    ]);
    return [...botNames, ...(alias === null ? [] : [alias]), ...(nickname === null ? [] : [nickname])];
  }

  /** The account's own message, also one that a person typed on the phone. */
  async #own(message: GatewayMessage): Promise<void> {
    const { source, ids, sink, sent } = this.deps;
    const place = message.room ?? message.to;
    if (place === null) return;
    const text = message.type === MESSAGE_TYPE.Text ? message.text : '';
    this.talk.heard(place, message.id, null, text);
    const row = sent.echo(place, message.id, text);
    // A send that waits for just this goes first: the row is settled before it is told to be delivered.
    await new Promise<void>((done) => setImmediate(done));
    const to = message.room === null ? { person: ids.person(place) } : { room: ids.room(place) };
    await sink.echoed(row ?? { source, to, id: ids.message(message.id), text }, this.#at(message.atMs));
  }

  async #roomEvent(
    event: Extract<GatewayEvent, { type: 'join' | 'leave' | 'topic' }>,
    self: string | null,
  ): Promise<void> {
    const { source, ids, members, names, order, clock } = this.deps;
    const base = { source, at: this.#at(event.atMs), room: ids.room(event.room) };
    if (event.type === 'topic') {
      names.setTopic(event.room, event.name, clock.now());
      order.give(event.room, { ...base, type: 'roomName', name: event.name });
      return;
    }
    for (const person of event.people) {
      if (person === self) {
        const by = event.by === null || event.by === self ? null : ids.person(event.by);
        const roomName =
          event.type === 'join' ? await members.topicOf(event.room) : (names.topic(event.room)?.name ?? null);
        order.give(event.room, { ...base, type: event.type === 'join' ? 'botIn' : 'botOut', roomName, by });
        continue;
      }
      const left = event.type === 'leave';
      const name = left ? (names.name(event.room, person)?.name ?? null) : await members.nameOf(event.room, person);
      if (left) names.forget(event.room, person);
      order.give(event.room, { ...base, type: event.type, person: ids.person(person), name });
    }
    if (event.type === 'join') members.count(event.room);
  }

  #dirty(what: 'contact' | 'room' | 'member', id: string): void {
    if (what === 'room') this.deps.names.outdateTopic(id);
    else if (what === 'member') this.deps.members.changedIn(id);
    else this.deps.members.changedPerson(id);
  }

  async #friendship(id: string): Promise<void> {
    const { log, source, acceptFriends } = this.deps;
    const gateway = this.deps.gateway();
    if (gateway === null) return;
    try {
      const { person, type } = await gateway.friendship(id);
      if (type !== FRIENDSHIP_RECEIVED) return;
      if (acceptFriends) await gateway.acceptFriendship(id);
      log.info({ account: source.account, person, accepted: acceptFriends }, 'somebody asked to be a friend');
    } catch (error) {
      log.warn(
        { account: source.account, friendship: id, err: error },
        'a request for friendship could not be answered',
      );
    }
  }

  #at(atMs: number | null): Instant {
    return atMs ?? this.deps.clock.now();
  }
}

/** A room, or the other side of a private talk. */
const placeOf = ({ room, from, to }: GatewayMessage, self: string | null): string =>
  room ?? (from === self ? (to ?? from) : from);
