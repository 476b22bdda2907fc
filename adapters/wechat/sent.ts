/** What was sent of late, so that the account's own messages, as they come back, are known again. */

const REMEMBERED = 500;

export interface Sending {
  /** Resolves with the gateway's id once the account saw its own text in the room. */
  readonly seen: Promise<string>;
  /** The gateway took it; null when it gave no id. true: it was seen in the room before the gateway's answer came. */
  accepted(id: string | null): boolean;
  /** It did not go out. */
  refused(): void;
}

interface Entry {
  readonly to: string;
  readonly text: string;
  readonly outboxId: number;
  id: string | null;
  state: 'flying' | 'accepted' | 'seen';
  readonly see: (id: string) => void;
}

export class Sent {
  readonly #entries = new Set<Entry>();
  /** Own messages that belong to no text that is known: a picture may be seen before the gateway gives its id. */
  readonly #early = new Set<string>();

  /** `text`: the last of what is sent for this row, as it goes out; '' when that is no text. */
  begin(to: string, text: string, outboxId: number): Sending {
    let see: (id: string) => void = () => undefined;
    const seen = new Promise<string>((done) => (see = done));
    const entry: Entry = { to, text, outboxId, id: null, state: 'flying', see };
    this.#entries.add(entry);
    const oldest = this.#entries.values().next();
    if (this.#entries.size > REMEMBERED && !oldest.done) this.#entries.delete(oldest.value);
    return {
      seen,
      accepted: (id) => {
        entry.id ??= id;
        if (id !== null && this.#early.delete(id)) entry.state = 'seen';
        if (entry.state === 'flying') entry.state = 'accepted';
        return entry.state === 'seen';
      },
      refused: () => void this.#entries.delete(entry),
    };
  }

  /** The row that an own message belongs to, and its send is told if it still waits; null: none that is known. */
  echo(to: string, id: string, text: string): { readonly outboxId: number } | null {
    const entry = this.#find(to, id, text);
    if (entry === undefined) this.#note(id);
    if (entry === undefined || entry.state === 'seen') return null;
    entry.state = 'seen';
    entry.id ??= id;
    entry.see(id);
    return { outboxId: entry.outboxId };
  }

  #note(id: string): void {
    this.#early.add(id);
    const oldest = this.#early.values().next();
    if (this.#early.size > REMEMBERED && !oldest.done) this.#early.delete(oldest.value);
  }

  #find(to: string, id: string, text: string): Entry | undefined {
    const entries = [...this.#entries];
    const words = text.trim();
    return (
      entries.find((entry) => entry.id === id) ??
      entries.find((e) => e.to === to && e.id === null && e.state !== 'seen' && words !== '' && e.text.trim() === words)
    );
  }
}
