/** Telegram as a platform: the real adapter over real HTTP to a Bot API server on loopback, by polling or by webhook. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Adapter } from '../../../adapters/adapter.js';
import { photosIn } from '../../../adapters/photos.js';
import { telegramSchema } from '../../../adapters/telegram/config.js';
import { idsOf, type Ids } from '../../../adapters/telegram/ids.js';
import { createTelegramAdapter } from '../../../adapters/telegram/index.js';
import { TIMINGS, type Timings } from '../../../adapters/telegram/timings.js';
import type { Clock } from '../../../src/clock/clock.js';
import { secretName } from '../../../src/config/secrets.js';
import { logger } from '../../../src/log.js';
import { accountId, type MessageId, type PersonId, type RoomId } from '../../../src/model/ids.js';
import type { AdapterOptions, PlatformDouble, Said, SendFailure, Shown } from '../platform-double.js';
import { Crowd, OWNER } from './crowd.js';
import { BotApiServer, type Fault } from './server.js';
import type { ApiChat, ApiMessage, ApiUser } from './world.js';
import { freePort } from '../../../src/bench/free-port.js';

/** Short waits: the same behaviour, sooner. */
export const QUICK: Timings = {
  ...TIMINGS,
  callLimitMs: 1500,
  holdAfterMs: 100,
  firstBackoffMs: 20,
  mostBackoffMs: 200,
  conflictMs: 50,
  conflictOverMs: 300,
  downAfterMs: 0,
  watchMs: 100,
};

const SECRET = 'a-secret-of_the-webhook-0123456789';

export const telegramDouble = async (clock: Clock): Promise<TelegramDouble> => TelegramDouble.open(clock, 'polling');
export const telegramWebhookDouble = async (clock: Clock): Promise<TelegramDouble> =>
  TelegramDouble.open(clock, 'webhook');

const FAULTS: Partial<Readonly<Record<SendFailure, Fault>>> = {
  refused: { kind: 'answer', code: 400, description: 'Bad Request: message text is wrong' },
  'too-fast': {
    kind: 'answer',
    code: 429,
    description: 'Too Many Requests: retry after 1',
    parameters: { retry_after: 1 },
  },
  'risk-control': { kind: 'answer', code: 401, description: 'Unauthorized' },
  'no-answer': { kind: 'silence', done: true },
  reset: { kind: 'reset' },
  'delivered-but-error': { kind: 'answer', code: 502, description: 'Bad Gateway', done: true },
  'not-in-room': { kind: 'answer', code: 403, description: 'Forbidden: bot was kicked from the supergroup chat' },
  cold: { kind: 'answer', code: 403, description: "Forbidden: bot can't initiate conversation with a user" },
};

/** What a message is besides words. */
const KINDS: Readonly<Record<NonNullable<Said['kind']>, (text: string) => Record<string, unknown>>> = {
  voice: () => ({ voice: { file_id: 'v', file_unique_id: 'v', duration: 3 } }),
  video: (text) => ({ video: { file_id: 'v', file_unique_id: 'v', width: 1, height: 1, duration: 3 }, caption: text }),
  file: (text) => ({ document: { file_id: 'd', file_unique_id: 'd', file_name: text, mime_type: 'text/plain' } }),
  sticker: (text) => ({ sticker: { file_id: 's', file_unique_id: 's', emoji: text } }),
  location: () => ({ location: { latitude: 30.1, longitude: 121.2 } }),
  card: (text) => ({ contact: { phone_number: '13800000000', first_name: text } }),
};

export class TelegramDouble implements PlatformDouble {
  readonly can = new Set(['quotes', 'buttons', 'edits', 'replays', 'links'] as const);
  readonly server: BotApiServer;
  readonly crowd: Crowd;
  readonly secrets: readonly string[];
  #ids: Ids = idsOf(accountId('telegram'));
  readonly #rooms = new Map<string, ApiChat>();
  readonly #people = new Map<string, ApiUser>();
  readonly #said = new Map<string, ApiMessage>();
  readonly #folder = mkdtempSync(join(tmpdir(), 'weige-telegram-double-'));

  static async open(clock: Clock, mode: 'polling' | 'webhook'): Promise<TelegramDouble> {
    const double = new TelegramDouble(clock, mode, mode === 'webhook' ? await freePort() : 0);
    await double.server.listen();
    return double;
  }

  private constructor(
    readonly clock: Clock,
    private readonly mode: 'polling' | 'webhook',
    private readonly port: number,
  ) {
    this.server = new BotApiServer({ clock });
    this.crowd = new Crowd(this.server);
    this.secrets = [this.server.token, SECRET];
  }

  addRoom(name: string, { title = name }: { title?: string } = {}): Promise<void> {
    const id = -1_001_000_000_000 - this.#rooms.size;
    this.#rooms.set(name, this.server.world.addChat({ id, type: 'supergroup', title }));
    return Promise.resolve();
  }

