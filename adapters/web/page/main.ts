/** Starts the page. */
import { showChat } from './chat.js';
import { showComposer } from './composer.js';
import { part } from './dom.js';
import { showHint } from './hint.js';
import { follow } from './live.js';
import { remember, remembered } from './remember.js';
import { showRooms } from './rooms.js';
import { onDraw, state, update } from './state.js';
import { showPanel } from './tickets.js';
import { language, speak } from './texts.js';
import { showTopbar } from './topbar.js';

const TABS = ['rooms', 'chat', 'tickets'] as const;
const AGAIN_MS = 2000;

function showTabs(): void {
  for (const tab of TABS) part(`tab-${tab}`).addEventListener('click', () => update({ tab }));
  onDraw(() => {
    document.body.setAttribute('data-tab', state.tab);
    for (const tab of TABS) part(`tab-${tab}`).setAttribute('aria-current', String(tab === state.tab));
    part('offline').hidden = state.online;
  });
  part('back').addEventListener('click', () => update({ tab: 'rooms' }));
}

/** The dark sheet follows the system until the visitor chooses. */
function showTheme(): void {
  const sheet = part('dark');
  const paint = (theme: string | null) => {
    if (theme !== null) sheet.setAttribute('media', theme === 'dark' ? 'all' : 'not all');
  };
  paint(remembered('theme'));
  part('theme').addEventListener('click', () => {
    const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    const next = (remembered('theme') ?? system) === 'dark' ? 'light' : 'dark';
    remember('theme', next);
    paint(next);
  });
}

async function speakOrWait(): Promise<void> {
  try {
    await speak(language());
  } catch {
    part('offline').hidden = false;
    setTimeout(() => void speakOrWait(), AGAIN_MS);
    return;
  }
  follow();
  update({});
}

function start(): void {
  showTheme();
  showTabs();
  showTopbar();
  showRooms();
  showChat();
  showComposer();
  showPanel();
  showHint();
  part('language').addEventListener('click', () => {
    void speak(language() === 'en' ? 'zh-CN' : 'en').then(
      () => update({}),
      () => update({ online: false }),
    );
  });
  void speakOrWait();
}

start();
