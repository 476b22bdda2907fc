/** Speeches go out as plain texts and photos, and each answer of Telegram becomes one of the contract's results. */
import type { InlineKeyboardMarkup } from 'telegraf/types';
import type { Clock } from '../../src/clock/clock.js';
import type { Log } from '../../src/log.js';
import type { Source } from '../../src/model/event.js';
import type { Instant } from '../../src/model/ids.js';
import type { Outgoing, SendResult, Sink } from '../adapter.js';
import type { Photos } from '../photos.js';
import type { Client } from './client.js';
import { failureOf, type Failure } from './failure.js';
import type { Ids, Place } from './ids.js';
import { migrated } from './incoming.js';
import type { Migrations } from './migrations.js';
import type { Notes } from './notes.js';
import { partsOf, type Part } from './parts.js';
import { keyboardOf } from './press.js';
import { refusalOf, type Refusal } from './refusal.js';
import { pause } from './timings.js';

export interface SpeakerDeps {
  readonly client: Client;
  readonly ids: Ids;
  readonly source: Source;
  readonly photos: Photos;
  readonly notes: Notes;
  readonly sink: Sink;
  readonly migrations: Migrations;
  readonly clock: Clock;
  readonly log: Log;
  readonly callLimitMs: number;
}

/** Two chats refused for haste so close together: it is the account's own limit. */
const SAME_HASTE_MS = 1000;
/** A text that is half out is worth so long a wait. */
const LONGEST_PAUSE_MS = 10_000;
/** Ten megabytes over a poor line. */
const PHOTO_LIMIT_FACTOR = 2;

interface Target extends Place {
  readonly to: 'room' | 'person';
}

/** What goes with one part besides its words. */
interface Around {
  readonly message_thread_id?: number;
  readonly reply_parameters?: { readonly message_id: number; readonly allow_sending_without_reply: true };
  readonly reply_markup?: InlineKeyboardMarkup;
}

export class Speaker {
  #haste: { readonly chat: number; readonly at: Instant } | null = null;
  readonly #toldOut = new Set<number>();

  constructor(private readonly deps: SpeakerDeps) {}

  async send(message: Outgoing): Promise<SendResult> {
    const target = this.#target(message.to);
    const refused = (reason: string): SendResult => ({ state: 'refused', reason, retryAfterMs: null });
    if (target === null) return refused('that is no place of this account');
    const photos = await this.#photos(message.images);
    const parts = partsOf(message, photos, this.deps.ids);
    if (parts.length === 0) return refused('there is nothing to say');
    const around = await this.#around(message, target);
    return this.#sendParts(target, parts, around);
  }

