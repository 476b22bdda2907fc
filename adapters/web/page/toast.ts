/** Short words at the foot of the page, also read aloud by screen readers. */
import { part } from './dom.js';
import { visible } from './visible.js';

const SHOWN_MS = 4000;
let hiding: ReturnType<typeof setTimeout> | undefined;

export function toast(text: string): void {
  const place = part('toast');
  place.textContent = visible(text);
  place.classList.add('shown');
  clearTimeout(hiding);
  hiding = setTimeout(() => place.classList.remove('shown'), SHOWN_MS);
}
