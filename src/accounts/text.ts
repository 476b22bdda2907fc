/** The accounts in words, one paragraph each, what needs a hand first. Pure. */
import { shortTime } from '../clock/zone.js';
import type { Rules } from '../config/rules.js';
import type { Words } from '../message/reply/words.js';
import type { Instant } from '../model/ids.js';
import type { AccountNow } from './now.js';

export interface Telling {
  readonly words: Words;
  readonly rules: Pick<Rules, 'zone' | 'pacing'>;
  readonly now: Instant;
}

export function accountsText(accounts: readonly AccountNow[], telling: Telling): string {
  if (accounts.length === 0) return telling.words('account.none');
  return [...accounts]
    .sort((a, b) => Number(needsHand(b)) - Number(needsHand(a)))
    .map((account) => paragraph(account, telling))
    .join('\n');
}

const needsHand = ({ stopped, state }: AccountNow): boolean => stopped !== null || !(state?.ok ?? false);

const MOST_REASON = 200;

function paragraph(account: AccountNow, telling: Telling): string {
  const { words } = telling;
  const { name, stopped, figures, state } = account;
  const lines = [
    words('account.line.head', { account: name, state: stateWords(account, words) }),
    stopped === null ? null : words('account.line.stopped', { reason: stopped.slice(0, MOST_REASON), account: name }),
    words('account.line.figures', { rooms: figures.rooms, queued: figures.queued, ...sentWords(account, telling) }),
    figures.unknown > 0 ? words('account.line.unknown', { count: figures.unknown }) : null,
    state?.echoes && figures.unseen > 0 ? words('account.line.unseen', { count: figures.unseen }) : null,
    outage(account, telling),
  ];
  return lines.filter((line) => line !== null).join('\n');
}

function stateWords({ state, stopped }: AccountNow, words: Words): string {
  if (state === null) return words('account.state.absent');
  if (!state.ok) return words('account.state.down', { reason: state.reason.slice(0, MOST_REASON) });
  return words(stopped === null ? 'account.state.ok' : 'account.state.stopped');
}

/** Of the budget, where there is one. */
function sentWords(
  { figures, state }: AccountNow,
  { words, rules: { pacing } }: Telling,
): { hour: string; day: string } {
  const of = (sent: number, most: number) =>
    state?.paced ? words('account.sentOf', { sent, most }) : words('account.sent', { sent });
  return {
    hour: of(figures.sentInHour, pacing.perAccountPerHour),
    day: of(figures.sentInDay, pacing.perAccountPerDay),
  };
}

function outage({ figures: { lastOutage } }: AccountNow, { words, rules: { zone } }: Telling): string | null {
  if (lastOutage === null) return null;
  const from = shortTime(lastOutage.downAt, zone);
  if (lastOutage.upAt === null) return words('account.line.cutOff', { from });
  const key = lastOutage.replayed ? 'account.line.outageReplayed' : 'account.line.outageLost';
  return words(key, { from, until: shortTime(lastOutage.upAt, zone) });
}
