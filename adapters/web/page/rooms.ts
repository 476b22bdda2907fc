/** The list on the left: residents' rooms, staff rooms, the center, and private chats with the bot. */
import type { LastLine, PersonView, Place, RoomView } from '../console.js';
import { fill, h, keyed, part } from './dom.js';
import { fullName, icon, personAvatar, roomAvatar } from './look.js';
import { open, unread } from './load.js';
import { pickPerson } from './picker.js';
import { onDraw, personOf, placeKey, samePlace, state, townNow } from './state.js';
import { language, t } from './texts.js';
import { moment } from './time.js';

interface Row {
  readonly place: Place;
  readonly title: string;
  readonly avatar: () => HTMLElement;
  readonly last: LastLine | null;
  /** Lines not yet shown here; null: some, too many were said to count them. */
  readonly unread: number | null;
}

const GROUPS: readonly { readonly text: string; readonly kinds: readonly RoomView['kind'][] }[] = [
  { text: 'rooms.residents', kinds: ['residents', 'special'] },
  { text: 'rooms.staff', kinds: ['staff'] },
  { text: 'rooms.center', kinds: ['center'] },
];

function preview(last: LastLine | null): string {
  if (last === null) return t('rooms.quiet');
  const text = last.text === '' ? t('rooms.picture') : last.text.replace(/\s+/g, ' ').slice(0, 60);
  return `${last.from ?? t('bot')}: ${text}`;
}

const badge = (unread: number | null): string => (unread === null ? '•' : unread > 99 ? '99+' : String(unread));

const timeOf = ({ last }: Row): string => (last === null ? '' : moment(last.at, townNow(), state.town?.zone ?? 'UTC'));

function drawRow(row: Row): HTMLElement {
  const chosen = samePlace(row.place, state.place);
  return h(
    'button',
    {
      class: `row${chosen ? ' chosen' : ''}`,
      attrs: { type: 'button', 'aria-current': chosen ? 'true' : null },
      on: { click: () => open(row.place) },
    },
    row.avatar(),
    h('span', { class: 'row-title' }, row.title),
    h('span', { class: 'row-time' }, timeOf(row)),
    h('span', { class: 'row-last' }, preview(row.last)),
    row.unread !== 0 && h('span', { class: 'badge' }, badge(row.unread)),
    row.unread !== 0 && h('span', { class: 'unseen' }, t('rooms.unread')),
  );
}

const roomRow = (room: RoomView): Row => ({
  place: { room: room.id },
  title: room.name,
  avatar: () => roomAvatar(room.id, room.kind),
  last: room.last,
  unread: unread({ room: room.id }, room),
});

function privateRow(person: PersonView): Row {
  const talk = state.town?.privates.find((each) => each.person === person.id);
  const place: Place = { person: person.id };
  return {
    place,
    title: fullName(person),
    avatar: () => personAvatar(person.id, person.name),
    last: talk?.last ?? null,
    unread: talk ? unread(place, talk) : 0,
  };
}

/** Those who have talked with the bot, and the one whose chat is open. */
function privatePeople(): PersonView[] {
  const ids = (state.town?.privates ?? []).map(({ person }) => person);
  const { place } = state;
  if (place !== null && 'person' in place && !ids.includes(place.person)) ids.unshift(place.person);
  return ids.map(personOf).filter((person) => person !== null);
}

async function startPrivate(): Promise<void> {
  const person = await pickPerson(t('picker.private'), null);
  if (person !== null) open({ person: person.id });
}

function drawRows(parent: Element, rows: readonly Row[]): void {
  keyed(parent, rows, {
    key: (row) => placeKey(row.place),
    look: (row) =>
      JSON.stringify([row.title, row.last, row.unread, samePlace(row.place, state.place), language(), timeOf(row)]),
    draw: drawRow,
  });
}

function group(name: string): { readonly head: HTMLElement; readonly rows: HTMLElement } {
  const parent = part('rooms');
  const found = parent.querySelector<HTMLElement>(`[data-group="${name}"]`);
  const section = found ?? parent.appendChild(h('section', { attrs: { 'data-group': name } }));
  if (!found) section.append(h('h2'), h('div', { class: 'rows' }));
  const [head, rows] = section.children;
  if (!(head instanceof HTMLElement) || !(rows instanceof HTMLElement)) throw new Error(`no rows in ${name}`);
  return { head, rows };
}

function drawRooms(): void {
  if (state.town === null) return;
  for (const { text, kinds } of GROUPS) {
    const rooms = state.town.rooms.filter((room) => kinds.includes(room.kind));
    const { head, rows } = group(text);
    head.textContent = rooms.length === 0 ? '' : t(text);
    drawRows(rows, rooms.map(roomRow));
  }
  const { head, rows } = group('rooms.private');
  const add = h(
    'button',
    { class: 'quiet', attrs: { type: 'button' }, on: { click: () => void startPrivate() } },
    icon('add'),
    t('rooms.newPrivate'),
  );
  if (head.getAttribute('lang') !== language()) fill(head, t('rooms.private'), state.town.demo && add);
  head.setAttribute('lang', language());
  drawRows(rows, privatePeople().map(privateRow));
}

export const showRooms = (): void => onDraw(drawRooms);
