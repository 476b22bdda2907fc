/** How the connection stands, and how that is said to an operator, with what to do about it. */
import type { Instant } from '../../src/model/ids.js';
import type { Health } from '../adapter.js';

/**
 * absent: nobody answers at the address. token: somebody does and refuses the token. taken: another program listens to this
 * account. silent: the gateway stopped answering.
 */
export type Trouble = 'absent' | 'token' | 'taken' | 'silent' | 'failed';

export type LinkState =
  | { readonly kind: 'connecting' | 'stopped' }
  /** Connected, and nobody has logged in so far. */
  | { readonly kind: 'waiting'; readonly since: Instant }
  | { readonly kind: 'up'; readonly self: string }
  | { readonly kind: 'loggedOut'; readonly since: Instant }
  | { readonly kind: 'cut'; readonly since: Instant; readonly trouble: Trouble; readonly details: string };

export interface Standing {
  readonly state: LinkState;
  readonly endpoint: string;
  /** The environment variable with the token. */
  readonly variable: string;
  /** How many events wait because the store takes none. */
  readonly waiting: number;
  /** Whether the last picture could not be kept on the disk. */
  readonly photosLost: boolean;
  readonly time: (at: Instant) => string;
}

export function healthOf(standing: Standing): Health {
  const { state, waiting, photosLost } = standing;
  if (state.kind !== 'up') return { ok: false, reason: disconnected(standing) };
  if (waiting > 0)
    return {
      ok: false,
      reason: `connected, but the store takes nothing (${waiting} events wait): make room on its disk`,
    };
  if (photosLost)
    return { ok: false, reason: 'connected, but the last picture could not be kept: make room on the disk' };
  return { ok: true, reason: 'connected and logged in' };
}

function disconnected({ state, endpoint, variable, time }: Standing): string {
  switch (state.kind) {
    case 'connecting':
      return `connecting to the gateway at ${endpoint}`;
    case 'stopped':
      return 'not started';
    case 'waiting':
      return 'the gateway answers, and no account is logged in yet: scan the code it shows with the phone';
    case 'loggedOut':
      return `logged out since ${time(state.since)}: log in again at the gateway by scanning its code with the phone`;
    case 'cut':
      return `${cutOff(state.trouble, endpoint, variable)}; cut off since ${time(state.since)} (${state.details})`;
    case 'up':
      return 'connected';
  }
}

function cutOff(trouble: Trouble, endpoint: string, variable: string): string {
  const told: Readonly<Record<Trouble, string>> = {
    absent: `no gateway answers at ${endpoint}: start it, or correct the endpoint and tls`,
    token: `the gateway at ${endpoint} refuses the token: correct ${variable}`,
    taken: `another program listens to the gateway at ${endpoint}: stop that one, or restart the gateway if there is none`,
    silent: `the gateway at ${endpoint} does not answer: restart it`,
    failed: `the gateway at ${endpoint} fails: look into its log`,
  };
  return told[trouble];
}
