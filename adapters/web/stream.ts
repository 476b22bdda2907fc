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

export interface Streams {
  send(event: Live): void;
  /** Takes over a response. `lastEventId`: what the page saw last. false: too many pages are open. */
  join(response: ServerResponse, lastEventId: string | null): boolean;
  end(): void;
}

/** `run` tells this start apart from earlier ones, whose event numbers mean nothing here. */
export function streams(run: string): Streams {
  const open = new Set<ServerResponse>();
  const kept: { readonly number: number; readonly frame: string }[] = [];
  let last = 0;
  let heartbeat: NodeJS.Timeout | null = null;

  const write = (response: ServerResponse, frame: string) => {
    response.write(frame);
    if (response.writableLength > BACKLOG_BYTES) response.destroy();
  };
  const missed = (lastEventId: string | null): string[] | null => {
    const [theirRun, number] = (lastEventId ?? '').split('.');
    const seen = Number(number);
    const first = kept[0]?.number ?? last + 1;
    if (theirRun !== run || !Number.isInteger(seen) || seen < first - 1 || seen > last) return null;
    return kept.filter((event) => event.number > seen).map((event) => event.frame);
  };
  const leave = (response: ServerResponse) => {
    open.delete(response);
    if (open.size > 0 || heartbeat === null) return;
    clearInterval(heartbeat);
    heartbeat = null;
  };
  return {
    send(event) {
      last += 1;
      const frame = `id: ${run}.${last}\ndata: ${JSON.stringify(event)}\n\n`;
      kept.push({ number: last, frame });
      if (kept.length > KEPT) kept.shift();
      for (const response of open) write(response, frame);
    },
    join(response, lastEventId) {
      if (open.size >= MOST_STREAMS) return false;
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      const frames = missed(lastEventId);
      write(response, `retry: 1500\n\n${frames?.join('') ?? `id: ${run}.${last}\nevent: afresh\ndata: {}\n\n`}`);
      open.add(response);
      response.on('close', () => leave(response));
      heartbeat ??= setInterval(() => open.forEach((each) => write(each, ': \n\n')), HEARTBEAT_MS).unref();
      return true;
    },
    end() {
      for (const response of open) response.end();
    },
  };
}
