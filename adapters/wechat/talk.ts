/** The last of what was said in each room, so that quotations and recalls find what they mean. In memory only. */
import { quotationIn, sameWords } from './quoting.js';

const LINES_PER_PLACE = 200;
const PLACES = 2000;
/** Quotations show no more. */
const KEPT_CHARACTERS = 120;

interface Line {
  readonly id: string;
  readonly speaker: string | null;
  readonly words: string;
}

export class Talk {
  readonly #places = new Map<string, Line[]>();

  heard(place: string, id: string, speaker: string | null, text: string): void {
    const lines = this.#places.get(place) ?? [];
    lines.push({ id, speaker, words: text.slice(0, KEPT_CHARACTERS) });
    if (lines.length > LINES_PER_PLACE) lines.shift();
    this.#places.delete(place);
    this.#places.set(place, lines);
    const oldest = this.#places.keys().next();
    if (this.#places.size > PLACES && !oldest.done) this.#places.delete(oldest.value);
  }

  /** A text's quotation found again, and the text without it; as it stands when it quotes nothing that is known. */
  unquoted(place: string, text: string): { readonly text: string; readonly quote: string | null } {
    const quotation = quotationIn(text);
    if (quotation === null) return { text, quote: null };
    const { speaker, words, rest } = quotation;
    const line = this.#places
      .get(place)
      ?.findLast(
        (one) =>
          (one.speaker === null || one.speaker === speaker) && sameWords(one.words, words.slice(0, KEPT_CHARACTERS)),
      );
    return line === undefined ? { text, quote: null } : { text: rest, quote: line.id };
  }

  /** The message that a recall speaks of: gateways give its id, or a notice of the platform with the id in it. */
  recalled(place: string, notice: string): string | null {
    const wanted = /<(?:new)?msgid>\s*(\d+)\s*</i.exec(notice)?.[1] ?? notice.trim();
    if (this.#places.get(place)?.some(({ id }) => id === wanted) ?? false) return wanted;
    return /^[^\s<>]{1,150}$/.test(wanted) ? wanted : null;
  }
}
