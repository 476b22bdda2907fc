/** Follows the server's live stream; after any gap everything is loaded afresh, so nothing missed stays missing. */
import type { Live } from '../stream.js';
import { ours } from './server-json.js';
import { loadAfresh, refreshDetail, refreshLists, refreshNotices, refreshTalk, refreshTickets } from './load.js';
import { samePlace, setClock, state, update } from './state.js';

const AGAIN_MS = 2000;

function take(event: Live): void {
  if (event.type === 'talk') {
    refreshLists();
    if (samePlace(event.place, state.place)) refreshTalk();
  } else if (event.type === 'ticket') {
    refreshTickets();
    if (event.number === state.ticket) refreshDetail();
  } else if (event.type === 'notice') {
    refreshNotices();
  } else if (event.type === 'clock') {
    update({ clock: setClock(event.now) });
  } else if (event.type === 'play') {
    update({ play: event, clock: setClock(event.at) });
  } else {
    void afresh();
  }
}

async function afresh(): Promise<void> {
  try {
    await loadAfresh();
    update({ online: true });
  } catch {
    update({ online: false });
    setTimeout(() => void afresh(), AGAIN_MS);
  }
}

/** Opens the stream, and again after it was refused; short interruptions the browser mends by itself. */
export function follow(): void {
  const source = new EventSource('/api/events');
  source.addEventListener('open', () => update({ online: true }));
  source.addEventListener('afresh', () => void afresh());
  source.addEventListener('message', (event: MessageEvent<string>) => take(ours<Live>(event.data)));
  source.addEventListener('error', () => {
    update({ online: false });
    if (source.readyState === EventSource.CLOSED) setTimeout(follow, AGAIN_MS);
  });
}
