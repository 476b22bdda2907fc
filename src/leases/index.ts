/** Which accounts this process speaks through: all of them, or those it has leased from a database that processes share. */
import type { Source } from '../model/event.js';
import type { Db, Store } from '../store/open.js';

export interface Holding {
  /** Whether nobody else can hold any account: then nothing has to be asked. */
  readonly sole: boolean;
  /** Whether this process may act for the account at this moment. */
  mine(account: Source): boolean;
  /** Holds the account until the transaction ends. Throws LeaseLostError when it has changed hands. */
  fence(tx: Db, account: Source): Promise<void>;
  /** How an account stands that another process holds; null: nobody does. */
  elsewhere(account: Source): { readonly ok: boolean; readonly reason: string } | null;
}

/** One process has the database to itself. */
export const SOLE: Holding = {
  sole: true,
  mine: () => true,
  fence: () => Promise.resolve(),
  elsewhere: () => null,
};

/** Writes for an account, only while it is this process's. Throws LeaseLostError. */
export function asHolder<T>(
  { store, holding = SOLE }: { readonly store: Store; readonly holding?: Holding },
  account: Source,
  write: (db: Db) => Promise<T>,
): Promise<T> {
  if (holding.sole) return write(store.db);
  return store.transactAdding(async (tx) => {
    await holding.fence(tx, account);
    return write(tx);
  });
}
