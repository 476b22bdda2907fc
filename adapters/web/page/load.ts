/** Keeps the state up to date with the server: what is looked at is fetched again when it changed, never twice at once. */
import type { Activity, Place } from '../console.js';
import { ApiError, api } from './api.js';
import { remember, remembered } from './remember.js';
import { placeKey, samePlace, setClock, state, update } from './state.js';

/** While a day is played things change faster than anyone can look. */
const NOT_SOONER_MS = 200;

/** Runs `work` soon; asked again meanwhile, once more after it. A failure is the live stream's to tell. */
function soon(work: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  const run = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    await work().catch(() => undefined);
    setTimeout(() => {
      running = false;
      if (!again) return;
      again = false;
      void run();
    }, NOT_SOONER_MS);
  };
  return () => void run();
}

export const refreshLists = soon(async () => {
  const lists = await api.lists();
  if (state.town) update({ town: { ...state.town, ...lists } });
});

/** Fetches for the place that is open, and drops the answer when another was opened meanwhile. */
function ofPlace<Answer>(fetched: (place: Place) => Promise<Answer>, keep: (answer: Answer) => void): () => void {
  return soon(async () => {
    const { place } = state;
    if (place === null) return;
    const answer = await fetched(place);
    if (samePlace(place, state.place)) keep(answer);
  });
}

export const refreshTalk = ofPlace(api.history, ({ lines }) => {
  const here = new Set<string>(lines.map((line) => line.id));
  const pending = state.pending.filter(({ id }) => id === null || !here.has(id));
  update({ lines, pending });
  markSeen();
});

export const refreshTickets = ofPlace(api.tickets, ({ tickets }) => update({ tickets }));
export const refreshNotices = ofPlace(api.notices, ({ notices }) => update({ notices }));

export const refreshDetail = soon(async () => {
  const number = state.ticket;
  if (number === null) return;
  const detail = await api.ticket(number);
  if (state.ticket === number) update({ detail });
});

function refreshPlace(): void {
  refreshTalk();
  refreshTickets();
  refreshNotices();
  refreshDetail();
}

const activityOf = (place: Place) =>
  'room' in place
    ? state.town?.rooms.find((room) => room.id === place.room)
    : state.town?.privates.find((each) => each.person === place.person);

/** Everything said so far in the open place counts as read. */
export function markSeen(): void {
  if (state.place === null || document.hidden) return;
  const lines = activityOf(state.place)?.lines;
  if (lines !== undefined) remember(`seen.${placeKey(state.place)}`, String(lines));
}

/** Lines of a place that this browser has not shown; null: some. A place never opened here has none: its past is not news. */
export function unread(place: Place, { lines, uncounted }: Pick<Activity, 'lines' | 'uncounted'>): number | null {
  if (samePlace(place, state.place)) return 0;
  const key = `seen.${placeKey(place)}`;
  const seen = remembered(key);
  if (seen === null) remember(key, String(lines));
  const news = seen === null ? 0 : Math.max(0, lines - Number(seen));
  return news > 0 && uncounted ? null : news;
}

export function open(place: Place): void {
  const tab = 'chat';
  if (samePlace(place, state.place)) {
    update({ tab });
    return;
  }
  const nothing = { lines: null, tickets: null, notices: null, ticket: null, detail: null, quote: null, photos: [] };
  update({ place, tab, ...nothing });
  remember('place', JSON.stringify(place));
  markSeen();
  refreshPlace();
}

export function openTicket(number: number | null): void {
  update({ ticket: number, detail: null, panel: 'tickets', ...(number !== null && { tab: 'tickets' as const }) });
  refreshDetail();
}

function firstPlace(): Place | null {
  const rooms = state.town?.rooms ?? [];
  const last = rooms.find((room) => JSON.stringify({ room: room.id }) === remembered('place'));
  const first = last ?? rooms.find((room) => room.kind === 'residents') ?? rooms[0];
  return first ? { room: first.id } : null;
}

/** Everything from the beginning: at the first visit, and whenever updates were missed. Rejects when the server is away. */
export async function loadAfresh(): Promise<void> {
  const town = await api.town();
  update({ town, play: town.play, clock: setClock(town.now) });
  const first = state.place ?? firstPlace();
  if (first === null) return;
  if (state.place === null) open(first);
  else refreshPlace();
}

/** What to tell the reader of a failure. */
export const failureText = (error: unknown, offline: string): string =>
  error instanceof ApiError && error.message !== '' ? error.message : offline;
