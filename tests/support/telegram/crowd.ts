/** What people and Telegram itself do in chats, as updates for the bot. */
import type { BotApiServer } from './server.js';
import type { ApiChat, ApiMessage, ApiUser, World } from './world.js';

type Body = Readonly<Record<string, unknown>>;

export const OWNER: ApiUser = { id: 777, is_bot: false, first_name: '群主' };

export class Crowd {
  #presses = 0;

  constructor(private readonly server: BotApiServer) {}

  /** Somebody says something; with privacy mode on the bot is told only of what is meant for it. */
  say(chat: number, from: ApiUser, body: Body): ApiMessage {
    const message = this.#world.put(chat, from, body);
    if (!this.server.methods.privacy || this.#world.state(chat).chat.type === 'private' || this.#meant(message))
      this.#push('message', message);
    return message;
  }

  /** In a topic every message that answers none points to the line that opened it. */
  sayInTopic(chat: number, topic: ApiMessage, from: ApiUser, body: Body): ApiMessage {
    const place = { message_thread_id: topic.message_id, is_topic_message: true };
    return this.say(chat, from, { reply_to_message: topic, ...place, ...body });
  }

  openTopic(chat: number, name: string): ApiMessage {
    const opened = this.#world.put(chat, OWNER, {
      forum_topic_created: { name, icon_color: 1 },
      is_topic_message: true,
    });
    const topic = { ...opened, message_thread_id: opened.message_id };
    this.#push('message', topic);
    return topic;
  }

  photo(chat: number, from: ApiUser, bytes: Buffer, body: Body = {}): ApiMessage {
    const file = { file_id: this.#world.addFile(bytes, 'photos'), file_unique_id: 'u', file_size: bytes.length };
    const small = { ...file, file_id: 'small', file_size: 10, width: 90, height: 60 };
    return this.say(chat, from, { ...body, photo: [small, { ...file, width: 1280, height: 960 }] });
  }

  edit(chat: number, id: number, body: Body): void {
    const message = this.#world.message(chat, id);
    Object.assign(message, body, { edit_date: this.#world.seconds() });
    this.#push('edited_message', { ...message });
  }

  /** Gives the press's id. `old`: the message is too old to be shown. */
  press(message: ApiMessage, from: ApiUser, data: string, old = false): string {
    this.#presses += 1;
    const id = `q${this.#presses}`;
    this.server.methods.pending.add(id);
    const { chat, message_id: number } = message;
    const shown = old ? { chat, message_id: number, date: 0 } : message;
    this.#push('callback_query', { id, from, message: shown, chat_instance: 'c', data });
    return id;
  }

  join(chat: number, user: ApiUser): void {
    this.#push('message', this.#world.put(chat, user, { new_chat_members: [user] }));
  }

  leave(chat: number, user: ApiUser): void {
    this.#push('message', this.#world.put(chat, user, { left_chat_member: user }));
  }

  /** Told besides where the bot is an administrator. */
  memberChanged(chat: number, user: ApiUser, from: string, to: string): void {
    this.#push('chat_member', this.#change(chat, user, user, from, to));
  }

  botChanged(chat: number, by: ApiUser, from: string, to: string): void {
    this.#push('my_chat_member', this.#change(chat, by, this.#world.me, from, to));
  }

  retitle(chat: number, title: string): void {
    this.#world.state(chat).chat.title = title;
    this.#push('message', this.#world.put(chat, OWNER, { new_chat_title: title }));
  }

  /** A group becomes a supergroup: two lines, one in each. `silent`: neither has come yet. */
  migrate(from: number, to: number, silent = false): ApiChat {
    const old = this.#world.state(from);
    const chat = this.#world.addChat({ id: to, type: 'supergroup', title: old.chat.title ?? '' });
    old.migratedTo = to;
    if (silent) return chat;
    this.#push('message', this.#world.put(from, OWNER, { migrate_to_chat_id: to }));
    this.#push('message', this.#world.put(to, OWNER, { migrate_from_chat_id: from }));
    return chat;
  }

  get #world(): World {
    return this.server.world;
  }

  #push(kind: string, body: unknown): void {
    this.server.delivery.push(kind, body);
    this.#world.changed();
  }

  #meant({ text, reply_to_message: quoted }: ApiMessage): boolean {
    const answersBot = JSON.stringify(quoted ?? null).includes(`"id":${this.#world.me.id},"is_bot":true`);
    const words = typeof text === 'string' ? text : '';
    return answersBot || words.startsWith('/') || words.includes(`@${this.#world.me.username ?? ''}`);
  }

  #change(chat: number, by: ApiUser, user: ApiUser, from: string, to: string): Body {
    const member = (status: string) => ({ status, user });
    return {
      chat: { ...this.#world.state(chat).chat },
      from: by,
      date: this.#world.seconds(),
      old_chat_member: member(from),
      new_chat_member: member(to),
    };
  }
}
