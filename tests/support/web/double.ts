/** The web chat as a platform: people speak over its HTTP, what the bot says is what it takes. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Adapter, Outgoing } from '../../../adapters/adapter.js';
import { photosIn, type Photos } from '../../../adapters/photos.js';
import { createWebAdapter } from '../../../adapters/web/index.js';
import type { Clock } from '../../../src/clock/clock.js';
import { messageId, type MessageId, type PersonId, type RoomId } from '../../../src/model/ids.js';
import type { AdapterOptions, PlatformDouble, Said, SendFailure, Shown } from '../platform-double.js';
import { WebTown } from './town.js';

const TOKEN = 'a-token-of-the-web-chat-0123456789';
const PAUSE_MS = 20;

export const webDouble = (clock: Clock): PlatformDouble => new WebDouble(clock);

const cannot = (what: string) => (): Promise<never> => Promise.reject(new Error(`the web chat cannot ${what}`));

class WebDouble implements PlatformDouble {
  readonly can = new Set(['quotes', 'recalls', 'echoes'] as const);
  readonly lacks = new Set([
    'memberships',
    'kinds',
    'outages',
    'presence',
    'mentionsOut',
    'photosOut',
    'ownIds',
    'longTexts',
    'failures',
    'disturbances',
  ] as const);
  readonly secrets = [TOKEN];
  readonly #town: WebTown;
  readonly #folder = mkdtempSync(join(tmpdir(), 'weige-web-double-'));
  readonly #said = new Map<string, { readonly id: MessageId; readonly from: string }>();
  readonly #shown: Shown[] = [];
  readonly #rooms: string[] = [];
  readonly #people: string[] = [];
  #adapter: Adapter | null = null;
  #photos: Photos = photosIn(this.#folder);

  constructor(readonly clock: Clock) {
    this.#town = new WebTown(clock);
  }

  addRoom(name: string, options: { title?: string } = {}): Promise<void> {
    this.#rooms.push(name);
    this.#town.putRoom(name, options.title ?? name);
    return Promise.resolve();
  }
  addPerson(name: string, nickname: string): Promise<void> {
    this.#people.push(name);
    this.#town.putPerson(name, nickname);
    return Promise.resolve();
  }

  adapter({ account = 'web', log, photos }: AdapterOptions = {}): Promise<Adapter> {
    this.#photos = photos ?? this.#photos;
    const real = createWebAdapter({ platform: 'web', account, host: '127.0.0.1', port: 0, demo: true }, this.#town, {
      photos: this.#photos,
      locale: 'zh-CN',
      botNames: ['微格'],
      env: { WEIGE_WEB_TOKEN: TOKEN },
      failed: (error) => log?.error({ err: error }, 'the page failed'),
    });
    this.#adapter = this.#recording(real);
    return Promise.resolve(this.#adapter);
  }

  async say(name: string, said: Said): Promise<MessageId> {
    const images: string[] = [];
    for (const bytes of said.images ?? []) images.push(await this.#upload(bytes));
    const body = {
      key: randomUUID(),
      as: this.personId(said.from),
      room: said.room === null ? null : this.roomId(said.room),
      text: said.text,
      images,
      quote: said.quote === undefined ? null : this.messageId(said.quote),
    };
    const id = messageId(z.object({ id: z.string() }).parse(await this.#insist('/api/messages', body)).id);
    this.#said.set(name, { id, from: said.from });
    this.#town.putLine({ id, from: body.as, room: body.room, text: said.text });
    return id;
  }

  async recall(name: string): Promise<void> {
    const said = this.#said.get(name);
    await this.#insist('/api/recall', { as: this.personId(said?.from ?? ''), message: said?.id });
  }

  edit = cannot('change what was said');
  press = cannot('show buttons');
  join = cannot('tell who joins');
  leave = cannot('tell who leaves');
  renamePerson = cannot('rename people');
  renameRoom = cannot('rename rooms');
  putBotIn = cannot('put the bot anywhere');
  removeBot = cannot('remove the bot');
  goDown = cannot('be away while the bot runs');
  comeBack = cannot('be away while the bot runs');

  shown = (): readonly Shown[] => this.#shown;
  async showed(count: number): Promise<void> {
    for (let tries = 0; this.#shown.length < count; tries += 1) {
      if (tries > 250) throw new Error(`only ${this.#shown.length} of ${count} were shown`);
      await wait(PAUSE_MS);
    }
  }

  roomId = (name: string): RoomId => this.#town.room(name);
  personId = (name: string): PersonId => this.#town.person(name);
  messageId(name: string): MessageId {
    const said = this.#said.get(name);
    if (said === undefined) throw new Error(`nobody said ${name}`);
    return said.id;
  }

  failSends(...kinds: readonly SendFailure[]): void {
    throw new Error(`the web chat never fails by ${kinds.join(', ')}`);
  }
  disturb(): void {
    throw new Error('the page has keys against posts that arrive twice');
  }

  async stop(): Promise<void> {
    await this.#adapter?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The page shows the core's own record of what was taken: this is that record. */
  #recording(real: Adapter): Adapter {
    return {
      platform: real.platform,
      account: real.account,
      capabilities: real.capabilities,
      get address() {
        return real.address ?? null;
      },
      start: (sink) => real.start(sink),
      send: async (message) => {
        const result = await real.send(message);
        if ('id' in result) this.#shown.push(this.#asShown(message, result.id));
        return result;
      },
      health: () => real.health(),
      stop: () => real.stop(),
    };
  }

  #asShown({ to, text }: Outgoing, id: MessageId): Shown {
    const room = 'room' in to ? (this.#rooms.find((name) => this.roomId(name) === to.room) ?? null) : null;
    const person = 'person' in to ? (this.#people.find((name) => this.personId(name) === to.person) ?? null) : null;
    return { room, person, text, mentions: [], images: [], link: null, buttons: [], id };
  }

  /** As the page does: the same again until it is kept. */
  async #insist(path: string, body: unknown): Promise<unknown> {
    for (let tries = 0; tries < 250; tries += 1) {
      const answer = await fetch(this.#address() + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify(body),
      });
      if (answer.ok) return answer.json();
      if (answer.status !== 503) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
      await wait(PAUSE_MS);
    }
    throw new Error(`${path} was never kept`);
  }

  async #upload(bytes: Buffer): Promise<string> {
    const form = new FormData();
    form.append('photo', new Blob([new Uint8Array(bytes)]), 'photo.png');
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await fetch(`${this.#address()}/api/images`, { method: 'POST', body: form, headers });
    return z.object({ hash: z.string() }).parse(await answer.json()).hash;
  }

  #address(): string {
    const open = this.#adapter?.address ?? null;
    if (open === null) throw new Error('the web chat is not open');
    return open.replace(/\/$/, '');
  }
}
