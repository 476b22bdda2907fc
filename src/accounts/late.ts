/** What is said of words that came in long after they were spoken: their time goes before it, so that nothing seems fresh that is not. Pure. */
import { shortTime } from '../clock/zone.js';
import type { Doing } from '../message/doing.js';
import type { Instant } from '../model/ids.js';
import type { Speech } from '../model/speech.js';

export function dated({ words, rules, now, town }: Doing, said: { readonly at: Instant }, speech: Speech): Speech {
  if (now - said.at <= rules.conduct.answerWithinMinutes * 60_000) return speech;
  return { ...speech, text: words('account.late', { at: shortTime(said.at, town.zone) }) + speech.text };
}
