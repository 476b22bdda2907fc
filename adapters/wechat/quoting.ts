/** What stands in a text besides its words: a quotation in the form that WeChat writes for gateways, and @names. Pure. */

export interface Quotation {
  readonly speaker: string;
  readonly words: string;
  /** The text without it. */
  readonly rest: string;
}

/** 「张三:原话」, a line of dashes, then the answer. */
const QUOTED = /^「([^\n::]{1,60})[::]([\s\S]*?)」\s*\n(?:[-—–] ?){3,}\n([\s\S]*)$/;

export function quotationIn(text: string): Quotation | null {
  const found = QUOTED.exec(text);
  if (!found) return null;
  const [, speaker = '', words = '', rest = ''] = found;
  return { speaker: speaker.trim(), words: words.trim(), rest: rest.trim() };
}

/** One who may be mentioned; `person` null stands for the bot. */
export interface Mentionable {
  readonly person: string | null;
  readonly name: string;
}

/** WeChat ends a mention with a blank of its own, U+2005; gateways pass it on, drop it, or make it a common one. */
const blanks = (text: string): string => text.replace(/[\u2005\u2006\u00a0]/g, ' ');

const END = /^(?:\s|$|[,。!?、;:,.!?;:@@])/u;

/**
 * Whom "@name" means, the longest name first. A name must end where the mention ends, or it would be found in a longer one
 * that nobody knows; only the bot's names count wherever they stand, as people write on after them without a blank.
 */
export function mentionedIn(text: string, people: readonly Mentionable[]): { people: string[]; bot: boolean } {
  const sorted = people.filter(({ name }) => name.trim() !== '').sort((a, b) => b.name.length - a.name.length);
  const mentions = blanks(text.slice(0, 5000)).split(/[@@]/).slice(1);
  const found = mentions.map((rest) =>
    sorted.find(({ person, name }) => {
      const plain = blanks(name);
      if (!rest.toLowerCase().startsWith(plain.toLowerCase())) return false;
      return person === null || END.test(rest.slice(plain.length));
    }),
  );
  const ids = found.flatMap((one) => (one?.person ? [one.person] : []));
  return { people: [...new Set(ids)], bot: found.some((one) => one?.person === null) };
}

/** The same words, however gateways treat their blanks and however much of them a quotation shows. */
export function sameWords(said: string, quoted: string): boolean {
  const [whole, shown] = [bare(said), bare(quoted).replace(/(?:…|\.{3})$/, '')];
  if (shown === '') return whole === '';
  return whole === shown || (shown.length >= 8 && whole.startsWith(shown));
}

const bare = (text: string): string => blanks(text).replace(/\s+/g, ' ').trim();
