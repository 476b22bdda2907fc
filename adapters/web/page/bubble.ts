/** One line of talk as it is drawn: who, what, what it quotes, what became of it, and what one can do with it. */
import type { TicketView } from '../console.js';
import { api, type ShownLine } from './api.js';
import type { Chip } from './chips.js';
import { fill, h, type Child } from './dom.js';
import { botAvatar, fullName, icon, personAvatar, type IconName } from './look.js';
import { openTicket } from './load.js';
import { titleOf } from './picker.js';
import { isStaff, personOf, state } from './state.js';
import { hasText, t } from './texts.js';
import { viewPhoto } from './viewer.js';

/** Longer ones are folded; one tap shows the rest. */
const FOLD_ABOVE_CHARACTERS = 400;
const FOLD_ABOVE_LINES = 12;

export interface BubbleActions {
  quote(line: ShownLine): void;
  recall(line: ShownLine): void;
  copy(line: ShownLine): void;
  goTo(id: string): void;
  answer(chip: Chip): void;
}

export interface Bubble {
  readonly line: ShownLine;
  readonly mine: boolean;
  readonly quoted: ShownLine | null;
  readonly tickets: readonly TicketView[];
  readonly chips: readonly Chip[];
}

export const nameOf = (line: ShownLine): string => {
  const person = personOf(line.from);
  if (line.from === null) return t('bot');
  return person ? fullName(person) : line.fromName;
};

const excerpt = (line: ShownLine): string =>
  line.recalled ? t('chat.recalledShort') : line.text.slice(0, 80) || t('rooms.picture');

function nameLine(line: ShownLine): HTMLElement {
  const person = personOf(line.from);
  const purpose = line.purpose !== null && hasText(`purpose.${line.purpose}`) ? t(`purpose.${line.purpose}`) : null;
  const title = person !== null && isStaff(person) ? (titleOf(person).split(' · ')[0] ?? '') : null;
  return h(
    'div',
    { class: 'name' },
    nameOf(line),
    purpose !== null && h('span', { class: 'tag' }, purpose),
    title !== null && h('span', { class: 'tag staff' }, title),
  );
}

const isLong = (line: ShownLine): boolean =>
  line.textLength > FOLD_ABOVE_CHARACTERS || line.text.split('\n', FOLD_ABOVE_LINES + 1).length > FOLD_ABOVE_LINES;

async function unfold(line: ShownLine, text: HTMLElement, button: HTMLElement): Promise<void> {
  const folded = text.classList.toggle('folded');
  button.textContent = t(folded ? 'chat.unfold' : 'chat.fold', { n: line.textLength });
  if (folded || line.textLength === line.text.length || text.hasAttribute('data-whole')) return;
  try {
    fill(text, (await api.line(line.id)).text);
    text.setAttribute('data-whole', '');
  } catch {
    button.textContent = t('error.offline');
  }
}

function words(line: ShownLine): Child {
  if (line.text === '') return null;
  const text = h('div', { class: 'text', attrs: { dir: 'auto' } }, line.text);
  if (!isLong(line)) return text;
  text.classList.add('folded');
  const more = h('button', { class: 'unfold', attrs: { type: 'button' } }, t('chat.unfold', { n: line.textLength }));
  more.addEventListener('click', () => void unfold(line, text, more));
  return [text, more];
}

function quoteBox(quoted: ShownLine | null, actions: BubbleActions): Child {
  if (quoted === null) return null;
  return h(
    'button',
    { class: 'quoted', attrs: { type: 'button' }, on: { click: () => actions.goTo(quoted.id) } },
    `${nameOf(quoted)}: ${excerpt(quoted)}`,
  );
}

export function photo(hash: string, alt: string): HTMLElement {
  const address = `/api/images/${encodeURIComponent(hash)}`;
  const image = h('img', { attrs: { src: address, alt, loading: 'lazy' } });
  const button = h('button', {
    class: 'photo',
    attrs: { type: 'button' },
    on: { click: () => viewPhoto(address, alt) },
  });
  image.addEventListener('error', () => fill(button, h('span', { class: 'lost' }, t('chat.photoLost'))));
  button.append(image);
  return button;
}

function tool(name: IconName, text: string, click: () => void): HTMLElement {
  return h('button', { attrs: { type: 'button', 'aria-label': text, title: text }, on: { click } }, icon(name));
}

function tools({ line, mine }: Bubble, actions: BubbleActions): HTMLElement {
  return h(
    'div',
    { class: 'tools' },
    tool('quote', t('chat.quote'), () => actions.quote(line)),
    line.text !== '' && tool('copy', t('chat.copy'), () => actions.copy(line)),
    mine && tool('recall', t('chat.recall'), () => actions.recall(line)),
  );
}

function ticketMarks(bubble: Bubble): Child {
  const act = state.showActs && bubble.line.act !== null ? t(`act.${bubble.line.act}`) : null;
  if (bubble.tickets.length === 0 && act === null) return null;
  return h(
    'div',
    { class: 'marks' },
    bubble.tickets.map(({ number, status }) =>
      h(
        'button',
        { class: `mark ${status}`, attrs: { type: 'button' }, on: { click: () => openTicket(number) } },
        icon('ticket'),
        t('tickets.number', { n: number }),
      ),
    ),
    act !== null && h('span', { class: 'act' }, t('chat.readAs', { act })),
  );
}

function chips(bubble: Bubble, actions: BubbleActions): Child {
  if (bubble.chips.length === 0) return null;
  return h(
    'div',
    { class: 'chips' },
    bubble.chips.map((chip) =>
      h(
        'button',
        { class: 'chip', attrs: { type: 'button' }, on: { click: () => actions.answer(chip) } },
        t(`chip.${chip.name}`),
      ),
    ),
  );
}

export function drawBubble(bubble: Bubble, actions: BubbleActions): HTMLElement {
  const { line, mine } = bubble;
  if (line.recalled) {
    return h('div', { class: 'aside', attrs: { id: `line-${line.id}` } }, t('chat.recalled', { name: nameOf(line) }));
  }
  const side = line.from === null ? 'from-bot' : mine ? 'mine' : 'theirs';
  const said = h(
    'div',
    { class: 'said' },
    nameLine(line),
    h(
      'div',
      { class: 'bubble' },
      quoteBox(bubble.quoted, actions),
      words(line),
      line.images.map((hash) => photo(hash, t('chat.photoOf', { name: nameOf(line) }))),
    ),
    tools(bubble, actions),
    ticketMarks(bubble),
    chips(bubble, actions),
  );
  const avatar = line.from === null ? botAvatar() : personAvatar(line.from, nameOf(line));
  return h('article', { class: `line ${side}`, attrs: { id: `line-${line.id}`, tabindex: -1 } }, avatar, said);
}
