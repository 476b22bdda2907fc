/** How every connection to a SQLite file of ours is used: statements compiled once, planned once, pages kept in memory. */
import type Database from 'better-sqlite3';
import { SqliteQueryCompiler, ValueNode, type LimitNode, type SqliteDatabase } from 'kysely';

/** Compiling a statement costs more than running it; the same few hundred texts come again and again. */
const KEPT_STATEMENTS = 500;

export function withStatementsKept(database: Database.Database): SqliteDatabase {
  const kept = new Map<string, Database.Statement>();
  return {
    close: () => database.close(),
    prepare: (text) => {
      const known = kept.get(text);
      if (known) return known;
      const made = database.prepare(text);
      const oldest = kept.keys().next();
      if (kept.size >= KEPT_STATEMENTS && !oldest.done) kept.delete(oldest.value);
      kept.set(text, made);
      return made;
    },
  };
}

/** A bound limit takes part in the plan: the statement would be planned anew on each run, which costs more than running it. */
export class PlannedOnce extends SqliteQueryCompiler {
  protected override visitLimit(node: LimitNode): void {
    const { limit } = node;
    if (ValueNode.is(limit) && Number.isInteger(limit.value)) this.append(`limit ${String(limit.value)}`);
    else super.visitLimit(node);
  }
}

/** Pages kept in memory; with the default of 2 MB a digest of a large town read the same pages from the file again and again. */
export const CACHE_KIB = 65_536;
