/** Grid workers who follow the bot: they take tickets and settle them by commands, some soon, some late, some never. */
import type { Happening } from '../../../src/message/doing.js';
import type { Size } from './district.js';

export interface Command {
  readonly at: number;
  readonly room: number;
  readonly text: string;
}

const MINUTE_MS = 60_000;
/** Of all tickets; the rest are nobody's. */
const SOON = 0.5;
const LATE = 0.2;
const SETTLED = 0.85;

export class Staff {
  #ahead: Command[] = [];
  commands = 0;

  constructor(
    private readonly size: Size,
    private readonly random: () => number,
  ) {}

  hear(what: Happening, now: number): void {
    if (what.type !== 'ticket' || what.event.change !== 'opened') return;
    const ticket = what.ticket.number;
    const room = Number(/^m(\d+)$/.exec(what.ticket.unit)?.[1] ?? NaN);
    const kind = this.random();
    const minutes = kind < SOON ? 2 + this.random() * 40 : 120 + this.random() * 240;
    if (kind >= SOON + LATE || !(room < this.size.rooms)) return;
    const taken = now + minutes * MINUTE_MS;
    this.#plan({ at: taken, room, text: `受理 ${ticket}` });
    if (this.random() < SETTLED)
      this.#plan({ at: taken + (10 + this.random() * 230) * MINUTE_MS, room, text: `办结 ${ticket} 已处理` });
  }

  /** null: nothing is planned. */
  next(): number | null {
    return this.#ahead[0]?.at ?? null;
  }

  due(now: number): Command[] {
    const due = this.#ahead.filter(({ at }) => at <= now);
    this.#ahead = this.#ahead.slice(due.length);
    this.commands += due.length;
    return due;
  }

  #plan(command: Command): void {
    const after = this.#ahead.findIndex(({ at }) => at > command.at);
    this.#ahead.splice(after < 0 ? this.#ahead.length : after, 0, command);
  }
}
