/** The page's words in the chosen language, Chinese unless the visitor chose otherwise. */
import { remember, remembered } from './remember.js';
import { ours } from './server-json.js';

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

let chosen: Language = remembered('language') === 'en' ? 'en' : 'zh-CN';
let texts: Readonly<Record<string, string>> = {};

export const language = (): Language => chosen;

/** The text for a key with its {placeholders} filled in; the key itself when there is none. */
export function t(key: string, values: Readonly<Record<string, string | number>> = {}): string {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export const hasText = (key: string): boolean => key in texts;

/** Fetches a language's texts and writes them into every element that names one. Rejects when the server is away. */
export async function speak(next: Language): Promise<void> {
  const response = await fetch(`/api/texts/${next}`);
  if (!response.ok) throw new Error(`texts: ${response.status}`);
  texts = ours<Readonly<Record<string, string>>>(await response.text());
  chosen = next;
  remember('language', next);
  document.documentElement.lang = next;
  document.title = t('title');
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = t(element.getAttribute('data-text') ?? '');
  }
  for (const element of document.querySelectorAll('[data-label]')) {
    const label = t(element.getAttribute('data-label') ?? '');
    element.setAttribute('aria-label', label);
    if (element.hasAttribute('title')) element.setAttribute('title', label);
  }
}
