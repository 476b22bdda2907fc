/** What differs between the databases; everything else in store/ is the same for both. */
import type { Dialect as KyselyDialect } from 'kysely';

export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** Column type of a key that the database numbers upwards from 1. */
  readonly autoKey: string;
  /** Column type that holds milliseconds since 1970. */
  readonly integer: string;
  /** An expression for the database's own moment, in milliseconds since 1970. */
  readonly nowMs: string;
  /** Whether several processes work on the database at once. */
  readonly shared: boolean;
  readonly kysely: KyselyDialect;
  /** A second way to the same data, for long reading beside the first; null: the first reads and writes at once, or there is no other. */
  readonly aside: KyselyDialect | null;
  /** How a connection's transactions are let go without waiting for the disk; null where none ever waits, or `begin` says it. */
  readonly unsynced: Unsynced | null;
  readonly begin: Begin;
  /** Whether statements of one transaction are taken before the last has answered, and all behind one that fails fail too. */
  readonly pipelines: boolean;
  /** Said first in each transaction that changes the schema: one process at a time. */
  readonly migrationLock: string | null;
  /** Said next in each step: nobody decides meanwhile. */
  readonly stepLock: string | null;
  /** Makes text columns that a migration added compare by their bytes. */
  readonly bytewise: string | null;
  /** How many connections broke so far: the server may be back without the last that was not waited for until it was on the disk. */
  losses(): number;
  /** The server cannot be reached or is just going or coming, or its disk is full: the same may work in a moment. Of a commit nobody knows. */
  gone(error: unknown): boolean;
  /**
   * surely: another transaction came between; nothing was done, and the same may be tried again. perhaps: it looks so, and may
   * be a fault of ours. null: neither.
   */
  conflict(error: unknown): 'surely' | 'perhaps' | null;
}

/** Said before and after a transaction. */
export interface Unsynced {
  readonly begin: string;
  readonly end: string;
}

/** How transactions of each kind begin; each is one text, said in one go. */
export interface Begin {
  /** Store.transactAdding. */
  readonly adding: string;
  /** Store.transact: such transactions come out as if one had followed the other, and no `beside` runs meanwhile. */
  readonly deciding: string;
  /** The same, not waiting for the disk. */
  readonly repeatable: string;
  /** Store.transactBeside: each sees what was committed when it began, and fails when a row it changes was changed since. */
  readonly beside: string;
  /** Store.snapshot. */
  readonly reading: string;
}
