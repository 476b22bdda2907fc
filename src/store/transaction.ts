/**
 * A transaction whose statements may be asked for before the last one has answered; they are done in the order in which they
 * were asked for. Where the database takes them so, they go to it together.
 */
import {
  CompiledQuery,
  DummyDriver,
  Transaction,
  type ConnectionProvider,
  type DatabaseConnection,
  type Dialect as KyselyDialect,
} from 'kysely';
import type { Dialect } from './dialect.js';
import type { Db, Tx } from './open.js';
import type { Tables } from './tables.js';

/** All of `work` or nothing. */
export const inTransaction = <T>(
  db: Db,
  { kysely, pipelines }: Pick<Dialect, 'kysely' | 'pipelines'>,
  begin: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> =>
  db.getExecutor().provideConnection(async (connection) => {
    // Some fail by throwing at once, before there is anything to wait for.
    const say = async (text: string) => connection.executeQuery(CompiledQuery.raw(text));
    const open = pipelines ? new OpenConnection(connection) : new InTurn(connection);
    const begun = say(begin);
    try {
      if (!pipelines) await begun;
      // What comes behind a beginning that failed fails as well; its own words say why.
      const [done] = await Promise.allSettled([work(transactionOn(db, kysely, open)), begun]);
      await begun;
      if (done.status === 'rejected') throw open.causeOf(done.reason);
      open.end();
      await say('commit');
      return done.value;
    } catch (error) {
      open.end();
      // A connection that broke has nothing left to undo, nor has a full disk: why it failed is to be told.
      await say('rollback').catch(() => undefined);
      throw error;
    }
  });

/** What comes after the end would be said in somebody else's transaction. */
class OpenConnection implements ConnectionProvider {
  #ended = false;
  readonly #failures = new Set<unknown>();
  readonly #noting: DatabaseConnection;
  constructor(connection: DatabaseConnection) {
    this.#noting = {
      executeQuery: async (query) => {
        try {
          return await connection.executeQuery<never>(query);
        } catch (error) {
          this.#failures.add(error);
          throw error;
        }
      },
      streamQuery: (query, chunk) => connection.streamQuery(query, chunk),
    };
  }

  provideConnection<T>(consumer: (connection: DatabaseConnection) => Promise<T>): Promise<T> {
    return this.#ended ? Promise.reject(new Error('the transaction has ended')) : consumer(this.#noting);
  }

  /** Behind a statement that fails all others fail because of it, and one of those may be heard of first. */
  causeOf(error: unknown): unknown {
    const [first] = this.#failures;
    return this.#failures.has(error) ? first : error;
  }
  end(): void {
    this.#ended = true;
  }
}

/** For a database that goes on after a statement failed: what was asked for behind it must not be done, since it may have undone all. */
class InTurn extends OpenConnection {
  #last: Promise<unknown> = Promise.resolve();

  override provideConnection<T>(consumer: (connection: DatabaseConnection) => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => super.provideConnection(consumer));
    this.#last = turn;
    return turn;
  }
}

/** It begins and ends nothing by itself. */
function transactionOn(db: Db, dialect: KyselyDialect, connection: ConnectionProvider): Tx {
  const executor = db.getExecutor().withConnectionProvider(connection);
  return new Transaction<Tables>({ config: { dialect }, dialect, driver: new DummyDriver(), executor });
}
