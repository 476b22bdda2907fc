/** The transcript's names of messages and the ids that an adapter minted for them, each in place of the other. */
import type { MessageId } from '../../src/model/ids.js';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export class TranscriptIds {
  readonly #minted = new Map<string, MessageId>();

  add(name: string, id: MessageId): void {
    this.#minted.set(name, id);
  }

  /** A text with every message that it names by a word of its own, or as {{name}}, under the minted id. */
  inPlatform(text: string): string {
    return text
      .replace(/\{\{([^{}\s]+)\}\}/g, (_, name: string) => `{{${this.#minted.get(name) ?? name}}}`)
      .replace(/(?<=^|\s)\S+(?=\s|$)/g, (word) => this.#minted.get(word) ?? word);
  }

  /** A printed line with every minted id under the transcript's name. */
  inTranscript(line: unknown): unknown {
    const names = new Map([...this.#minted].map(([name, id]) => [JSON.stringify(id).slice(1, -1), name]));
    if (names.size === 0) return line;
    const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length);
    const known = new RegExp(longestFirst.map(escaped).join('|'), 'g');
    const text = JSON.stringify(line).replace(known, (id) => JSON.stringify(names.get(id) ?? id).slice(1, -1));
    return JSON.parse(text);
  }
}
