/** Talks to our own server. The page and the server are built together, so answers are of the types they share. */
import type {
  Line,
  NoticeView,
  PersonView,
  Place,
  PlayProgress,
  PrivateView,
  RoomView,
  TicketDetail,
  TicketView,
} from '../console.js';
import { ours } from './server-json.js';
import { language } from './texts.js';

export type ShownLine = Line & { readonly textLength: number };

export interface Lists {
  readonly now: number;
  readonly rooms: readonly RoomView[];
  readonly privates: readonly PrivateView[];
}

export interface TownView extends Lists {
  readonly demo: boolean;
  readonly name: string;
  readonly zone: string;
  readonly botName: string;
  readonly people: readonly PersonView[];
  readonly play: PlayProgress | null;
}

/** The server said no (`message` is for the reader), or could not be reached (code "offline"). */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

const isJson = (response: Response): boolean =>
  (response.headers.get('content-type') ?? '').startsWith('application/json');

const ANSWER_WITHIN_MS = 60_000;

async function call<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  const headers = new Headers(init.headers);
  headers.set('accept-language', language());
  const [response, json] = await fetch(path, { ...init, headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    .then(async (answered): Promise<[Response, string]> => [answered, await answered.text()])
    .catch(() => {
      throw new ApiError('offline', '');
    });
  if (response.ok) return ours<Answer>(json);
  const failure = isJson(response) ? ours<{ error: { code: string; message: string } }>(json).error : null;
  throw new ApiError(failure?.code ?? 'offline', failure?.message ?? '');
}

const post = <Answer>(path: string, body: unknown): Promise<Answer> =>
  call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const query = (place: Place): string => new URLSearchParams({ ...place }).toString();

export interface Outpost {
  readonly key: string;
  readonly as: string;
  readonly room: string | null;
  readonly text: string;
  readonly images: readonly string[];
  readonly quote: string | null;
}

export const api = {
  town: () => call<TownView>('/api/town'),
  lists: () => call<Lists>('/api/rooms'),
  history: (place: Place) => call<{ lines: ShownLine[] }>(`/api/history?${query(place)}`),
  line: (id: string) => call<Line>(`/api/lines/${encodeURIComponent(id)}`),
  tickets: (place: Place) => call<{ tickets: TicketView[] }>(`/api/tickets?${query(place)}`),
  ticket: (number: number) => call<TicketDetail>(`/api/tickets/${number}`),
  notices: (place: Place) => call<{ notices: NoticeView[] }>(`/api/notices?${query(place)}`),
  say: (message: Outpost) => post<{ id: string }>('/api/messages', message),
  recall: (as: string, message: string) => post<unknown>('/api/recall', { as, message }),
  advance: (step: { minutes: number } | { to: 'morning' }) => post<{ now: number }>('/api/clock', step),
  play: (order: { action: string; minutesPerSecond?: number }) =>
    post<{ play: PlayProgress | null }>('/api/play', order),
  photo(file: File) {
    const body = new FormData();
    body.append('photo', file);
    return call<{ hash: string }>('/api/images', { method: 'POST', body });
  },
};
