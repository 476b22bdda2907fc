/** What each account has sent lately, for the gate; after a restart it is filled again from what was booked. */
import type { Instant } from '../model/ids.js';
import type { GateState } from './gate.js';

const HOUR_MS = 3600_000;
export const DAY_MS = 24 * HOUR_MS;
/** A room that many others spoke after is long past its pause. */
const MOST_ROOMS = 20_000;

export class Pace {
  readonly #sent = new Map<string, Instant[]>();
  readonly #rooms = new Map<string, Instant>();
  readonly #heldRooms = new Map<string, Instant>();
  readonly #rests = new Map<string, { readonly from: Instant; readonly until: Instant }>();

  /** The account spoke at `at`. */
  spoke(account: string, place: string, at: Instant): void {
    const list = this.#sent.get(account) ?? [];
    while (list[0] !== undefined && list[0] <= at - DAY_MS) list.shift();
    list.push(at);
    this.#sent.set(account, list);
    this.#rooms.delete(place);
    this.#rooms.set(place, at);
    const oldest = this.#rooms.keys().next();
    if (this.#rooms.size > MOST_ROOMS && !oldest.done) this.#rooms.delete(oldest.value);
  }

  /** What the account said is learned anew: another process spoke through it meanwhile. */
  forget(account: string): void {
    this.#sent.delete(account);
  }

  /** The account says nothing from `from` to `until`. */
  rest(account: string, from: Instant, until: Instant): void {
    this.#rests.set(account, { from, until });
  }

  /** Nothing is said at a place before `until`. */
  hold(place: string, until: Instant): void {
    this.#heldRooms.delete(place);
    this.#heldRooms.set(place, until);
    const oldest = this.#heldRooms.keys().next();
    if (this.#heldRooms.size > MOST_ROOMS && !oldest.done) this.#heldRooms.delete(oldest.value);
  }

  /** 0: it does not rest; nor does it when the clock was set back behind its last text. */
  restsUntil(account: string, now: Instant): Instant {
    const rest = this.#rests.get(account);
    return rest === undefined || rest.from > now ? 0 : rest.until;
  }

  of(
    account: string,
    place: string,
    now: Instant,
  ): Pick<GateState, 'lastInRoom' | 'heldUntil' | 'restsUntil' | 'accountHour' | 'accountDay'> {
    const list = this.#sent.get(account) ?? [];
    const within = (span: number) => list.filter((at) => at > now - span && at <= now).length;
    return {
      lastInRoom: this.#rooms.get(place) ?? null,
      heldUntil: this.#heldRooms.get(place) ?? 0,
      restsUntil: this.restsUntil(account, now),
      accountHour: within(HOUR_MS),
      accountDay: within(DAY_MS),
    };
  }
}
