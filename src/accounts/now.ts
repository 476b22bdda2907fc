/** How every account of this deployment stands: those that run, and those that rooms still belong to. */
import type { Doing } from '../message/doing.js';
import type { AccountState } from '../model/account.js';
import type { Source } from '../model/event.js';
import { accountName } from '../outbox/route.js';
import { whyStopped } from '../outbox/stopped.js';
import { accountsOfRooms, figuresOfAccount, type AccountFigures } from '../store/account-figures.js';

export interface AccountNow {
  /** "platform/account" */
  readonly name: string;
  /** null: rooms belong to it, but no such account runs here. */
  readonly state: AccountState | null;
  readonly figures: AccountFigures;
  /** Why the platform stopped it; null while it may speak. */
  readonly stopped: string | null;
}

export async function accountsNow({
  tx,
  now,
  accounts,
}: Pick<Doing, 'tx' | 'now' | 'accounts'>): Promise<AccountNow[]> {
  const running = new Map((accounts?.() ?? []).map((state) => [accountName(state.source), state]));
  const sources = new Map<string, Source>([...running].map(([name, { source }]) => [name, source]));
  for (const source of await accountsOfRooms(tx)) sources.set(accountName(source), source);
  const all: AccountNow[] = [];
  for (const [name, source] of sources) {
    const figures = await figuresOfAccount(tx, source, name, now);
    all.push({ name, state: running.get(name) ?? null, figures, stopped: await whyStopped(tx, name) });
  }
  return all;
}
