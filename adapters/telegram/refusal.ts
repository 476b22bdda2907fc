/** What a failed send means for the text. Pure. */
import type { SendResult } from '../adapter.js';
import { reasonOf, type Failure } from './failure.js';

/** No way to Telegram just now. */
const UNREACHED_MS = 5000;

export interface Refusal {
  readonly result: SendResult;
  /** What else the answer tells: the bot is not in the chat, the chat has another number now. */
  readonly tells: 'out' | { readonly migratedTo: number } | null;
}

const COLD = /can't initiate conversation|blocked by the user|chat not found|user not found|peer_id_invalid/i;
const OUT = /kicked|not a member|chat was deleted|group is deactivated/i;
/** The chat, or the topic, is closed to what the bot would say: trying again is of no use. */
const CLOSED =
  /chat not found|not enough rights|have no rights|write_forbidden|restricted|topic_closed|thread not found/i;

function answered(failure: Extract<Failure, { kind: 'answered' }>, to: 'room' | 'person'): Refusal {
  const { code, description, retryAfterMs, migratedTo } = failure;
  const reason = reasonOf(failure);
  const only = (result: SendResult): Refusal => ({ result, tells: null });
  const room = to === 'room';
  if (code === 401 || code === 404) return only({ state: 'stopped', reason: `the token is refused (${reason})` });
  if (code >= 500) return only({ state: 'unknown', reason });
  if (migratedTo !== null) return { result: { state: 'refused', reason, retryAfterMs: 1 }, tells: { migratedTo } };
  if (code === 429) {
    const wait = { state: 'refused', reason, retryAfterMs: retryAfterMs ?? UNREACHED_MS } as const;
    return only(room ? { ...wait, concerns: 'room' } : wait);
  }
  const never = { state: 'refused', reason, retryAfterMs: null } as const;
  if (!room) return only(COLD.test(description) ? { ...never, concerns: 'cold' } : never);
  if (code === 403) return { result: { ...never, concerns: 'room' }, tells: OUT.test(description) ? 'out' : null };
  return only(CLOSED.test(description) ? { ...never, concerns: 'room' } : never);
}

export function refusalOf(failure: Failure, to: 'room' | 'person'): Refusal {
  switch (failure.kind) {
    case 'answered':
      return answered(failure, to);
    case 'unreached':
      return { result: { state: 'unready', reason: failure.reason, retryAfterMs: UNREACHED_MS }, tells: null };
    case 'lost':
      return { result: { state: 'unknown', reason: failure.reason }, tells: null };
  }
}
