/** The question put to a model: what the labels mean, from data/prompts, and people's words as JSON data, never among them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../config/paths.js';
import type { PersonId } from '../../model/ids.js';
import type { SpeakerRole } from '../../model/reading.js';
import type { Taxonomy } from '../understand/taxonomy.js';
import type { Masked, Masking } from './masking.js';

/** Something said; `person` is null for the bot itself. */
export interface Line {
  readonly person: PersonId | null;
  readonly role: SpeakerRole;
  readonly text: string;
  readonly minutesAgo: number;
}

/** A message to be read. */
export interface Question extends Line {
  readonly quote: string | null;
  readonly images: number;
}

export interface Prompt {
  readonly system: string;
  readonly user: string;
  /** The texts asked about, by their ids in the prompt: "1", "2", …, in the order given. */
  readonly asked: ReadonlyMap<string, Masked>;
}

/** Nobody says more than this to raise a matter. In UTF-16 units, after masking. */
const LONGEST_TEXT = 600;
const LONGEST_BEFORE = 200;
/** The embedded reader looks no further either. */
const READ = 5000;

export const promptFile = (): string => join(packageRoot(), 'data', 'prompts', 'reading.md');

/** The standing part of the prompt, with the town's own labels in it. */
export function systemPrompt(taxonomy: Taxonomy, file: string = promptFile()): string {
  const lines = (entries: readonly { id: string; zh: string; belongs: string; not?: string | null }[]): string =>
    entries.map((e) => `- ${e.id}(${e.zh}):${e.belongs}${e.not ? `;${e.not}` : ''}`).join('\n');
  return readFileSync(file, 'utf8')
    .replace('{{acts}}', () => lines(taxonomy.acts))
    .replace('{{categories}}', () => lines(taxonomy.categories))
    .replace('{{urgencies}}', () => lines(taxonomy.urgencies))
    .trim();
}

export function promptFor(
  system: string,
  { talk, messages }: { readonly talk: readonly Line[]; readonly messages: readonly Question[] },
  masking: Masking,
): Prompt {
  const said = ({ person, role, minutesAgo }: Line) => ({
    who: person === null ? '微格' : masking.who(person),
    role: ROLES[role],
    minutesAgo,
  });
  const before = talk.map((line) => ({ ...said(line), text: shortened(line.text, masking, LONGEST_BEFORE).text }));
  const texts = messages.map((one) => shortened(one.text, masking, LONGEST_TEXT));
  const questions = messages.map((one, at) => ({
    id: String(at + 1),
    ...said(one),
    text: texts[at]?.text ?? '',
    quote: one.quote === null ? null : shortened(one.quote, masking, LONGEST_BEFORE).text,
    images: one.images,
  }));
  return {
    system,
    user: asData({ talk: before, messages: questions }),
    asked: new Map(texts.map((text, at) => [String(at + 1), text])),
  };
}

const ROLES: Readonly<Record<SpeakerRole, string>> = { resident: '居民', staff: '工作人员', bot: '机器人' };

/** Masked before it is cut, so that no half of a number or name is left over. */
function shortened(text: string, masking: Masking, most: number): Masked {
  const masked = masking.mask(text.slice(0, READ));
  return { ...masked, text: masked.text.slice(0, most).toWellFormed() };
}

/** Angle brackets are escaped: a model's own control marks (<|im_end|>) must not come out of what somebody typed. */
const asData = (value: unknown): string =>
  JSON.stringify(value).replace(/[<>]/g, (sign) => (sign === '<' ? '\\u003c' : '\\u003e'));
