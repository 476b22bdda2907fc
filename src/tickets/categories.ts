/** Category and urgency names as people say them, from the town's taxonomy. */
import { DamerauLevenshteinDistance } from 'natural/lib/natural/distance/index.js';
import type { Category, Urgency } from '../model/reading.js';
import { loadTaxonomy } from '../message/understand/taxonomy.js';

export type Language = 'zh-CN' | 'en';
const nameIn = (entry: { zh: string; en: string }, language: Language): string =>
  language === 'en' ? entry.en : entry.zh;

/** The id itself where the taxonomy no longer has it. */
export function categoryName(id: Category, language: Language): string {
  const entry = loadTaxonomy().categories.find((c) => c.id === id);
  return entry ? nameIn(entry, language) : id;
}

export function urgencyName(id: Urgency, language: Language): string {
  const entry = loadTaxonomy().urgencies.find((u) => u.id === id);
  return entry ? nameIn(entry, language) : id;
}

export const categoryNames = (language: Language): string[] =>
  loadTaxonomy().categories.map((c) => nameIn(c, language));

/** `nearest`: names to ask back with, none when nothing is near. */
export type Meant<Id> = { readonly id: Id } | { readonly nearest: readonly string[] };

/** The category that words name in either language, whole or in part ("卫生" is 卫生健康's and 环境卫生's: asked back). */
export function categoryMeant(words: string, language: Language): Meant<Category> {
  const said = words.toLowerCase().replace(/[\s类。.!]/g, '');
  const all = loadTaxonomy().categories;
  const whole = all.find((c) => [c.id, c.zh, c.en.toLowerCase().replace(/\s/g, '')].includes(said));
  if (whole) return { id: whole.id };
  const parts = said.length < 2 ? [] : all.filter((c) => c.zh.includes(said) || c.en.toLowerCase().includes(said));
  const [only, another] = parts;
  if (only && !another) return { id: only.id };
  const likely = parts.length > 0 ? parts : all.filter((c) => near(said, c.zh) || near(said, c.en.toLowerCase()));
  return { nearest: likely.slice(0, 3).map((c) => nameIn(c, language)) };
}

const near = (a: string, b: string): boolean => a !== '' && DamerauLevenshteinDistance(a, b) <= Math.ceil(b.length / 3);

const URGENCY_WORDS: Readonly<Record<string, Urgency>> = {
  普通: 'normal',
  正常: 'normal',
  不急: 'normal',
  加急: 'urgent',
  急: 'urgent',
  着急: 'urgent',
  特急: 'emergency',
  应急: 'emergency',
  危急: 'emergency',
  紧急情况: 'emergency',
};

/** null when the words name none. */
export function urgencyMeant(words: string): Urgency | null {
  const said = words.toLowerCase().replace(/[\s。.!]/g, '');
  const named = loadTaxonomy().urgencies.find((u) => [u.id, u.zh, u.en.toLowerCase()].includes(said));
  return named?.id ?? URGENCY_WORDS[said] ?? null;
}
