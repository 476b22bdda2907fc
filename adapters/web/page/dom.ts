/** Makes elements. Text goes in as text only, through visible(): nothing anyone writes can become markup. */
import { visible } from './visible.js';

export type Child = Node | string | null | false | readonly Child[];

export interface Props {
  readonly class?: string;
  readonly on?: {
    readonly click?: () => void;
    readonly input?: () => void;
    readonly keydown?: (event: KeyboardEvent) => void;
  };
  /** Attributes; null and false leave one out, true sets it empty. */
  readonly attrs?: Readonly<Record<string, string | number | boolean | null>>;
}

function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === false) continue;
    if (typeof child === 'string') parent.appendChild(document.createTextNode(visible(child)));
    else if (child instanceof Node) parent.appendChild(child);
    else append(parent, child);
  }
}

export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (props.class !== undefined) element.className = props.class;
  for (const [name, value] of Object.entries(props.attrs ?? {})) {
    if (value === null || value === false) continue;
    element.setAttribute(name, value === true ? '' : visible(String(value)));
  }
  const { click, input, keydown } = props.on ?? {};
  const listens: HTMLElement = element;
  if (click) listens.addEventListener('click', click);
  if (input) listens.addEventListener('input', input);
  if (keydown) listens.addEventListener('keydown', keydown);
  append(element, children);
  return element;
}

export function fill(parent: Element, ...children: readonly Child[]): void {
  parent.replaceChildren();
  append(parent, children);
}

/** An element of index.html. Throws when the page and the script don't fit together. */
export function part(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`index.html has no #${id}`);
  return element;
}

interface Keyed<Item> {
  readonly key: (item: Item) => string;
  /** Two equal looks are drawn alike: the element is kept, with its focus and its loaded pictures. */
  readonly look: (item: Item) => string;
  readonly draw: (item: Item) => HTMLElement;
}

const looks = new WeakMap<Element, string>();

/** Makes the children of `parent` those of `items`, in order, redrawing only what looks different. */
export function keyed<Item>(parent: Element, items: readonly Item[], { key, look, draw }: Keyed<Item>): void {
  const old = new Map([...parent.children].map((child) => [child.getAttribute('data-key') ?? '', child]));
  let place: Element | null = parent.firstElementChild;
  for (const item of items) {
    const name = key(item);
    const seen = look(item);
    const found = old.get(name);
    old.delete(name);
    const kept = found !== undefined && looks.get(found) === seen ? found : null;
    const element = kept ?? draw(item);
    if (kept === null) {
      element.setAttribute('data-key', name);
      looks.set(element, seen);
      if (found !== undefined && found === place) place = found.nextElementSibling;
      found?.remove();
    }
    if (element === place) place = element.nextElementSibling;
    else parent.insertBefore(element, place);
  }
  for (const gone of old.values()) gone.remove();
}
