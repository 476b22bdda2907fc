/** Sends what is written: shown at once, kept until it surely arrived, sent again without being said twice. */
import { api } from './api.js';
import { failureText, refreshTalk } from './load.js';
import { speaker } from './speaker.js';
import { state, update, type Pending } from './state.js';
import { t } from './texts.js';

const patched = (key: string, patch: Partial<Pending>): Pending[] =>
  state.pending.map((each) => (each.key === key ? { ...each, ...patch } : each));

async function go(message: Pending): Promise<void> {
  const { key, as, text, images, quote, place } = message;
  try {
    const { id } = await api.say({ key, as, text, images, quote, room: 'room' in place ? place.room : null });
    const here = state.lines?.some((line) => line.id === id) ?? false;
    update({ pending: here ? state.pending.filter((each) => each.key !== key) : patched(key, { id }) });
    refreshTalk();
  } catch (error) {
    update({ pending: patched(key, { failure: failureText(error, t('error.offline')) }) });
  }
}

/** Says `text` in the open place with the quote and photos that were put beside it. */
export function say(text: string): void {
  const { place, quote, photos } = state;
  const as = speaker();
  if (place === null || as === null || (text.trim() === '' && photos.length === 0)) return;
  const message: Pending = {
    key: crypto.getRandomValues(new Uint32Array(4)).join('-'),
    place,
    as: as.id,
    text,
    images: photos,
    quote: quote?.id ?? null,
    id: null,
    failure: null,
  };
  update({ pending: [...state.pending, message], quote: null, photos: [] });
  void go(message);
}

export function sayAgain(key: string): void {
  const message = state.pending.find((each) => each.key === key);
  if (!message) return;
  update({ pending: patched(key, { failure: null }) });
  void go(message);
}

export function giveUp(key: string): void {
  update({ pending: state.pending.filter((each) => each.key !== key) });
}
