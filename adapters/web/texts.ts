/** The page's words: web.yaml of each language, and which of them a browser asked for. */
import { LOCALES, catalogue, words, type Locale, type Words } from '../../src/message/reply/words.js';

const PREFIX = 'web.';

export interface PageTexts {
  /** Every text of the page by key without "web."; {placeholders} are filled in by the page. */
  all(locale: Locale): Readonly<Record<string, string>>;
  words(locale: Locale): Words;
}

export function pageTexts(): PageTexts {
  const read = (locale: Locale) => ({
    all: Object.fromEntries(
      [...catalogue(locale)]
        .filter(([key]) => key.startsWith(PREFIX))
        .map(([key, text]) => [key.slice(PREFIX.length), text]),
    ),
    words: words(locale),
  });
  const texts = { 'zh-CN': read('zh-CN'), en: read('en') };
  return { all: (locale) => texts[locale].all, words: (locale) => texts[locale].words };
}

/** The first language of an Accept-Language header that we have, else `otherwise`. */
export function localeOf(header: string | undefined, otherwise: Locale): Locale {
  const asked = (header ?? '').split(',').map((part) => part.split(';')[0]?.trim().toLowerCase() ?? '');
  for (const each of asked) {
    const known = LOCALES.find((locale) => each !== '' && locale.split('-')[0] === each.split('-')[0]);
    if (known) return known;
  }
  return otherwise;
}
