/** The page's words: web.yaml of each language, and which of them a browser asked for. */
import { LOCALES, catalogue, words, type Locale, type Words } from '../../src/message/reply/words.js';

const PREFIX = 'web.';

export interface PageTexts {
  /** Every text of the page by key without "web."; {placeholders} are filled in by the page. */
  all(locale: Locale): Readonly<Record<string, string>>;
  words(locale: Locale): Words;
}

/** Each language is read when a page first asks for it. */
export function pageTexts(): PageTexts {
  const known = new Map<Locale, { readonly all: Readonly<Record<string, string>>; readonly words: Words }>();
  const of = (locale: Locale) => {
    const texts = known.get(locale) ?? { all: ofPage(locale), words: words(locale) };
    known.set(locale, texts);
    return texts;
  };
  return { all: (locale) => of(locale).all, words: (locale) => of(locale).words };
}

const ofPage = (locale: Locale): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...catalogue(locale)]
      .filter(([key]) => key.startsWith(PREFIX))
      .map(([key, text]) => [key.slice(PREFIX.length), text]),
  );

/** The first language of an Accept-Language header that we have, else `otherwise`. */
export function localeOf(header: string | undefined, otherwise: Locale): Locale {
  const asked = (header ?? '').split(',').map((part) => part.split(';')[0]?.trim().toLowerCase() ?? '');
  for (const each of asked) {
    const known = LOCALES.find((locale) => each !== '' && locale.split('-')[0] === each.split('-')[0]);
    if (known) return known;
  }
  return otherwise;
}