  addPerson(name: string, nickname: string): Promise<void> {
    const id = 5000 + this.#people.size;
    this.#people.set(name, { id, is_bot: false, first_name: nickname });
    this.server.world.addChat({ id, type: 'private', first_name: nickname });
    return Promise.resolve();
  }

  /** As it may be written in the file. `webhook.url` is answered here itself: there is no certificate on loopback. */
  config(account = 'telegram') {
    const parsed = telegramSchema.parse({ platform: 'telegram', account, apiRoot: this.server.address });
    if (this.mode === 'polling') return parsed;
    const local = { host: '127.0.0.1', port: this.port, path: '/telegram' };
    return { ...parsed, mode: this.mode, webhook: { url: `http://127.0.0.1:${this.port}/telegram`, ...local } };
  }

  env(account = 'telegram'): Record<string, string> {
    return {
      [secretName('telegram', account, 'token')]: this.server.token,
      [secretName('telegram', account, 'secret')]: SECRET,
    };
  }

  adapter(options: AdapterOptions & { readonly timings?: Timings } = {}): Promise<Adapter> {
    const { account = 'telegram', log = logger('error', { write: () => undefined }), timings = QUICK } = options;
    this.#ids = idsOf(accountId(account));
    const photos = options.photos ?? photosIn(this.#folder);
    const deps = {
      clock: this.clock,
      log,
      photos,
      locale: 'zh-CN',
      botNames: ['微格'],
      env: this.env(account),
    } as const;
    return Promise.resolve(createTelegramAdapter(this.config(account), deps, timings));
  }

  say(name: string, said: Said): Promise<MessageId> {
    const from = this.user(said.from);
    const chat = said.room === null ? from.id : this.chat(said.room).id;
    const quoted = said.quote === undefined ? undefined : this.message(said.quote);
    const around = {
      ...(said.at === undefined ? {} : { date: Math.floor(said.at / 1000) }),
      ...(quoted === undefined ? {} : { reply_to_message: quoted }),
    };
    const message = this.#put(chat, from, said, around);
    this.#said.set(name, message);
    return Promise.resolve(this.#ids.message(chat, message.message_id));
  }

  recall(): Promise<void> {
    return Promise.reject(new Error('Telegram tells no bot what is deleted'));
  }

  edit(name: string, text: string): Promise<void> {
    const { chat, message_id: id } = this.message(name);
    this.crowd.edit(chat.id, id, { text });
    return Promise.resolve();
  }

  async press(from: string, label: string): Promise<void> {
    const { message, data } = this.button(label);
    const id = this.crowd.press(message, this.user(from), data);
    await this.server.world.until(() => this.server.methods.toasts.has(id), 'a toast for the press');
  }

  /** The latest message with the button, and what the button carries. */
  button(label: string): { readonly message: ApiMessage; readonly data: string } {
    for (const message of [...this.server.world.sent].reverse()) {
      const found = buttonsOf(message).find(({ text }) => text === label);
      if (found !== undefined) return { message, data: found.callback_data };
    }
    throw new Error(`no text has a button ${label}`);
  }

  join(room: string, person: string): Promise<void> {
    this.crowd.join(this.chat(room).id, this.user(person));
    return Promise.resolve();
  }
  leave(room: string, person: string): Promise<void> {
    this.crowd.leave(this.chat(room).id, this.user(person));
    return Promise.resolve();
  }
  /** Telegram tells no bot: it is seen by what the person says next. */
  renamePerson(_room: string, person: string, nickname: string): Promise<void> {
    this.user(person).first_name = nickname;
    return Promise.resolve();
  }
  renameRoom(room: string, title: string): Promise<void> {
    this.crowd.retitle(this.chat(room).id, title);
    return Promise.resolve();
  }
  putBotIn(room: string, by: string): Promise<void> {
    this.crowd.botChanged(this.chat(room).id, this.user(by), 'left', 'member');
    return Promise.resolve();
  }
  removeBot(room: string, by: string): Promise<void> {
    this.server.world.close(this.chat(room).id, 'bot was kicked from the supergroup chat');
    this.crowd.botChanged(this.chat(room).id, this.user(by), 'member', 'kicked');
    return Promise.resolve();
  }

  shown(): readonly Shown[] {
    return this.server.world.sent.map((message) => this.#shown(message));
  }
  showed(count: number): Promise<void> {
    const { world } = this.server;
    return world.until(() => world.sent.length >= count, `${count} texts shown`);
  }

  roomId = (name: string): RoomId => this.#ids.room({ chat: this.chat(name).id, topic: null });
  personId = (name: string): PersonId => this.#ids.person(this.user(name).id);
  messageId(name: string): MessageId {
    const { chat, message_id: id } = this.message(name);
    return this.#ids.message(chat.id, id);
  }

  failSends(...kinds: readonly SendFailure[]): void {
    const faults = kinds.map((kind) => {
      const fault = FAULTS[kind];
      if (fault === undefined) throw new Error(`Telegram never fails by ${kind}`);
      return fault;
    });
    this.server.fail(/^send/, ...faults);
  }

  disturb(how: 'duplicate' | 'reorder' | 'none'): void {
    this.server.delivery.how = how;
  }

  goDown(): Promise<void> {
    return this.server.away();
  }
  comeBack(): Promise<void> {
    return this.server.listen();
  }

  async stop(): Promise<void> {
    await this.server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  chat(name: string): ApiChat {
    const found = this.#rooms.get(name);
    if (found === undefined) throw new Error(`there is no room ${name}`);
    return found;
  }
  user(name: string): ApiUser {
    const found = name === 'owner' ? OWNER : this.#people.get(name);
    if (found === undefined) throw new Error(`there is no person ${name}`);
    return found;
  }
  message(name: string): ApiMessage {
    const found = this.#said.get(name);
    if (found === undefined) throw new Error(`nobody said ${name}`);
    return found;
  }

  /** Several photos are an album: a message each, the words under the first. */
  #put(chat: number, from: ApiUser, said: Said, around: Record<string, unknown>): ApiMessage {
    const { text, entities } = this.#marked(said);
    const [first, ...others] = said.images ?? [];
    if (first !== undefined) {
      const caption = text === '' ? {} : { caption: text, caption_entities: entities };
      const album = others.length === 0 ? {} : { media_group_id: String(this.server.world.files.size) };
      const message = this.crowd.photo(chat, from, first, { ...around, ...caption, ...album });
      for (const bytes of others) this.crowd.photo(chat, from, bytes, { ...around, ...album });
      return message;
    }
    const body = said.kind === undefined ? { text, entities } : KINDS[said.kind](text);
    return this.crowd.say(chat, from, { ...around, ...body });
  }

  /** Mentions are marked over the words that make them; one without words is written at the end. */
  #marked({ text, mentions = [], mentionsBot = false }: Said) {
    const entities: Record<string, unknown>[] = [];
    let words = text;
    let from = 0;
    const mark = (user: ApiUser, called: string) => {
      const exact = words.indexOf(called, from);
      const near = exact < 0 ? words.slice(from).search(/@\S/) + from : exact;
      const found = exact >= 0 || near >= from;
      const length = exact >= 0 ? called.length : (/^@\S+/.exec(words.slice(near))?.[0].length ?? called.length);
      const offset = found ? near : words.length + 1;
      if (!found) words = `${words} ${called}`;
      entities.push({ type: 'text_mention', offset, length: found ? length : called.length, user });
      from = offset + length;
    };
    if (mentionsBot && words.includes('@微格')) mark(this.server.world.me, '@微格');
    else if (mentionsBot && !/@bot/i.test(words)) words = `@${this.server.world.me.username ?? ''} ${words}`;
    from = mentionsBot ? from : 0;
    for (const name of mentions) mark(this.user(name), `@${this.user(name).first_name}`);
    const bot = words.indexOf(`@${this.server.world.me.username ?? ''}`);
    if (bot >= 0)
      entities.push({ type: 'mention', offset: bot, length: (this.server.world.me.username ?? '').length + 1 });
    return { text: words, entities };
  }

  #shown(message: ApiMessage): Shown {
    const entities = [...listOf(message['entities']), ...listOf(message['caption_entities'])];
    const mentioned = entities.map(({ user }) => (user as ApiUser | undefined)?.id);
    const people = [...this.#people];
    const inRoom = message.chat.type !== 'private';
    const preview = message['link_preview_options'] as { url?: string } | undefined;
    return {
      room: inRoom ? ([...this.#rooms].find(([, chat]) => chat.id === message.chat.id)?.[0] ?? null) : null,
      person: inRoom ? null : (people.find(([, user]) => user.id === message.chat.id)?.[0] ?? null),
      text: textOf(message),
      mentions: people.filter(([, user]) => mentioned.includes(user.id)).map(([name]) => name),
      images: listOf(message['photo']).map(({ file_id: id }) => this.#bytes(String(id))),
      link: preview?.url ?? null,
      buttons: buttonsOf(message).map(({ text }) => text),
      id: this.#ids.message(message.chat.id, message.message_id),
    };
  }

  #bytes(id: string): Buffer {
    return this.server.world.files.get(id)?.bytes ?? Buffer.alloc(0);
  }
}

const listSchema = z.array(z.record(z.string(), z.unknown()));

const listOf = (value: unknown): z.output<typeof listSchema> => listSchema.safeParse(value).data ?? [];

const textOf = ({ text, caption }: ApiMessage): string =>
  typeof text === 'string' ? text : typeof caption === 'string' ? caption : '';

interface Keyboard {
  readonly inline_keyboard: readonly (readonly { readonly text: string; readonly callback_data: string }[])[];
}

export const buttonsOf = (message: ApiMessage) =>
  (message['reply_markup'] as Keyboard | undefined)?.inline_keyboard.flat() ?? [];
