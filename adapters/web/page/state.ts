/** All that the page shows, in one place; views draw it and never keep their own copy. */
import type { NoticeView, PersonView, Place, PlayProgress, TicketDetail, TicketView } from '../console.js';
import type { ShownLine, TownView } from './api.js';

/** A message on its way: shown at once, until the talk has it. */
export interface Pending {
  readonly key: string;
  readonly place: Place;
  readonly as: string;
  readonly text: string;
  readonly images: readonly string[];
  readonly quote: string | null;
  /** The server's id, once it answered. */
  readonly id: string | null;
  /** Why it did not go; null while it may. */
  readonly failure: string | null;
}

export interface State {
  town: TownView | null;
  place: Place | null;
  /** Of `place`; null while they are fetched. */
  lines: readonly ShownLine[] | null;
  tickets: readonly TicketView[] | null;
  notices: readonly NoticeView[] | null;
  /** The opened ticket, and its history once it is here. */
  ticket: number | null;
  detail: TicketDetail | null;
  pending: readonly Pending[];
  quote: ShownLine | null;
  /** Hashes of photos to go with the next message. */
  photos: readonly string[];
  play: PlayProgress | null;
  /** The town's time at a moment of this page's own stopwatch. */
  clock: { readonly now: number; readonly atMs: number };
  moving: boolean;
  online: boolean;
  tab: 'rooms' | 'chat' | 'tickets';
  panel: 'tickets' | 'notices';
  onlyOpen: boolean;
  showActs: boolean;
}

export const state: State = {
  town: null,
  place: null,
  lines: null,
  tickets: null,
  notices: null,
  ticket: null,
  detail: null,
  pending: [],
  quote: null,
  photos: [],
  play: null,
  clock: { now: 0, atMs: 0 },
  moving: false,
  online: true,
  tab: 'chat',
  panel: 'tickets',
  onlyOpen: true,
  showActs: false,
};

const views: (() => void)[] = [];
let drawing = false;

export function onDraw(view: () => void): void {
  views.push(view);
}

/** Changes the state and draws everything once, before the browser paints. */
export function update(patch: Partial<State>): void {
  Object.assign(state, patch);
  if (drawing) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    for (const view of views) view();
  });
}

export const placeKey = (place: Place): string => ('room' in place ? `room:${place.room}` : `person:${place.person}`);

export const samePlace = (a: Place | null, b: Place | null): boolean =>
  a !== null && b !== null && placeKey(a) === placeKey(b);

export const personOf = (id: string | null): PersonView | null =>
  state.town?.people.find((person) => person.id === id) ?? null;

/** Volunteers help but don't command. */
export const isStaff = (person: PersonView | null): boolean =>
  person?.roles.some(({ role }) => role !== 'volunteer') ?? false;

export const setClock = (now: number): State['clock'] => ({ now, atMs: performance.now() });

/** The town's time now; it stands still while a day is being played, which moves it itself. */
export function townNow(): number {
  const still = state.play?.state === 'playing' || state.play?.state === 'paused';
  return state.clock.now + (still ? 0 : performance.now() - state.clock.atMs);
}
