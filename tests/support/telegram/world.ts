/** The chats, people and messages that the Bot API double knows, in the shapes of its own documentation. */
import { EventEmitter } from 'node:events';
import type { Clock } from '../../../src/clock/clock.js';

export interface ApiUser {
  readonly id: number;
  readonly is_bot: boolean;
  first_name: string;
  last_name?: string;
  username?: string;
}

export interface ApiChat {
  readonly id: number;
  readonly type: 'private' | 'group' | 'supergroup' | 'channel';
  title?: string;
  first_name?: string;
  is_forum?: true;
}

export interface ApiMessage {
  readonly message_id: number;
  date: number;
  chat: ApiChat;
  from?: ApiUser;
  [field: string]: unknown;
}

interface ChatState {
  readonly chat: ApiChat;
  readonly messages: Map<number, ApiMessage>;
  nextMessage: number;
  migratedTo: number | null;
  /** Why the bot may not write there; null: it may. */
  closed: string | null;
}

/** What the bot is answered when it does what it may not. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly description: string,
    readonly parameters: Readonly<Record<string, number>> | null = null,
  ) {
    super(description);
  }
}

export const badRequest = (description: string, parameters: Readonly<Record<string, number>> | null = null): ApiError =>
  new ApiError(400, `Bad Request: ${description}`, parameters);

export class World {
  readonly changes = new EventEmitter();
  readonly me: ApiUser;
  /** Everything the bot said, in order. */
  readonly sent: ApiMessage[] = [];
  readonly files = new Map<string, { readonly bytes: Buffer; readonly path: string }>();
  readonly members = new Map<string, string>();
  readonly #chats = new Map<number, ChatState>();

  constructor(
    readonly clock: Clock,
    bot: { readonly id: number; readonly username: string },
  ) {
    this.me = { id: bot.id, is_bot: true, first_name: '微格', username: bot.username };
    this.changes.setMaxListeners(0);
  }

  changed(): void {
    this.changes.emit('change');
  }

  seconds(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  addChat(chat: ApiChat): ApiChat {
    const state = { chat, messages: new Map<number, ApiMessage>(), nextMessage: 1, migratedTo: null, closed: null };
    this.#chats.set(chat.id, state);
    return chat;
  }

  /** As a method finds it: one that is gone, closed or became another is an error. */
  openChat(id: number): ChatState {
    const state = this.#chats.get(id);
    if (state === undefined) throw badRequest('chat not found');
    if (state.migratedTo !== null) {
      throw badRequest('group chat was upgraded to a supergroup chat', { migrate_to_chat_id: state.migratedTo });
    }
    if (state.closed !== null) throw new ApiError(403, `Forbidden: ${state.closed}`);
    return state;
  }

  state(id: number): ChatState {
    const state = this.#chats.get(id);
    if (state === undefined) throw new Error(`there is no chat ${id}`);
    return state;
  }

  close(id: number, why: string | null): void {
    this.state(id).closed = why;
  }

  /** A message of somebody in a chat, kept there. */
  put(id: number, from: ApiUser, body: Readonly<Record<string, unknown>>): ApiMessage {
    const state = this.state(id);
    const message: ApiMessage = {
      message_id: state.nextMessage,
      date: this.seconds(),
      chat: { ...state.chat },
      from: { ...from },
      ...body,
    };
    state.nextMessage += 1;
    state.messages.set(message.message_id, message);
    return message;
  }

  message(chat: number, id: number): ApiMessage {
    const found = this.state(chat).messages.get(id);
    if (found === undefined) throw badRequest('message not found');
    return found;
  }

  addFile(bytes: Buffer, folder: string): string {
    const id = `F${this.files.size + 1}`;
    this.files.set(id, { bytes, path: `${folder}/file_${this.files.size + 1}.jpg` });
    return id;
  }

  /** Resolves when it holds; it is looked at after every change. */
  async until(holds: () => boolean, what: string, limitMs = 15_000): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const over = (error?: Error) => {
        clearTimeout(late);
        this.changes.off('change', look);
        if (error === undefined) resolve();
        else reject(error);
      };
      const look = () => {
        if (holds()) over();
      };
      const late = setTimeout(() => over(new Error(`it never came to: ${what}`)), limitMs);
      this.changes.on('change', look);
    });
  }
}
