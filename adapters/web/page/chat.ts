/** The talk of the open place: its head, its lines in order of time, and what is on its way. */
import { api, type ShownLine } from './api.js';
import { drawBubble, photo, type Bubble, type BubbleActions } from './bubble.js';
import { chipsFor, lastAbout, type Chip } from './chips.js';
import { compose } from './composer.js';
import { fill, h, keyed, part } from './dom.js';
import { failureText, markSeen } from './load.js';
import { fullName, personAvatar } from './look.js';
import { giveUp, say, sayAgain } from './say.js';
import { speaker } from './speaker.js';
import { isStaff, onDraw, personOf, placeKey, samePlace, state, townNow, update, type Pending } from './state.js';
import { language, t } from './texts.js';
import { moment } from './time.js';
import { toast } from './toast.js';

const PAUSE_MS = 5 * 60_000;
const NEAR_THE_END_PX = 120;

type Entry =
  | { readonly type: 'time'; readonly id: string; readonly at: number }
  | { readonly type: 'line'; readonly bubble: Bubble }
  | { readonly type: 'pending'; readonly pending: Pending };

/** What a chip writes: in a group a command is told apart from talk by its slash. */
function chipText({ name, number }: Chip): string {
  const text = t(`chip.${name}Text`, { n: number ?? '' });
  const room = state.town?.rooms.find(
    ({ id }) => state.place !== null && 'room' in state.place && id === state.place.room,
  );
  const needsSlash = number !== null && (room?.kind === 'residents' || room?.kind === 'special');
  return needsSlash && !text.startsWith('/') ? `/${text}` : text;
}

async function recall(line: ShownLine): Promise<void> {
  const as = speaker();
  if (as === null) return;
  await api.recall(as.id, line.id).catch((error: unknown) => toast(failureText(error, t('error.offline'))));
}

function goTo(id: string): void {
  const line = document.getElementById(`line-${id}`);
  if (line === null) {
    toast(t('chat.tooOld'));
    return;
  }
  line.scrollIntoView({ block: 'center' });
  line.classList.remove('found');
  requestAnimationFrame(() => line.classList.add('found'));
  line.focus({ preventScroll: true });
}

/** Shows a message in the talk, from wherever the page is. */
export function showLine(id: string): void {
  update({ tab: 'chat' });
  requestAnimationFrame(() => goTo(id));
}

const actions: BubbleActions = {
  quote: (line) => {
    update({ quote: line });
    part('text').focus();
  },
  recall: (line) => void recall(line),
  copy: (line) =>
    void navigator.clipboard.writeText(line.text).then(
      () => toast(t('chat.copied')),
      () => toast(t('chat.notCopied')),
    ),
  goTo,
  answer: (chip) => (chip.goes ? say(chipText(chip)) : compose(chipText(chip))),
};

function bubbles(lines: readonly ShownLine[]): Bubble[] {
  const person = speaker();
  const asker = person === null ? null : { id: person.id, staff: isStaff(person) };
  const last = lastAbout(lines);
  const byId = new Map<string, ShownLine>(lines.map((line) => [line.id, line]));
  const tickets = state.tickets ?? [];
  return lines.map((line) => {
    const ticket = tickets.find(({ number }) => number === line.ticket) ?? null;
    const notice = state.notices?.find(({ number }) => number === line.notice) ?? null;
    return {
      line,
      mine: line.from !== null && line.from === person?.id,
      quoted: byId.get(line.quote ?? line.replyTo ?? '') ?? null,
      tickets: tickets.filter(({ messages }) => messages.includes(line.id)),
      chips: state.town?.demo && last.has(line.id) ? chipsFor(line, { ticket, notice }, asker) : [],
    };
  });
}

function entries(): Entry[] {
  let before = -Infinity;
  const lines = bubbles(state.lines ?? []).flatMap((bubble): Entry[] => {
    const { id, at } = bubble.line;
    const paused = at - before > PAUSE_MS;
    before = at;
    const entry: Entry = { type: 'line', bubble };
    return paused ? [{ type: 'time', id: `time-${id}`, at }, entry] : [entry];
  });
  const waiting = state.pending.filter((pending) => samePlace(pending.place, state.place));
  return [...lines, ...waiting.map((pending): Entry => ({ type: 'pending', pending }))];
}

