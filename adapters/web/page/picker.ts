/** Chooses one of the town's people: those of the room first, then staff, then everybody, found by typing. */
import type { PersonView } from '../console.js';
import { fill, h, part } from './dom.js';
import { fullName, personAvatar } from './look.js';
import { isStaff, state } from './state.js';
import { hasText, t } from './texts.js';

const SHOWN_OF_A_GROUP = 40;

/** "微网格长 · 七村第13微网格", or the word for a resident. */
export function titleOf(person: PersonView): string {
  const titles = person.roles.map(({ role, unitName, department }) => {
    const name = department ?? (hasText(`role.${role}`) ? t(`role.${role}`) : role);
    return `${name} · ${unitName}`;
  });
  return titles[0] ?? t('role.resident');
}

const matches = (person: PersonView, wanted: string): boolean =>
  `${person.name} ${person.household ?? ''} ${person.roles.map(() => titleOf(person)).join(' ')}`
    .toLowerCase()
    .includes(wanted.toLowerCase());

function groups(room: string | null, wanted: string): { readonly title: string; readonly people: PersonView[] }[] {
  const left = (state.town?.people ?? []).filter((person) => matches(person, wanted));
  const inRoom = (person: PersonView) => room !== null && person.rooms.some((each) => each === room);
  const here = left.filter(inRoom);
  const others = left.filter((person) => !inRoom(person));
  return [
    { title: t('picker.here'), people: here },
    { title: t('picker.staff'), people: others.filter(isStaff) },
    { title: t('picker.residents'), people: others.filter((person) => !isStaff(person)) },
  ].filter(({ people }) => people.length > 0);
}

function option(person: PersonView, choose: (person: PersonView) => void): HTMLElement {
  return h(
    'button',
    { class: 'option', attrs: { type: 'button' }, on: { click: () => choose(person) } },
    personAvatar(person.id, person.name),
    h('span', { class: 'option-name' }, fullName(person)),
    h('span', { class: 'option-title' }, titleOf(person)),
  );
}

function drawList(list: Element, room: string | null, wanted: string, choose: (person: PersonView) => void): void {
  const found = groups(room, wanted);
  if (found.length === 0) {
    fill(list, h('p', { class: 'empty' }, t('picker.none')));
    return;
  }
  fill(
    list,
    found.map(({ title, people }) => [
      h('h3', {}, title),
      people.slice(0, SHOWN_OF_A_GROUP).map((person) => option(person, choose)),
      people.length > SHOWN_OF_A_GROUP &&
        h('p', { class: 'more-people' }, t('picker.more', { n: people.length - SHOWN_OF_A_GROUP })),
    ]),
  );
}

/** Up and down go from one to the next, as in any list. */
function walk(event: KeyboardEvent, list: Element): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const options = [...list.querySelectorAll<HTMLElement>('.option')];
  const at = options.findIndex((each) => each === document.activeElement);
  options[Math.max(0, at + step)]?.focus();
}

/** Resolves with the chosen person, or null when it was closed without choosing. */
export function pickPerson(title: string, room: string | null): Promise<PersonView | null> {
  return new Promise((resolve) => {
    const dialog = part('picker');
    if (!(dialog instanceof HTMLDialogElement)) throw new Error('#picker is no dialog');
    const list = h('div', { class: 'options' });
    let chosen: PersonView | null = null;
    const choose = (person: PersonView) => {
      chosen = person;
      dialog.close();
    };
    const draw = (): void => drawList(list, room, search.value.trim(), choose);
    const search = h('input', {
      attrs: { type: 'search', placeholder: t('picker.search'), 'aria-label': t('picker.search') },
      on: {
        input: draw,
        keydown: (event) => {
          if (event.key !== 'Enter' || event.isComposing) return;
          // Else the same press would reach the button that gets the focus back.
          event.preventDefault();
          list.querySelector<HTMLElement>('.option')?.click();
        },
      },
    });
    dialog.onkeydown = (event) => walk(event, list);
    dialog.onclick = (event) => event.target === dialog && dialog.close();
    dialog.onclose = () => resolve(chosen);
    fill(dialog, h('div', { class: 'sheet' }, h('h2', { attrs: { id: 'picker-title' } }, title), search, list));
    draw();
    dialog.showModal();
    search.focus();
  });
}
