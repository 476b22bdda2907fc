/** What differs between the databases; everything else in store/ is the same for both. */
import type { Dialect as KyselyDialect } from 'kysely';

export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** Column type of a key that the database numbers upwards from 1. */
  readonly autoKey: string;
  /** Column type that holds milliseconds since 1970. */
  readonly integer: string;
  readonly kysely: KyselyDialect;
  /** How one transaction is let go without waiting for the disk; null where none ever waits. */
  readonly unsynced: { readonly begin: string; readonly end: string } | null;
  /** A consistent copy while others write; `file` must not exist. */
  backup(file: string): Promise<void>;
  /** Problems found in the stored bytes, one line each; empty when sound. */
  check(): string[];
  close(): void;
}
