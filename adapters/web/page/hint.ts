/** The first visit: two sentences on what this is, and a first thing to try. */
import { compose } from './composer.js';
import { part } from './dom.js';
import { remember, remembered } from './remember.js';
import { onDraw, state } from './state.js';
import { t } from './texts.js';
import { playDay } from './topbar.js';

const KEY = 'hint';

function away(): void {
  remember(KEY, 'read');
  part('hint').hidden = true;
}

export function showHint(): void {
  onDraw(() => {
    part('hint').hidden = remembered(KEY) !== null || !state.town?.demo;
  });
  part('hint-close').addEventListener('click', away);
  part('hint-try').addEventListener('click', () => {
    away();
    compose(t('hint.example'));
  });
  part('hint-play').addEventListener('click', () => {
    away();
    void playDay();
  });
}
