/** Updates become durable events: one queue for each chat, so that a slow picture holds up only its own. */
import type { Update } from 'telegraf/types';
import { z } from 'zod';
import type { Log } from '../../src/log.js';
import type { Incoming } from '../../src/model/event.js';
import type { Sink } from '../adapter.js';
import { eventsOf, type Reading, type Taken } from './incoming.js';
import type { Migrations } from './migrations.js';
import type { Pictures } from './pictures.js';
import { pressed, type PressDeps } from './press.js';

export interface IntakeDeps {
  readonly reading: Reading;
  readonly sink: Sink;
  readonly migrations: Migrations;
  readonly pictures: Pictures;
  readonly press: PressDeps;
  readonly log: Log;
}

const updateSchema = z.looseObject({ update_id: z.number().int() });

/** Telegram's own servers, or our own note of what they gave: the rest of it is as its documentation says. */
export const isUpdate = (value: unknown): value is Update => updateSchema.safeParse(value).success;

/** Presses do not wait behind pictures: they must be answered within seconds. */
function laneOf(update: Update): string {
  if ('callback_query' in update) return `press ${update.callback_query.message?.chat.id ?? ''}`;
  if ('message' in update) return String(update.message.chat.id);
  if ('edited_message' in update) return String(update.edited_message.chat.id);
  if ('my_chat_member' in update) return String(update.my_chat_member.chat.id);
  if ('chat_member' in update) return String(update.chat_member.chat.id);
  return '';
}

/** A promise that waiting for its holder does not wait for. */
interface Handed {
  readonly kept: Promise<unknown>;
}

export class Intake {
  readonly #lanes = new Map<string, Promise<void>>();

  constructor(private readonly deps: IntakeDeps) {}

  /** Resolves once all that the update says is durable; rejects when it could not be kept, and is then to be given again. */
  take(update: Update): Promise<void> {
    const lane = laneOf(update);
    const handed = (this.#lanes.get(lane) ?? Promise.resolve()).then(() => this.#hand(update));
    const turn = handed.then(
      () => undefined,
      () => undefined,
    );
    this.#lanes.set(lane, turn);
    void turn.then(() => {
      if (this.#lanes.get(lane) === turn) this.#lanes.delete(lane);
    });
    return handed.then(async ({ kept }) => {
      await kept;
    });
  }

  /** Resolves when nothing is on its way any more. */
  async idle(): Promise<void> {
    while (this.#lanes.size > 0) await Promise.all(this.#lanes.values());
  }

  async #hand(update: Update): Promise<Handed> {
    if ('callback_query' in update) {
      await pressed(update.callback_query, this.deps.press);
      return { kept: Promise.resolve() };
    }
    const taken = await this.#ready(this.#read(update));
    const kept = Promise.all(taken.map((each) => this.#give(each)));
    kept.catch(() => this.deps.reading.acquaintances.forgetMoves());
    // What is said in the new chat must find the room by its new id.
    if (taken.some(({ migration }) => migration !== undefined)) await kept;
    return { kept };
  }

  /** An update that can't be read must not stand in the way of all that follow: it is put aside with its number. */
  #read(update: Update): Taken[] {
    try {
      return eventsOf(update, this.deps.reading);
    } catch (error) {
      this.deps.log.error({ update: update.update_id, err: error }, 'an update could not be read and was set aside');
      return [];
    }
  }

  /** Everything is at hand before the first event is given, so that they are given without waiting in between. */
  async #ready(taken: readonly Taken[]): Promise<Taken[]> {
    const ready: Taken[] = [];
    for (const each of taken) {
      const { event, picture } = each;
      if (picture === null || event.type !== 'message') ready.push(each);
      else ready.push({ ...each, event: { ...event, images: [await this.deps.pictures.fetch(picture)] } });
    }
    return ready;
  }

  async #give({ event, migration }: Taken): Promise<void> {
    const { sink, migrations } = this.deps;
    if (migration !== undefined && event.type === 'roomId') return migrations.tell(migration.from, migration.to, event);
    if (event.type === 'botIn' || event.type === 'botOut') {
      const chat = this.deps.reading.ids.placeOf(event.room)?.chat ?? 0;
      if (await migrations.concerns(chat)) return;
    }
    await sink.receive(event);
    this.#remember(event);
  }

  #remember(event: Incoming): void {
    const { acquaintances } = this.deps.reading;
    if (event.type === 'rename' && event.name !== null) acquaintances.called(event.room, event.person, event.name);
    if (event.type === 'join' && event.name !== null) acquaintances.called(event.room, event.person, event.name);
    if (event.type === 'message' && event.room !== null && event.fromName !== null)
      acquaintances.called(event.room, event.from, event.fromName);
  }
}
