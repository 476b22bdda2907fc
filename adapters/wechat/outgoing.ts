/** Carries one message to the gateway: its words in pieces, its pictures, its link; and tells what became of it. */
import type { Clock } from '../../src/clock/clock.js';
import type { Log } from '../../src/log.js';
import type { Source } from '../../src/model/event.js';
import type { Outgoing, SendResult } from '../adapter.js';
import type { Photos } from '../photos.js';
import { gatewayError, SEND_LIMIT_MS } from './calls.js';
import type { Gateway } from './gateway.js';
import type { Ids } from './ids.js';
import type { Members } from './members.js';
import type { Names } from './names.js';
import type { Order } from './order.js';
import { resultOf } from './refusal.js';
import type { Sending, Sent } from './sent.js';
import { pieces } from './split.js';

export const TEXT_LIMIT = 2000;
/** WeChat's own blank, which ends a mention. */
const AFTER_MENTION = '\u2005';
const NOT_CONNECTED_MS = 10_000;

export interface OutgoingDeps {
  readonly source: Source;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly log: Log;
  readonly photos: Photos;
  readonly gateway: () => Gateway | null;
  readonly self: () => string | null;
  /** Why nothing can go out, in one sentence. */
  readonly trouble: () => string;
  readonly members: Members;
  readonly names: Names;
  readonly order: Order;
  readonly sent: Sent;
  /** How long one part may take. */
  readonly limitMs?: number;
}

/** One thing that goes out by one call; gives the gateway's id, or null when it gives none. */
interface Part {
  readonly text: string;
  readonly send: (gateway: Gateway, limitMs: number) => Promise<string | null>;
}

export class Speaking {
  constructor(private readonly deps: OutgoingDeps) {}

  async send(message: Outgoing): Promise<SendResult> {
    const { ids, gateway, self, trouble } = this.deps;
    const to = ids.raw('room' in message.to ? message.to.room : message.to.person);
    if (to === null) return { state: 'refused', reason: 'it is for another account', retryAfterMs: null };
    const open = gateway();
    if (open === null || self() === null)
      return { state: 'unready', reason: trouble(), retryAfterMs: NOT_CONNECTED_MS };
    const room = 'room' in message.to ? to : null;
    if (room === null && (await this.deps.members.maybeFriend(to)) === false)
      return { state: 'refused', reason: 'not a friend, and has not written', retryAfterMs: null, concerns: 'cold' };
    const parts = await this.#parts(message, to, room);
    if (parts.length === 0) return { state: 'refused', reason: 'nothing of it can be sent', retryAfterMs: null };
    const result = await this.#sendAll(open, parts, to, message.outboxId);
    if (result.state === 'refused' && result.concerns === 'room' && room !== null) this.#thrownOut(message.to, room);
    return result;
  }

  async #sendAll(gateway: Gateway, parts: readonly Part[], to: string, outboxId: number): Promise<SendResult> {
    let first: SendResult | null = null;
    for (const [at, part] of parts.entries()) {
      const result = await this.#sendOne(gateway, part, to, { outboxId, awaited: at === parts.length - 1 });
      if (result.state !== 'accepted' && result.state !== 'delivered') return first === null ? result : halfOut(result);
      first ??= result;
      // The row is delivered when its last part was seen.
      if (at === parts.length - 1 && result.state === 'delivered') return { ...first, state: 'delivered' };
    }
    return first ?? { state: 'refused', reason: 'nothing of it can be sent', retryAfterMs: null };
  }

  /** `awaited`: its echo settles the row. */
  async #sendOne(
    gateway: Gateway,
    part: Part,
    to: string,
    { outboxId, awaited }: { readonly outboxId: number; readonly awaited: boolean },
  ): Promise<SendResult> {
    const sending = awaited ? this.deps.sent.begin(to, part.text, outboxId) : null;
    const called = part.send(gateway, this.deps.limitMs ?? SEND_LIMIT_MS).then(
      (id) => this.#accepted(id, outboxId, sending),
      (error: unknown) => {
        const result = resultOf(gatewayError(error));
        if (result.state === 'unknown') sending?.accepted(null);
        else sending?.refused();
        return result;
      },
    );
    if (sending === null) return called;
    const seen = sending.seen.then((id): SendResult => ({ state: 'delivered', id: this.deps.ids.message(id) }));
    return Promise.race([called, seen]);
  }

  /** Some gateways give no id: the row then goes by its own number, and its echo is known by the words. */
  #accepted(id: string | null, outboxId: number, sending: Sending | null): SendResult {
    const seen = sending?.accepted(id) ?? false;
    return {
      state: seen ? 'delivered' : 'accepted',
      id: this.deps.ids.message(id ?? `sent-${outboxId}-${this.deps.clock.now()}`),
    };
  }

  async #parts(message: Outgoing, to: string, room: string | null): Promise<Part[]> {
    const { text, mentioned } = this.#addressed(message, room);
    const said = text.trim() === '' ? [] : pieces(text, TEXT_LIMIT);
    const parts: Part[] = said.map((piece, at) => ({
      text: piece,
      send: (gateway, limitMs) => gateway.sendText(to, piece, at === 0 ? mentioned : [], limitMs),
    }));
    for (const hash of message.images) {
      const picture = await this.#picture(hash);
      if (picture !== null)
        parts.push({
          text: '',
          send: (gateway, limitMs) => gateway.sendPicture(to, picture.bytes, picture.name, limitMs),
        });
    }
    const { link } = message;
    if (link !== null) parts.push({ text: '', send: (gateway, limitMs) => gateway.sendLink(to, link, limitMs) });
    return parts;
  }

  /** A picture that is no longer there must not keep the words back. */
  async #picture(hash: string): Promise<{ readonly bytes: Buffer; readonly name: string } | null> {
    const { photos, log, source } = this.deps;
    const found = await photos.find(hash).catch(() => null);
    if (found === null) {
      log.warn({ account: source.account, picture: hash }, 'a picture to be sent is not there');
      return null;
    }
    return { bytes: found.bytes, name: `${hash.slice(0, 12)}.${found.type.replace(/^image\/(?:x-)?/, '')}` };
  }

  /** People are mentioned by the name that the room knows; a mention not written out yet is put before the words. */
  #addressed(message: Outgoing, room: string | null): { readonly text: string; readonly mentioned: readonly string[] } {
    if (room === null) return { text: message.text, mentioned: [] };
    const mentioned: string[] = [];
    let text = message.text;
    let before = '';
    for (const { id, name } of message.mentions) {
      const raw = this.deps.ids.raw(id);
      if (raw === null) continue;
      const shown = this.deps.names.name(room, raw)?.name ?? name;
      if (shown === '') continue;
      mentioned.push(raw);
      const written = [name, shown].find((known) => known !== '' && text.includes(`@${known}`));
      if (written === undefined) before += `@${shown}${AFTER_MENTION}`;
      else text = text.replace(new RegExp(`@${literally(written)}[ \u2005]?`), () => `@${shown}${AFTER_MENTION}`);
    }
    return { text: before === '' ? text : `${before} ${text}`, mentioned };
  }

  #thrownOut(to: Outgoing['to'], room: string): void {
    if (!('room' in to)) return;
    const { order, source, clock, names } = this.deps;
    const roomName = names.topic(room)?.name ?? null;
    order.give(room, { type: 'botOut', source, at: clock.now(), room: to.room, roomName, by: null });
  }
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Part of it stands in the room already: it must not be sent again from the beginning. */
const halfOut = (result: SendResult): SendResult => ({
  state: 'unknown',
  reason: `only the beginning went out: ${'reason' in result ? result.reason : result.state}`,
});
