/**
 * A transcript carried by a chat platform: its people speak on the platform's double, the real adapter hears them over the wire,
 * the same bot handles it, and what it says is counted where it arrives. What is printed names the transcript's own messages.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Adapter } from '../../adapters/adapter.js';
import { createBot, type Bot } from '../../src/bot.js';
import { VirtualClock } from '../../src/clock/clock.js';
import { rulesOf } from '../../src/config/rules.js';
import { words } from '../../src/message/reply/words.js';
import type { Source } from '../../src/model/event.js';
import type { PersonId } from '../../src/model/ids.js';
import { incoming } from '../../src/replay/incoming.js';
import { seeded } from '../../src/replay/random.js';
import { resolveReferences } from '../../src/replay/references.js';
import { SETTLE_MS, advance, printFinal, printer, type ReplayParts } from '../../src/replay/replay.js';
import type { Transcript, TranscriptEvent } from '../../src/replay/transcript.js';
import { homes } from '../../src/roster/homes.js';
import { linkIdentity } from '../../src/store/identities.js';
import { openMemoryStore, type Store } from '../../src/store/open.js';
import { saveSetup } from '../../src/store/town.js';
import { ensureDigests } from '../../src/timers/digest.js';
import { Arrivals } from './arrivals.js';
import { differences, type Placed } from './shown-as-sent.js';
import { TranscriptIds } from './transcript-ids.js';
import type { MakeDouble, PlatformDouble, Said } from './platform-double.js';

/** A picture by its first bytes; the rest tells one from another. */
const PICTURE_HEAD = Buffer.from('89504e470d0a1a0a', 'hex');

type Spoken = Extract<TranscriptEvent, { type: 'message' }>;
type Carriable = Exclude<TranscriptEvent, { type: 'until' | 'offline' | 'roomId' }>;

/** Prints what replay would print. Throws when the platform was shown anything else than what was sent. */
export async function carry(transcript: Transcript, parts: ReplayParts, make: MakeDouble): Promise<void> {
  const clock = new VirtualClock(transcript.events[0]?.at ?? 0);
  const double = await make(clock);
  const store = await openMemoryStore();
  try {
    await new Carrying(transcript, parts, { clock, double, store }).run();
  } finally {
    await double.stop();
    await store.close();
  }
}

interface Ground {
  readonly clock: VirtualClock;
  readonly double: PlatformDouble;
  readonly store: Store;
}

class Carrying {
  readonly #ids = new TranscriptIds();
  readonly #sent: Placed[] = [];
  readonly #zone: string;
  readonly #people = new Set<PersonId>();
  readonly #transcript: Transcript;

  constructor(
    transcript: Transcript,
    private readonly parts: ReplayParts,
    private readonly ground: Ground,
  ) {
    this.#transcript = transcript;
    this.#zone = transcript.setup.timezone;
  }

