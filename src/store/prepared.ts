/**
 * Statements that run for every message: put together and compiled once for each shape, since that costs several times what
 * the database needs for them. What never changes stands in them as a literal: SQLite plans a statement anew on each run when
 * its plan looked at a bound value (a limit, the condition of a partial index).
 */
import type { Compilable, CompiledQuery } from 'kysely';
import type { Db } from './open.js';

export interface PreparedParts<P, R> {
  /** Must put the same words together for the same shape. */
  readonly build: (db: Db, given: P) => Compilable<R>;
  /** The values of the statement in the order in which it binds them. */
  readonly values: (given: P) => readonly unknown[];
  /** What the statement's words depend on besides the database; few different ones. Missing: nothing. */
  readonly shape?: (given: P) => string | number;
}

export interface Ran<R> {
  readonly rows: readonly R[];
  /** Of a statement that changes rows and gives none back. */
  readonly changed: bigint;
}

type Prepared<P, R> = (db: Db, given: P) => Promise<Ran<R>>;

/** Throws on its first run when `values` are not what the statement binds. */
export function prepared<P, R>({ build, values, shape = () => '' }: PreparedParts<P, R>): Prepared<P, R> {
  // A transaction shares its database's adapter: it stands for the language that the statement was compiled to.
  const known = new WeakMap<object, Map<string | number, CompiledQuery<R>>>();
  return async (db, given) => {
    const { adapter } = db.getExecutor();
    const shapes = known.get(adapter) ?? new Map<string | number, CompiledQuery<R>>();
    known.set(adapter, shapes);
    const parameters = values(given);
    const key = shape(given);
    let compiled = shapes.get(key);
    if (compiled === undefined) {
      compiled = checked(build(db, given).compile(), parameters);
      shapes.set(key, compiled);
    }
    const { rows, numAffectedRows } = await db.executeQuery<R>({ ...compiled, parameters });
    return { rows, changed: numAffectedRows ?? 0n };
  };
}

/**
 * Runs prepared statements one after the other. Within a transaction none waits for the last to answer, since they keep their
 * order there; outside of one each may have a connection of its own.
 */
export async function inOrder<R>(db: Db, statements: readonly (() => Promise<R>)[]): Promise<R[]> {
  if (db.isTransaction) return Promise.all(statements.map((run) => run()));
  const answers: R[] = [];
  for (const run of statements) answers.push(await run());
  return answers;
}

function checked<R>(compiled: CompiledQuery<R>, values: readonly unknown[]): CompiledQuery<R> {
  const bound = compiled.parameters;
  const same = bound.length === values.length && bound.every((value, at) => value === values[at]);
  if (!same) throw new Error(`the values are not those of the statement: ${compiled.sql}`);
  return compiled;
}

/** Lists of ids are bound in so many places at a time, so that lists of all lengths share a few statements. */
const LENGTHS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 500];

/** Fewer than any database's limit on parameters. */
export const MOST_IDS = 500;

/** The ids, the last one repeated up to a usual length: a place that names the same row again finds nothing more. At most MOST_IDS. */
export function filledUp<T>(ids: readonly [T, ...T[]]): T[] {
  const length = LENGTHS.find((enough) => enough >= ids.length) ?? ids.length;
  const last = ids[ids.length - 1] ?? ids[0];
  return [...ids, ...Array.from({ length: length - ids.length }, () => last)];
}
