/**
 * Live updates to every open page as server-sent events. They say what to look at again, not what it looks like now,
 * so a page that missed some is told to load afresh and nothing is lost.
 */
import type { ServerResponse } from 'node:http';
import type { Change, PlayProgress } from './console.js';

export type Live = Change | ({ readonly type: 'play' } & PlayProgress);

const KEPT = 500;
const MOST_STREAMS = 64;
const HEARTBEAT_MS = 15_000;
/** A page that reads slower than this falls behind for good: it is cut off and comes back. */
const BACKLOG_BYTES = 1024 * 1024;

interface Frame {
  readonly number: number;
  readonly text: string;
}

export class Streams {
  readonly #open = new Set<ServerResponse>();
  readonly #kept: Frame[] = [];
  #last = 0;
  #heartbeat: NodeJS.Timeout | null = null;

  /** `run` tells this start apart from earlier ones, whose event numbers mean nothing here. */
  constructor(private readonly run: string) {}

  send(event: Live): void {
    this.#last += 1;
    const frame = { number: this.#last, text: `id: ${this.run}.${this.#last}\ndata: ${JSON.stringify(event)}\n\n` };
    this.#kept.push(frame);
    if (this.#kept.length > KEPT) this.#kept.shift();
    this.#toAll(frame.text);
  }

  /** Takes over a response. `lastEventId`: what the page saw last. false: too many pages are open. */
  join(response: ServerResponse, lastEventId: string | null): boolean {
    if (this.#open.size >= MOST_STREAMS) return false;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    const afresh = `id: ${this.run}.${this.#last}\nevent: afresh\ndata: {}\n\n`;
    response.write(`retry: 1500\n\n${this.#missed(lastEventId) ?? afresh}`);
    this.#open.add(response);
    response.on('close', () => this.#leave(response));
    this.#heartbeat ??= setInterval(() => this.#toAll(': \n\n'), HEARTBEAT_MS).unref();
    return true;
  }

  end(): void {
    for (const response of this.#open) response.end();
  }

  #toAll(text: string): void {
    for (const response of this.#open) {
      response.write(text);
      if (response.writableLength > BACKLOG_BYTES) response.destroy();
    }
  }

  /** What was sent since, or null when that is not known any more. */
  #missed(lastEventId: string | null): string | null {
    const [run, number] = (lastEventId ?? '').split('.');
    const seen = Number(number);
    const first = this.#kept[0]?.number ?? this.#last + 1;
    if (run !== this.run || !Number.isInteger(seen) || seen < first - 1 || seen > this.#last) return null;
    return this.#kept
      .filter((frame) => frame.number > seen)
      .map((frame) => frame.text)
      .join('');
  }

  #leave(response: ServerResponse): void {
    this.#open.delete(response);
    if (this.#open.size > 0 || this.#heartbeat === null) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = null;
  }
}