  #target(to: Outgoing['to']): Target | null {
    const { ids } = this.deps;
    if ('room' in to) {
      const place = ids.placeOf(to.room);
      return place && { ...place, to: 'room' };
    }
    const user = ids.userOf(to.person);
    return user !== null && user > 0 ? { chat: user, topic: null, to: 'person' } : null;
  }

  /** One that is gone leaves the words; so does a folder that can't be read. */
  async #photos(hashes: readonly string[]): Promise<Buffer[]> {
    const { photos, log } = this.deps;
    const found: Buffer[] = [];
    for (const hash of hashes) {
      const photo = await photos.find(hash).catch(() => null);
      if (photo === null) log.warn({ photo: hash }, 'a photo to be sent is not kept here');
      else found.push(photo.bytes);
    }
    return found;
  }

  /** For the first part and for the last one. Without buttons when the words of a long one can't be kept. */
  async #around({ replyTo, buttons }: Outgoing, target: Target): Promise<{ first: Around; last: Around; all: Around }> {
    const { ids, notes, log } = this.deps;
    const spot = replyTo === null ? null : ids.spotOf(replyTo);
    const answers = spot !== null && spot.chat === target.chat ? spot.message : null;
    const keyboard = await keyboardOf(buttons, notes).catch((error: unknown) => {
      log.warn({ err: error }, 'a text goes out without its buttons');
      return null;
    });
    return {
      all: target.topic === null ? {} : { message_thread_id: target.topic },
      first: answers === null ? {} : { reply_parameters: { message_id: answers, allow_sending_without_reply: true } },
      last: keyboard === null || keyboard.inline_keyboard.length === 0 ? {} : { reply_markup: keyboard },
    };
  }

  async #sendParts(
    target: Target,
    parts: readonly Part[],
    { first, last, all }: { first: Around; last: Around; all: Around },
  ): Promise<SendResult> {
    let sent = 0;
    for (const [at, part] of parts.entries()) {
      const around = { ...all, ...(at === 0 ? first : {}), ...(at === parts.length - 1 ? last : {}) };
      try {
        sent = await this.#sendPart(target, part, around, at > 0);
      } catch (error) {
        return this.#failed(failureOf(error), target, at, parts.length);
      }
    }
    this.#toldOut.delete(target.chat);
    return { state: 'delivered', id: this.deps.ids.message(target.chat, sent) };
  }

  /** A later part that is refused for haste alone surely is not out: it waits as told, once. */
  async #sendPart(target: Target, part: Part, around: Around, waits: boolean): Promise<number> {
    try {
      return await this.#call(target, part, around);
    } catch (error) {
      const failure = failureOf(error);
      const restMs = failure.kind === 'answered' && failure.code === 429 ? (failure.retryAfterMs ?? 0) : Infinity;
      if (!waits || restMs > LONGEST_PAUSE_MS) throw error;
      await pause(restMs, new AbortController().signal);
      return this.#call(target, part, around);
    }
  }

  async #call({ chat }: Target, part: Part, around: Around): Promise<number> {
    const { client, callLimitMs } = this.deps;
    if (part.photo === null) {
      const preview = part.preview === null ? { is_disabled: true } : { url: part.preview };
      const text = { chat_id: chat, text: part.text, entities: [...part.entities], link_preview_options: preview };
      return (await client.call('sendMessage', { ...text, ...around }, { limitMs: callLimitMs })).message_id;
    }
    const words = part.text === '' ? {} : { caption: part.text, caption_entities: [...part.entities] };
    const photo = { chat_id: chat, photo: { source: part.photo, filename: 'photo.jpg' }, ...words };
    const limitMs = callLimitMs * PHOTO_LIMIT_FACTOR;
    return (await client.callWithFile('sendPhoto', { ...photo, ...around }, { limitMs })).message_id;
  }

  async #failed(failure: Failure, target: Target, sentParts: number, parts: number): Promise<SendResult> {
    const refusal = refusalOf(failure, target.to);
    await this.#tell(refusal, target);
    const { result } = refusal;
    if (sentParts > 0 && 'reason' in result) {
      return { state: 'unknown', reason: `${sentParts} of ${parts} parts are out; then: ${result.reason}` };
    }
    return this.#forAll(failure, target) ?? result;
  }

  #forAll(failure: Failure, { chat }: Target): SendResult | null {
    if (failure.kind !== 'answered' || failure.code !== 429) return null;
    const now = this.deps.clock.now();
    const before = this.#haste;
    this.#haste = { chat, at: now };
    if (before === null || before.chat === chat || Math.abs(now - before.at) > SAME_HASTE_MS) return null;
    const reason = 'Telegram asks the whole account to go slower';
    return { state: 'unready', reason, retryAfterMs: failure.retryAfterMs ?? SAME_HASTE_MS };
  }

  /** What the refusal tells of the room besides. What can't be kept just now is told again by the next refusal. */
  async #tell({ tells }: Refusal, { chat, topic }: Target): Promise<void> {
    const { source, ids, clock, sink, migrations, log } = this.deps;
    try {
      if (tells === 'out' && !this.#toldOut.has(chat)) {
        const room = ids.room({ chat, topic });
        await sink.receive({ type: 'botOut', source, at: clock.now(), room, roomName: null, by: null });
        this.#toldOut.add(chat);
      }
      if (tells !== null && tells !== 'out') {
        const [change] = migrated({ from: chat, to: tells.migratedTo }, clock.now(), this.deps);
        if (change?.event.type === 'roomId') await migrations.tell(chat, tells.migratedTo, change.event);
      }
    } catch (error) {
      log.error({ err: error, chat }, 'what a refusal tells of a room could not be kept');
    }
  }
}
