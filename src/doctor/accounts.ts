/** How the accounts did lately: stopped by their platform, cut off, texts taken and never seen. */
import { isoTime } from '../clock/zone.js';
import type { Instant } from '../model/ids.js';
import { accountName } from '../outbox/route.js';
import { stoppedAccounts } from '../outbox/stopped.js';
import { accountsOfRooms, figuresOfAccount, hasEchoed } from '../store/account-figures.js';
import { gapsSince, type Gap } from '../store/gaps.js';
import type { Store } from '../store/open.js';
import { note, ok, wrong, type Finding } from './finding.js';

const WEEK_MS = 7 * 24 * 3600_000;

export async function checkAccounts(store: Store, now: Instant, zone: string): Promise<Finding[]> {
  const stopped = await stoppedAccounts(store.db);
  const gaps = await gapsSince(store.db, now - WEEK_MS);
  return [
    ...stopped.map(({ account, reason }) =>
      wrong(
        `the platform stopped ${account}: ${reason}`,
        `look at the account on its phone, then write "账号 恢复 ${account}" to the bot`,
      ),
    ),
    ...gaps.filter(({ upAt }) => upAt === null).map((gap) => stillCutOff(gap, zone)),
    ...outages(gaps.filter(({ upAt }) => upAt !== null)),
    ...(await unseen(store, now)),
  ];
}

const stillCutOff = (gap: Gap, zone: string): Finding =>
  note(
    `${accountName(gap)} has been cut off since ${isoTime(gap.downAt, zone)}`,
    'a running bot goes on trying: its log says why; a stopped one begins anew at its start',
  );

function outages(gaps: readonly Gap[]): Finding[] {
  const byAccount = new Map<string, Gap[]>();
  for (const gap of gaps) byAccount.set(accountName(gap), [...(byAccount.get(accountName(gap)) ?? []), gap]);
  if (byAccount.size === 0) return [ok('no account was cut off and came back in the last 7 days')];
  return [...byAccount].map(([account, own]) => {
    const lost = own.filter(({ replayed }) => !replayed).length;
    const longest = Math.max(...own.map(({ downAt, upAt }) => (upAt ?? downAt) - downAt));
    const text = `${account} was cut off ${own.length} time(s) in the last 7 days, at most for ${Math.ceil(longest / 60_000)} min`;
    return lost === 0 ? note(text) : note(`${text}; what was said is lost of ${lost}`, 'staff rooms were told of each');
  });
}

async function unseen(store: Store, now: Instant): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const source of await accountsOfRooms(store.db)) {
    const name = accountName(source);
    const { unseen: count } = await figuresOfAccount(store.db, source, name, now);
    if (count > 0 && (await hasEchoed(store.db, name)))
      findings.push(
        note(
          `${name}: ${count} message(s) of the last 7 days were taken by the platform and never seen in their groups`,
          'look in their groups; if they are missing there, the platform may have silenced the account',
        ),
      );
  }
  return findings;
}
