/** The message catalogue: every text that people read, by key and language (data/locales). */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageRoot } from '../../config/paths.js';
import { loadTaxonomy } from '../understand/taxonomy.js';

export const LOCALES = ['zh-CN', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/** Values for a text's {placeholders}; numbers may choose a plural. */
export type Values = Readonly<Record<string, string | number>>;

export interface Words {
  readonly locale: Locale;
  /** The text for a key. Throws when the catalogue has no such key: a test asks for every key that the code names. */
  (key: string, values?: Values): string;
  /** Whether the catalogue has the key: categories added by a town may have none. */
  has(key: string): boolean;
}

const catalogueSchema: z.ZodType<Catalogue> = z.lazy(() =>
  z.record(z.string(), z.union([z.string(), catalogueSchema])),
);
interface Catalogue {
  [key: string]: string | Catalogue;
}

function flatten(catalogue: Catalogue, prefix = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] satisfies [string, string]] : flatten(value, `${prefix}${key}.`),
  );
}

const catalogues = new Map<Locale, ReadonlyMap<string, string>>();

/**
 * Every key of a language with its text; the file's name is the key's first part: ticket.yaml holds "ticket.acknowledged".
 * Each language's files are read once in a process.
 */
export function catalogue(locale: Locale): ReadonlyMap<string, string> {
  const known = catalogues.get(locale);
  if (known !== undefined) return known;
  const texts = readCatalogue(locale);
  catalogues.set(locale, texts);
  return texts;
}

function readCatalogue(locale: Locale): ReadonlyMap<string, string> {
  const folder = join(packageRoot(), 'data', 'locales', locale);
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  const texts = files.sort().flatMap((file) => {
    const read = catalogueSchema.parse(parse(readFileSync(join(folder, file), 'utf8')));
    return flatten(read, `${basename(file, '.yaml')}.`);
  });
  return new Map([...texts, ...labels(locale)]);
}

/** Names of acts, categories and urgencies come from the taxonomy, under "category.roads" and the like. */
function labels(locale: Locale): [string, string][] {
  const { acts, categories, urgencies } = loadTaxonomy();
  const name = (entry: { zh: string; en: string }) => (locale === 'en' ? entry.en : entry.zh);
  return [
    ...acts.map((a): [string, string] => [`act.${a.id}`, name(a)]),
    ...categories.map((c): [string, string] => [`category.${c.id}`, name(c)]),
    ...urgencies.map((u): [string, string] => [`urgency.${u.id}`, name(u)]),
  ];
}

export function words(locale: Locale): Words {
  const texts = catalogue(locale);
  const formats = new Map<string, IntlMessageFormat>();
  const format = (key: string): IntlMessageFormat => {
    const known = formats.get(key);
    if (known) return known;
    const text = texts.get(key);
    if (text === undefined) throw new Error(`data/locales/${locale} has no text for ${key}`);
    const made = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
    formats.set(key, made);
    return made;
  };
  const say = (key: string, values: Values = {}) => String(format(key).format(values)).trimEnd();
  return Object.assign(say, { locale, has: (key: string) => texts.has(key) });
}
