/** The Bot API's methods that a group bot uses, with the limits and refusals of the real one. */
import { z } from 'zod';
import type { Delivery } from './delivery.js';
import { ApiError, badRequest, type ApiMessage, type World } from './world.js';

/** A field of a form is text; in JSON it is itself. */
const jsonOr = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^[[{"]/.test(value) ? (JSON.parse(value) as unknown) : value),
    schema,
  );
const integer = z.coerce.number().int();

const sendSchema = z.object({
  chat_id: integer,
  message_thread_id: integer.optional(),
  reply_parameters: jsonOr(
    z.object({ message_id: z.number(), allow_sending_without_reply: z.boolean().optional() }),
  ).optional(),
  reply_markup: jsonOr(
    z.object({
      inline_keyboard: z.array(z.array(z.object({ text: z.string(), callback_data: z.string() }))),
    }),
  ).optional(),
});
type Send = z.output<typeof sendSchema>;

const textSchema = z.object({
  text: z.string(),
  parse_mode: z.undefined().optional(),
  entities: jsonOr(z.array(z.looseObject({ type: z.string() }))).optional(),
  link_preview_options: jsonOr(
    z.object({ is_disabled: z.boolean().optional(), url: z.string().optional() }),
  ).optional(),
});
const photoSchema = z.object({
  caption: z.string().optional(),
  caption_entities: jsonOr(z.array(z.looseObject({ type: z.string() }))).optional(),
});
const pollSchema = z.object({
  offset: integer.default(0),
  limit: integer.default(100),
  timeout: integer.default(0),
  allowed_updates: jsonOr(z.array(z.string())).default([]),
});

/** How much haste is refused; missing: none. */
export interface HasteLimits {
  readonly perChatMs?: number;
  readonly perGroupPerMinute?: number;
  readonly perSecond?: number;
}

export interface Given {
  readonly params: Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<string, Buffer>>;
  /** The caller has gone. */
  readonly closed: AbortSignal;
}

export class Methods {
  privacy = false;
  limits: HasteLimits = {};
  /** Toasts by the press they answer. */
  readonly toasts = new Map<string, string>();
  /** Presses that can still be answered. */
  readonly pending = new Set<string>();
  readonly #times: { readonly chat: number; readonly at: number }[] = [];

  constructor(
    private readonly world: World,
    private readonly delivery: Delivery,
  ) {}

  call(method: string, given: Given): unknown {
    const handler = this.#methods[method.toLowerCase()];
    if (handler === undefined) throw new ApiError(404, 'Not Found: method not found');
    return handler(given);
  }

  readonly #methods: Readonly<Record<string, (given: Given) => unknown>> = {
    getme: () => ({ ...this.world.me, can_join_groups: true, can_read_all_group_messages: !this.privacy }),
    getupdates: ({ params, closed }) => {
      const { offset, limit, timeout, allowed_updates: allowed } = pollSchema.parse(params);
      return this.delivery.poll(
        { offset, limit: Math.min(limit, 100), timeoutSeconds: Math.min(timeout, 50), allowed },
        closed,
      );
    },
    setwebhook: ({ params }) => {
      const { url, secret_token: secret } = z
        .object({ url: z.string(), secret_token: z.string().optional() })
        .parse(params);
      this.delivery.setWebhook(url, secret ?? null);
      return true;
    },
    deletewebhook: () => {
      this.delivery.setWebhook('', null);
      return true;
    },
    getwebhookinfo: () => {
      const { webhook, updates } = this.delivery;
      const error = webhook?.lastError ?? null;
      return {
        url: webhook?.url ?? '',
        has_custom_certificate: false,
        pending_update_count: updates.length,
        ...(error === null ? {} : { last_error_date: error.date, last_error_message: error.message }),
      };
    },
    sendmessage: ({ params }) => {
      const { text, entities, link_preview_options: preview } = textSchema.parse(params);
      if (text.trim() === '') throw badRequest('message text is empty');
      if (text.length > 4096) throw badRequest('message is too long');
      return this.#say(params, {
        text,
        ...(entities ? { entities } : {}),
        ...(preview ? { link_preview_options: preview } : {}),
      });
    },
    sendphoto: ({ params, files }) => {
      const { caption, caption_entities: entities } = photoSchema.parse(params);
      const bytes = files['photo'];
      if ((caption ?? '').length > 1024) throw badRequest('message caption is too long');
      if (bytes === undefined) throw badRequest('wrong file identifier/HTTP URL specified');
      const file = { file_id: this.world.addFile(bytes, 'photos'), file_unique_id: 'u', file_size: bytes.length };
      const words = {
        ...(caption === undefined ? {} : { caption }),
        ...(entities ? { caption_entities: entities } : {}),
      };
      return this.#say(params, { ...words, photo: [{ ...file, width: 800, height: 600 }] });
    },
    answercallbackquery: ({ params }) => {
      const { callback_query_id: id, text } = z
        .object({ callback_query_id: z.string(), text: z.string().max(200) })
        .parse(params);
      if (!this.pending.delete(id))
        throw badRequest('query is too old and response timeout expired or query ID is invalid');
      this.toasts.set(id, text);
      return true;
    },
    getfile: ({ params }) => {
      const { file_id: id } = z.object({ file_id: z.string() }).parse(params);
      const file = this.world.files.get(id);
      if (file === undefined) throw badRequest('invalid file_id');
      if (file.bytes.length > 20 * 1024 * 1024) throw badRequest('file is too big');
      return { file_id: id, file_unique_id: 'u', file_size: file.bytes.length, file_path: file.path };
    },
    setmycommands: () => true,
  };

  #say(params: Readonly<Record<string, unknown>>, body: Readonly<Record<string, unknown>>): ApiMessage {
    const send = sendSchema.parse(params);
    const { chat, messages } = this.world.openChat(send.chat_id);
    this.#refuseHaste(chat.id, chat.type !== 'private');
    const message = this.world.put(chat.id, this.world.me, { ...body, ...this.#around(send, messages) });
    this.world.sent.push(message);
    return message;
  }

  #around(send: Send, messages: ReadonlyMap<number, ApiMessage>): Record<string, unknown> {
    const { message_thread_id: thread, reply_parameters: reply, reply_markup: keyboard } = send;
    const answered = reply === undefined ? undefined : messages.get(reply.message_id);
    if (reply !== undefined && answered === undefined && reply.allow_sending_without_reply !== true) {
      throw badRequest('message to be replied not found');
    }
    const tooLong = keyboard?.inline_keyboard.flat().some(({ callback_data: data }) => Buffer.byteLength(data) > 64);
    if (tooLong === true) throw badRequest('BUTTON_DATA_INVALID');
    return {
      ...(thread === undefined ? {} : { message_thread_id: thread, is_topic_message: true }),
      ...(answered === undefined ? {} : { reply_to_message: answered }),
      ...(keyboard === undefined ? {} : { reply_markup: keyboard }),
    };
  }

  #refuseHaste(chat: number, group: boolean): void {
    const { perChatMs = 0, perGroupPerMinute = Infinity, perSecond = Infinity } = this.limits;
    const now = this.world.clock.now();
    const since = (ms: number, ours = true) =>
      this.#times.filter((t) => now - t.at < ms && (!ours || t.chat === chat)).length;
    const waitSeconds =
      since(perChatMs) > 0
        ? Math.ceil(perChatMs / 1000)
        : group && since(60_000) >= perGroupPerMinute
          ? 60
          : since(1000, false) >= perSecond
            ? 1
            : 0;
    if (waitSeconds > 0)
      throw new ApiError(429, `Too Many Requests: retry after ${waitSeconds}`, { retry_after: waitSeconds });
    this.#times.push({ chat, at: now });
  }
}
