/** Ids for what is said in the web chat: in order of time within one run, and never the same in another run. */
import { messageId, type Instant, type MessageId } from '../../src/model/ids.js';

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

function base32(value: number, length: number): string {
  let rest = value;
  let out = '';
  for (let i = 0; i < length; i += 1) {
    out = (DIGITS[rest % 32] ?? '0') + out;
    rest = Math.floor(rest / 32);
  }
  return out;
}

/**
 * Makes "w-<time><counter><run>". `run` (twelve letters or digits, random for each start) keeps two runs apart even
 * when the demo clock was put back between them; the time never goes back within one run.
 */
export function messageIds(run: string): (now: Instant) => MessageId {
  let last = 0;
  let counter = 0;
  return (now) => {
    last = Math.max(last, Math.floor(now));
    counter += 1;
    return messageId(`w-${base32(last, 10)}${base32(counter, 6)}${run}`);
  };
}
