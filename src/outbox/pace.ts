/** What each account has sent lately, for the gate. Kept in memory: after a restart a town's day begins anew. */
import type { Instant } from '../model/ids.js';
import type { GateState } from './gate.js';

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
/** A room that many others spoke after is long past its pause. */
const MOST_ROOMS = 20_000;

export class Pace {
  readonly #sent = new Map<string, Instant[]>();
  readonly #rooms = new Map<string, Instant>();
  readonly #rests = new Map<string, { readonly from: Instant; readonly until: Instant }>();

  /** The account spoke at `at` and rests for `restMs`. */
  record(account: string, place: string, at: Instant, restMs: number): void {
    this.#rests.set(account, { from: at, until: at + restMs });
    const list = this.#sent.get(account) ?? [];
    while (list[0] !== undefined && list[0] <= at - DAY_MS) list.shift();
    list.push(at);
    this.#sent.set(account, list);
    this.#rooms.delete(place);
    this.#rooms.set(place, at);
    const oldest = this.#rooms.keys().next();
    if (this.#rooms.size > MOST_ROOMS && !oldest.done) this.#rooms.delete(oldest.value);
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
  ): Pick<GateState, 'lastInRoom' | 'restsUntil' | 'accountHour' | 'accountDay'> {
    const list = this.#sent.get(account) ?? [];
    const within = (span: number) => list.filter((at) => at > now - span && at <= now).length;
    return {
      lastInRoom: this.#rooms.get(place) ?? null,
      restsUntil: this.restsUntil(account, now),
      accountHour: within(HOUR_MS),
      accountDay: within(DAY_MS),
    };
  }
}