function drawPending(pending: Pending): HTMLElement {
  const person = personOf(pending.as);
  const { key, failure } = pending;
  return h(
    'article',
    { class: `line mine ${failure === null ? 'waiting' : 'failed'}` },
    personAvatar(pending.as, person?.name ?? ''),
    h(
      'div',
      { class: 'said' },
      h('div', { class: 'name' }, person === null ? '' : fullName(person)),
      h(
        'div',
        { class: 'bubble' },
        h('div', { class: 'text' }, pending.text.slice(0, 400)),
        pending.images.map((hash) => photo(hash, t('chat.photo'))),
      ),
      failure !== null &&
        h(
          'div',
          { class: 'failure', attrs: { role: 'alert' } },
          `${t('chat.notSent')}${failure} `,
          h('button', { attrs: { type: 'button' }, on: { click: () => sayAgain(key) } }, t('chat.again')),
          h('button', { attrs: { type: 'button' }, on: { click: () => giveUp(key) } }, t('chat.giveUp')),
        ),
    ),
  );
}

function drawEntry(entry: Entry): HTMLElement {
  if (entry.type === 'line') return drawBubble(entry.bubble, actions);
  if (entry.type === 'pending') return drawPending(entry.pending);
  return h('div', { class: 'aside' }, moment(entry.at, townNow(), state.town?.zone ?? 'UTC'));
}

function look(entry: Entry): string {
  if (entry.type !== 'line') return JSON.stringify([entry, language()]);
  const { line, mine, quoted, tickets, chips } = entry.bubble;
  const marks = tickets.map(({ number, status }) => [number, status]);
  const act = state.showActs ? line.act : null;
  return JSON.stringify([line, mine, quoted?.recalled, quoted?.id, marks, chips, act, language()]);
}

const keyOf = (entry: Entry): string =>
  entry.type === 'line' ? entry.bubble.line.id : entry.type === 'pending' ? entry.pending.key : entry.id;

function drawHead(): void {
  const { place, town } = state;
  if (place === null || town === null) return;
  const room = 'room' in place ? town.rooms.find(({ id }) => id === place.room) : undefined;
  const person = 'person' in place ? personOf(place.person) : null;
  part('place-name').textContent =
    room?.name ?? (person === null ? '' : t('chat.privateOf', { name: fullName(person) }));
  const unit = room?.unit ? `${t(`level.${room.unit.level}`)} · ${room.unit.name}` : '';
  const kind = room ? t(`kind.${room.kind}`) : t('kind.private');
  part('place-about').textContent = [kind, unit].filter(Boolean).join(' · ');
  part('acts').setAttribute('aria-pressed', String(state.showActs));
}

let shownPlace = '';

function drawLines(): void {
  const scroller = part('talk');
  const list = part('lines');
  const key = state.place === null ? '' : placeKey(state.place);
  const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_THE_END_PX;
  const fresh = key !== shownPlace && state.lines !== null;
  const sending = state.pending.some(({ id, failure }) => id === null && failure === null);
  keyed(list, entries(), { key: keyOf, look, draw: drawEntry });
  list.setAttribute('aria-busy', String(state.lines === null));
  part('talk-empty').hidden = state.lines === null || list.childElementCount > 0;
  part('talk-loading').hidden = state.lines !== null;
  if (fresh) shownPlace = key;
  if (fresh || atEnd || sending) scroller.scrollTop = scroller.scrollHeight;
}

export function showChat(): void {
  onDraw(drawHead);
  onDraw(drawLines);
  part('acts').addEventListener('click', () => update({ showActs: !state.showActs }));
  part('talk').addEventListener('load', scrollAfterPhoto, true);
  document.addEventListener('visibilitychange', markSeen);
  fill(
    part('talk-loading'),
    [1, 2, 3].map(() => h('i')),
  );
}

/** A photo that arrives below the fold must not push the last words out of sight. */
function scrollAfterPhoto(event: Event): void {
  const scroller = part('talk');
  if (!(event.target instanceof HTMLImageElement)) return;
  const below = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
  if (below < NEAR_THE_END_PX + event.target.height) scroller.scrollTop = scroller.scrollHeight;
}
