/** Where one writes: as whom, what, with which photos, quoting what. */
import { api } from './api.js';
import { fill, h, part } from './dom.js';
import { failureText } from './load.js';
import { fullName, icon, personAvatar } from './look.js';
import { pickPerson, titleOf } from './picker.js';
import { say } from './say.js';
import { speakAs, speaker } from './speaker.js';
import { onDraw, placeKey, state, update } from './state.js';
import { language, t } from './texts.js';
import { toast } from './toast.js';

const MOST_PHOTOS = 9;

function field(): HTMLTextAreaElement {
  const text = part('text');
  if (!(text instanceof HTMLTextAreaElement)) throw new Error('#text is no text area');
  return text;
}

function grow(): void {
  const text = field();
  text.style.setProperty('height', 'auto');
  text.style.setProperty('height', `${Math.min(text.scrollHeight, 140)}px`);
}

/** Puts words before the writer, the caret behind them. */
export function compose(text: string): void {
  const place = field();
  place.value = text;
  grow();
  place.focus();
  place.setSelectionRange(text.length, text.length);
}

function send(): void {
  const text = field();
  if (text.value.trim() === '' && state.photos.length === 0) return;
  say(text.value);
  text.value = '';
  grow();
}

async function addPhotos(files: readonly File[]): Promise<void> {
  for (const file of files.slice(0, MOST_PHOTOS - state.photos.length)) {
    try {
      const { hash } = await api.photo(file);
      if (!state.photos.includes(hash)) update({ photos: [...state.photos, hash] });
    } catch (error) {
      toast(failureText(error, t('error.offline')));
    }
  }
}

async function chooseSpeaker(): Promise<void> {
  const { place } = state;
  if (place === null || !('room' in place)) return;
  const person = await pickPerson(t('picker.title'), place.room);
  if (person !== null) speakAs(person.id);
  field().focus();
}

function drawSpeaker(): void {
  const person = speaker();
  const button = part('speaker');
  const look = `${person?.id}${language()}${state.place === null ? '' : placeKey(state.place)}`;
  if (button.getAttribute('data-look') === look) return;
  button.setAttribute('data-look', look);
  const fixed = state.place !== null && 'person' in state.place;
  button.toggleAttribute('disabled', fixed);
  button.setAttribute('aria-label', t('composer.speaker', { name: person === null ? '' : fullName(person) }));
  if (person === null) {
    fill(button, t('composer.nobody'));
    return;
  }
  fill(
    button,
    h('span', { class: 'speaker-as' }, t('composer.as')),
    personAvatar(person.id, person.name),
    h('b', {}, fullName(person)),
    h('span', { class: 'speaker-title' }, titleOf(person)),
    !fixed && icon('down'),
  );
}

function drawBeside(): void {
  const { quote, photos } = state;
  const beside = part('beside');
  const look = JSON.stringify([quote?.id, photos, language()]);
  if (beside.getAttribute('data-look') === look) return;
  beside.setAttribute('data-look', look);
  const drop = (text: string, click: () => void) =>
    h(
      'button',
      { class: 'drop', attrs: { type: 'button', 'aria-label': text, title: text }, on: { click } },
      icon('close'),
    );
  fill(
    beside,
    quote !== null &&
      h(
        'div',
        { class: 'quoting' },
        h('span', {}, `${t('chat.quote')}: ${quote.text.slice(0, 80) || t('rooms.picture')}`),
        drop(t('composer.dropQuote'), () => update({ quote: null })),
      ),
    photos.map((hash) =>
      h(
        'div',
        { class: 'thumb' },
        h('img', { attrs: { src: `/api/images/${hash}`, alt: t('chat.photo') } }),
        drop(t('composer.dropPhoto'), () => update({ photos: state.photos.filter((each) => each !== hash) })),
      ),
    ),
  );
}

function drawComposer(): void {
  const demo = state.town?.demo ?? true;
  part('composer').hidden = !demo;
  part('read-only').hidden = demo;
  field().placeholder = t('composer.placeholder');
  drawSpeaker();
  drawBeside();
}

function takeFiles(list: FileList | null | undefined): boolean {
  const files = [...(list ?? [])].filter((file) => file.type.startsWith('image/'));
  if (files.length > 0) void addPhotos(files);
  return files.length > 0;
}

export function showComposer(): void {
  const text = field();
  const files = part('files');
  text.addEventListener('input', grow);
  text.addEventListener('keydown', (event) => {
    // Enter that ends an input method's word is not meant for us.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  text.addEventListener('paste', (event) => {
    if (takeFiles(event.clipboardData?.files)) event.preventDefault();
  });
  part('send').addEventListener('click', send);
  part('photo').addEventListener('click', () => files.click());
  files.addEventListener('change', () => {
    if (!(files instanceof HTMLInputElement)) return;
    takeFiles(files.files);
    files.value = '';
  });
  part('mention').addEventListener('click', () => compose(`@${state.town?.botName ?? ''} ${text.value}`));
  part('speaker').addEventListener('click', () => void chooseSpeaker());
  onDraw(drawComposer);
}
