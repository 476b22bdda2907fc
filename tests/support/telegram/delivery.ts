/** How updates reach the bot: by long polls with true offsets, or by calls to its webhook, retried until they are taken. */
import { ApiError, type World } from './world.js';

export interface ApiUpdate {
  readonly update_id: number;
  readonly [kind: string]: unknown;
}

interface Poll {
  readonly limit: number;
  readonly allowed: readonly string[];
  readonly timer: NodeJS.Timeout;
  answer(updates: readonly ApiUpdate[]): void;
  refuse(error: ApiError): void;
}

interface Webhook {
  readonly url: string;
  readonly secret: string | null;
  lastError: { readonly date: number; readonly message: string } | null;
}

export interface PollParams {
  readonly offset: number;
  readonly limit: number;
  readonly timeoutSeconds: number;
  readonly allowed: readonly string[];
}

const RETRY_MS = 30;

/** In which chat it happened; as text, since some updates have none. */
const chatOf = (update: ApiUpdate): string => /"chat":\{"id":(-?\d+)/.exec(JSON.stringify(update))?.[1] ?? '';

export class Delivery {
  /** Not confirmed yet. */
  updates: ApiUpdate[] = [];
  how: 'duplicate' | 'reorder' | 'none' = 'none';
  webhook: Webhook | null = null;
  /** Given to the bot so far, by number, as often as each was. */
  readonly given: number[] = [];
  /** Long polls that were begun. */
  polls = 0;
  #poll: Poll | null = null;
  #next = 1000;
  readonly #pumping = new Set<string>();
  #stopped = false;

  constructor(private readonly world: World) {}

  push(kind: string, body: unknown): ApiUpdate {
    const update = { update_id: this.#next, [kind]: body };
    this.#next += 1;
    this.updates.push(update);
    this.#flush();
    this.#pump();
    return update;
  }

  /** Numbers begin anew, as they do after a week of silence. */
  renumber(from: number): void {
    this.#next = from;
  }

  poll(params: PollParams, closed: AbortSignal): Promise<readonly ApiUpdate[]> {
    this.polls += 1;
    this.world.changed();
    if (this.webhook !== null) {
      const description =
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
      throw new ApiError(409, description);
    }
    const { offset, limit, timeoutSeconds, allowed } = params;
    if (offset > 0) this.updates = this.updates.filter(({ update_id: id }) => id >= offset);
    this.#poll?.refuse(
      new ApiError(
        409,
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      ),
    );
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(poll.timer);
        if (this.#poll === poll) this.#poll = null;
      };
      const poll: Poll = {
        limit,
        allowed,
        timer: setTimeout(() => poll.answer([]), timeoutSeconds * 1000),
        answer: (updates) => {
          done();
          resolve(updates);
        },
        refuse: (error) => {
          done();
          reject(error);
        },
      };
      closed.addEventListener('abort', done);
      this.#poll = poll;
      this.#flush();
    });
  }

  setWebhook(url: string, secret: string | null): void {
    this.webhook = url === '' ? null : { url, secret, lastError: null };
    this.#pump();
  }

  stop(): void {
    this.#stopped = true;
    this.#poll?.answer([]);
    this.webhook = null;
  }

  #flush(): void {
    const poll = this.#poll;
    if (poll === null) return;
    const wanted = this.updates.filter((update) => poll.allowed.length === 0 || poll.allowed.some((k) => k in update));
    const list = this.#disturbed(wanted.slice(0, poll.limit));
    if (list.length === 0) return;
    this.given.push(...list.map(({ update_id: id }) => id));
    poll.answer(list);
  }

  #disturbed(list: readonly ApiUpdate[]): ApiUpdate[] {
    if (this.how === 'duplicate') return list.flatMap((update) => [update, update]);
    if (this.how === 'none') return [...list];
    return list.map((update, at) => list[at % 2 === 0 ? at + 1 : at - 1] ?? update);
  }

  /** Several calls at once, one after another for each chat; what is not answered 2xx comes again. */
  #pump(): void {
    if (this.webhook === null) return;
    for (const chat of new Set(this.updates.map(chatOf))) {
      if (this.#pumping.has(chat)) continue;
      this.#pumping.add(chat);
      void this.#pumpChat(chat).finally(() => {
        this.#pumping.delete(chat);
        if (this.webhook !== null && !this.#ended()) this.#pump();
      });
    }
  }

  async #pumpChat(chat: string): Promise<void> {
    while (this.webhook !== null && !this.#ended()) {
      const own = this.updates.filter((update) => chatOf(update) === chat);
      const update = (this.how === 'reorder' ? own[1] : null) ?? own[0];
      if (update === undefined) return;
      const taken = await this.#call(this.webhook, update);
      if (!taken) {
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        continue;
      }
      if (this.how === 'duplicate') await this.#call(this.webhook, update);
      this.updates = this.updates.filter((each) => each !== update);
      this.world.changed();
    }
  }

  #ended(): boolean {
    return this.#stopped;
  }

  async #call(webhook: Webhook, update: ApiUpdate): Promise<boolean> {
    this.given.push(update.update_id);
    const secret = webhook.secret === null ? {} : { 'x-telegram-bot-api-secret-token': webhook.secret };
    try {
      const answer = await fetch(webhook.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...secret },
        body: JSON.stringify(update),
      });
      await answer.arrayBuffer();
      if (!answer.ok) this.#failed(webhook, `Wrong response from the webhook: ${answer.status}`);
      return answer.ok;
    } catch {
      this.#failed(webhook, 'Connection refused');
      return false;
    }
  }

  #failed(webhook: Webhook, message: string): void {
    webhook.lastError = { date: this.world.seconds(), message };
    this.world.changed();
  }
}
