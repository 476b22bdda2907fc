/** Notes how late clocks fire and texts go out on the virtual clock. */
import type { Happening } from '../../../src/message/doing.js';
import { HOUR_MS } from './day.js';
import { lateSeconds, type Spread } from './looks.js';

export class Telling {
  readonly #fired = new Map<string, number[]>();
  readonly #sent = new Map<string, number[]>();
  readonly #byHour = Array.from({ length: 24 }, () => ({ messages: 0, acknowledgements: 0 }));
  readonly #confirmed: number[] = [];
  readonly #notices = new Map<number, number[]>();
  #now = 0;

  constructor(private readonly midnight: number) {}

  readonly take = (what: Happening): void => {
    switch (what.type) {
      case 'fired':
        add(this.#fired, what.kind, what.at - what.dueAt);
        return;
      case 'reading':
        this.#now = what.saidAt;
        this.#hour(what.saidAt).messages += 1;
        return;
      case 'sent': {
        const { purpose, lane, createdAt, notice } = what.row;
        const about = lane === 'emergency' ? 'emergency' : purpose;
        add(this.#sent, about, what.at - createdAt);
        if (purpose === 'ack') this.#hour(what.at).acknowledgements += 1;
        if (purpose === 'notice' && notice !== null) add(this.#notices, notice, what.at);
        return;
      }
      default:
    }
  };

  /** A notice was confirmed just now. */
  noticeConfirmed(): void {
    this.#confirmed.push(this.#now);
  }

  figures() {
    return {
      clocks: spreads(this.#fired),
      texts: spreads(this.#sent),
      hours: this.#byHour,
      notices: [...this.#notices.values()].map((times) => ({
        rooms: times.length,
        minutes: (Math.max(...times) - Math.min(...times)) / 60_000,
      })),
    };
  }

  #hour(at: number): { messages: number; acknowledgements: number } {
    const hour = Math.floor((at - this.midnight) / HOUR_MS) % 24;
    return this.#byHour[hour] ?? { messages: 0, acknowledgements: 0 };
  }
}

function add<K>(lists: Map<K, number[]>, key: K, value: number): void {
  const list = lists.get(key) ?? [];
  list.push(value);
  lists.set(key, list);
}

const spreads = (lists: ReadonlyMap<string, readonly number[]>): Record<string, Spread> =>
  Object.fromEntries([...lists].map(([name, values]) => [name, lateSeconds(values)]));
