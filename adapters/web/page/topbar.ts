/** The town's time at the top: moved forward by hand, or played through as a whole day. */
import { api } from './api.js';
import { h, part } from './dom.js';
import { failureText } from './load.js';
import { onDraw, setClock, state, townNow, update } from './state.js';
import { t } from './texts.js';
import { hourMinute, monthDay, weekday } from './time.js';
import { toast } from './toast.js';

const TICK_MS = 1000;

const playing = (): boolean => state.play?.state === 'playing' || state.play?.state === 'paused';

async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    toast(failureText(error, t('error.offline')));
  }
}

async function advance(step: { minutes: number } | { to: 'morning' }): Promise<void> {
  update({ moving: true });
  await attempt(async () => {
    const { now } = await api.advance(step);
    update({ clock: setClock(now) });
  });
  update({ moving: false });
}

function speed(): number {
  const select = part('speed');
  return select instanceof HTMLSelectElement ? Number(select.value) : 1;
}

/** Begins the demo day. */
export const playDay = (): Promise<void> =>
  attempt(async () => {
    const { play } = await api.play({ action: 'start', minutesPerSecond: speed() });
    update({ play });
  });

const order = (action: string, minutesPerSecond?: number) =>
  attempt(async () => {
    await api.play({ action, ...(minutesPerSecond !== undefined && { minutesPerSecond }) });
  });

function drawClock(): void {
  const { town } = state;
  if (town === null) return;
  const now = townNow();
  part('town-name').textContent = town.name;
  part('date').textContent = `${monthDay(now, town.zone)} ${weekday(now, town.zone)}`;
  part('time').textContent = hourMinute(now, town.zone);
  part('controls').hidden = !town.demo;
  part('clock-open').hidden = !town.demo;
  part('steps').toggleAttribute('inert', state.moving || playing());
  part('steps').setAttribute('aria-busy', String(state.moving));
}

function drawPlay(): void {
  const { play } = state;
  const on = playing();
  part('play').hidden = on;
  part('playing').hidden = !on;
  document.body.classList.toggle('is-playing', on);
  if (play === null) return;
  const bar = part('progress');
  bar.setAttribute('max', String(Math.max(1, play.total)));
  bar.setAttribute('value', String(play.done));
  part('progress-text').textContent = t('play.progress', { done: play.done, total: play.total });
  part('pause').hidden = play.state !== 'playing';
  part('resume').hidden = play.state !== 'paused';
}

let toldOf = '';

/** The end of a day is told once, whoever began it. */
function tellEnd(): void {
  const ended = state.play?.state ?? '';
  const wasOn = toldOf === 'playing' || toldOf === 'paused';
  toldOf = ended;
  if (wasOn && (ended === 'finished' || ended === 'failed')) toast(t(`play.${ended}`));
}

function fillSpeeds(): void {
  const select = part('speed');
  for (const minutes of [2, 10, 30, 120]) {
    select.append(h('option', { attrs: { value: minutes, selected: minutes === 10 } }, `×${minutes * 60}`));
  }
  select.addEventListener('change', () => {
    if (playing()) void order('speed', speed());
  });
}

export function showTopbar(): void {
  fillSpeeds();
  part('plus-10').addEventListener('click', () => void advance({ minutes: 10 }));
  part('plus-60').addEventListener('click', () => void advance({ minutes: 60 }));
  part('morning').addEventListener('click', () => void advance({ to: 'morning' }));
  part('play').addEventListener('click', () => void playDay());
  for (const action of ['pause', 'resume', 'stop']) part(action).addEventListener('click', () => void order(action));
  part('clock-open').addEventListener('click', () => {
    const shown = part('controls').classList.toggle('open');
    part('clock-open').setAttribute('aria-expanded', String(shown));
  });
  onDraw(drawClock);
  onDraw(drawPlay);
  onDraw(tellEnd);
  setInterval(drawClock, TICK_MS);
}
