/** An account whose talk the platform rejects says nothing more until a person lets it: haste would lose it for good. */
import type { Doing } from '../message/doing.js';
import { speech } from '../message/reply/audience.js';
import type { Db } from '../store/open.js';
import { setting, setSetting, settingsUnder } from '../store/settings.js';
import { routeOfRoom } from '../store/rooms.js';
import { accountName } from './route.js';
import { shortTime } from '../clock/zone.js';

const PREFIX = 'stopped:';
const key = (account: string): string => `${PREFIX}${account}`;

/** Why the account is stopped; null while it may speak. */
export async function whyStopped(db: Db, account: string): Promise<string | null> {
  const why = await setting(db, key(account));
  return why === null || why === '' ? null : why;
}

/** Every account that is stopped, with the reason. */
export async function stoppedAccounts(db: Db): Promise<{ readonly account: string; readonly reason: string }[]> {
  const kept = [...(await settingsUnder(db, PREFIX))];
  return kept.filter(([, reason]) => reason !== '').map(([account, reason]) => ({ account, reason }));
}

export const letSpeak = (db: Db, account: string): Promise<void> => setSetting(db, key(account), '');

/** Stops the account and tells the centers that other accounts can reach. */
export async function stopAccount(doing: Doing, account: string, reason: string): Promise<void> {
  await setSetting(doing.tx, key(account), reason);
  for (const room of doing.town.rooms.values()) {
    if (room.kind !== 'center' && room.kind !== 'staff') continue;
    const route = await routeOfRoom(doing.tx, room.id);
    if (route === null || accountName(route) === account) continue;
    const text = doing.words('account.stopped', { account, reason: reason.slice(0, 200) });
    const onceKey = `stopped:${account}:${shortTime(doing.now, doing.town.zone)}:${room.id}`;
    await doing.say(
      speech({ to: { room: room.id }, audience: 'staff', purpose: 'warning', lane: 'answer', text }, { onceKey }),
    );
  }
}