  async run(): Promise<void> {
    const { clock, double, store } = this.ground;
    await this.#settleIn();
    const adapter = await double.adapter({ log: this.parts.log });
    await this.#moveIn(adapter);
    const bot = await this.#bot(adapter);
    const printing = printer(store, bot, this.#zone, { ...this.parts, print: this.#print });
    bot.listen(printing.take);
    bot.listen((what) => {
      if (what.type !== 'sent') return;
      const { to, text } = what.row;
      this.#sent.push({ place: 'room' in to ? to.room : `@${to.person}`, text });
    });
    if (this.parts.watch) bot.listen(this.parts.watch);
    await bot.inTransaction((doing) => ensureDigests(doing.tx, doing.town, doing.rules, doing.now));
    const arrivals = new Arrivals(bot);
    try {
      await adapter.start(arrivals);
      await connected(adapter);
      for (const event of this.#transcript.events) {
        await advance(bot, clock, event.at, printing.settled);
        if (event.type !== 'until') await this.#deliver(event, bot, adapter, arrivals);
        await printing.settled();
      }
      const end =
        this.parts.until ?? (this.#transcript.events.at(-1)?.type === 'until' ? null : clock.now() + SETTLE_MS);
      if (end !== null) await advance(bot, clock, end, printing.settled);
      await printing.settled();
      await printFinal(store, bot, this.#zone, this.#print);
      await this.#compare();
    } finally {
      await adapter.stop();
    }
  }

  readonly #print = (line: unknown): void => this.parts.print(this.#ids.inTranscript(line));

  #bot(adapter: Adapter): Promise<Bot> {
    const { config, reader, log } = this.parts;
    const rules = rulesOf({ ...config, timezone: this.#zone });
    const { clock, store } = this.ground;
    const random = seeded(1);
    return createBot({ store, clock, rules, words: words(config.locale), reader, adapters: [adapter], log, random });
  }

  /** The platform has the transcript's rooms and people before the bot comes. */
  async #settleIn(): Promise<void> {
    const { double } = this.ground;
    const { setup, events } = this.#transcript;
    const joining = new Set(events.flatMap((event) => (event.type === 'join' ? [event.person.id] : [])));
    const speaking = events.filter((event) => event.type === 'message');
    for (const { id, name } of setup.people) await this.#person(id, name);
    for (const { from } of speaking) if (!joining.has(from)) await this.#person(from, from);
    const home = homes(setup);
    for (const { id, name } of setup.rooms) {
      const here = [...home.filter((h) => h.room === id).map((h) => h.person), ...speakersIn(id, speaking)];
      const members = [...new Set(here)].filter((person) => !joining.has(person));
      await double.addRoom(id, { title: name, members });
    }
  }

  async #person(id: PersonId, name: string): Promise<void> {
    if (this.#people.has(id)) return;
    this.#people.add(id);
    await this.ground.double.addPerson(id, name);
  }

  /** The core knows the town, and which of the platform's ids are its rooms and people. */
  async #moveIn(adapter: Adapter): Promise<void> {
    const { clock, double, store } = this.ground;
    await store.transact(async (tx) => {
      await saveSetup(tx, this.#transcript.setup, adapter, clock.now());
      for (const { id } of this.#transcript.setup.rooms)
        await tx
          .updateTable('rooms')
          .set({ platform_room: double.roomId(id) })
          .where('id', '=', id)
          .execute();
    });
    for (const person of this.#people) await this.#link(adapter, person);
  }

  #link(source: Source, person: PersonId): Promise<void> {
    const { clock, double, store } = this.ground;
    return linkIdentity(store.db, double.personId(person), source, person, clock.now());
  }

  async #deliver(event: TranscriptEvent, bot: Bot, adapter: Adapter, arrivals: Arrivals): Promise<void> {
    if (event.type === 'until') return;
    if (event.type === 'offline' || event.type === 'roomId') throw new Error(`${event.type} is not carried`);
    if (event.type === 'message') await arrivals.message(await this.#say(event));
    else await this.#happen(event, adapter, arrivals);
    await bot.idle();
    await bot.wake();
  }

  async #say(event: Spoken) {
    const { double, store } = this.ground;
    const told = incoming({ ...event }, this.#transcript, this.parts.config.botNames);
    const mentioned = told.type === 'message' ? told : null;
    const said: Said = {
      room: event.private ? null : (event.room ?? null),
      from: event.from,
      text: await resolveReferences(this.#ids.inPlatform(event.text), store.db),
      at: event.at,
      images: pictures(event),
      mentions: mentioned?.mentions ?? [],
      mentionsBot: mentioned?.mentionsBot ?? false,
      ...(event.quote === null ? {} : { quote: event.quote }),
    };
    const id = await double.say(event.id, said);
    this.#ids.add(event.id, id);
    return id;
  }

  async #happen(event: Exclude<Carriable, { type: 'message' }>, source: Source, arrivals: Arrivals): Promise<void> {
    const { double } = this.ground;
    switch (event.type) {
      case 'join':
        await this.#person(event.person.id, event.person.name ?? event.person.id);
        await this.#link(source, event.person.id);
        return arrivals.after('join', () => double.join(event.room, event.person.id));
      case 'leave':
        return arrivals.after('leave', () => double.leave(event.room, event.person.id));
      case 'recall':
        return arrivals.after('recall', () => double.recall(event.message));
      case 'rename': {
        const { room, name, person } = event;
        if (person === undefined) return arrivals.after('roomName', () => double.renameRoom(room, name));
        return arrivals.after('rename', () => double.renamePerson(room, person.id, name));
      }
    }
  }

  /** Each text that was sent stands once where it belongs, in order, and nothing else does. */
  async #compare(): Promise<void> {
    const { double } = this.ground;
    await double.showed(this.#sent.length);
    const shown = double.shown().map(({ room, person, text }) => ({ place: room ?? `@${person ?? ''}`, text }));
    const found = differences(this.#sent, shown);
    if (found.length > 0) throw new Error(found.join('\n'));
  }
}

const speakersIn = (room: string, spoken: readonly Spoken[]): PersonId[] =>
  spoken.filter((event) => event.room === room && !event.private).map(({ from }) => from);

const pictures = ({ id, images }: Spoken): Buffer[] =>
  Array.from({ length: images }, (_, i) => Buffer.concat([PICTURE_HEAD, Buffer.from(`${id}-${i}`)]));

/** In real time: sockets do not wait for a virtual clock. */
async function connected(adapter: Adapter): Promise<void> {
  for (let tries = 0; !adapter.health().ok; tries += 1) {
    if (tries > 1000) throw new Error(`not connected: ${adapter.health().reason}`);
    await wait(10);
  }
}
