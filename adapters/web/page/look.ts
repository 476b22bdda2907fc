/** Avatars and icons, drawn here: nothing is fetched from elsewhere. */
import type { PersonView } from '../console.js';
import { h } from './dom.js';

const SVG = 'http://www.w3.org/2000/svg';

const ICONS = {
  back: 'M15 5l-7 7 7 7',
  send: 'M4 12l16-7-6 16-3-7-7-2z',
  photo: 'M4 6h16v13H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01',
  quote: 'M9 7L4 12l5 5M4 12h9a6 6 0 0 1 6 6v1',
  recall: 'M5 8h9a5 5 0 0 1 0 10H8M9 4L5 8l4 4',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  close: 'M6 6l12 12M18 6L6 18',
  play: 'M8 5l11 7-11 7z',
  pause: 'M9 5v14M15 5v14',
  stop: 'M7 7h10v10H7z',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4l3 2',
  down: 'M6 9l6 6 6-6',
  search: 'M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM16 16l4 4',
  eye: 'M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM12 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  add: 'M12 5v14M5 12h14',
  ticket: 'M4 7h16v4a2 2 0 0 0 0 4v3H4v-3a2 2 0 0 0 0-4zM13 7v2M13 12v1M13 16v2',
  moon: 'M19 14.5A7.5 7.5 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5z',
} as const;
export type IconName = keyof typeof ICONS;

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

const HUES = 8;

/** The same of eight hues for the same id, always. */
function hue(id: string): number {
  let sum = 7;
  for (const char of id) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973;
  return sum % HUES;
}

/** What stands for a name in a small square: the given name of a Chinese one, the initials of another. */
export function initials(name: string): string {
  const letters = [...name.replace(/[\d\s\-—_号栋幢单元室#.,()()]+/gu, ' ').trim()];
  if (letters.some((char) => /\p{Script=Han}/u.test(char))) {
    const han = letters.filter((char) => /\p{Script=Han}/u.test(char));
    return han.slice(-2).join('');
  }
  const parts = letters.join('').split(' ').filter(Boolean);
  return (parts.length > 1 ? parts.slice(0, 2).map((part) => part[0] ?? '') : letters.slice(0, 2)).join('') || '?';
}

export const personAvatar = (id: string, name: string): HTMLElement =>
  h('span', { class: `avatar hue${hue(id)}`, attrs: { 'aria-hidden': 'true' } }, initials(name));

/** Nine cells, one of them lit: our mark, and the bot's face. */
export const botAvatar = (): HTMLElement => h('span', { class: 'avatar bot', attrs: { 'aria-hidden': 'true' } });

/** Rooms are four cells in the colours of some who might be in them. */
export const roomAvatar = (id: string, kind: string): HTMLElement =>
  h(
    'span',
    { class: `avatar room ${kind}`, attrs: { 'aria-hidden': 'true' } },
    [0, 1, 2, 3].map((cell) => h('i', { class: `hue${hue(`${id}${cell * 7}`)}` })),
  );

/** "14-302 武赛芬" without saying the household twice. */
export function fullName(person: Pick<PersonView, 'name' | 'household'>): string {
  const { name, household } = person;
  return household === null || name.includes(household) ? name : `${household} ${name}`;
}
