/** Many rows at once, for measuring a store that has much in it. */
import type { Insertable } from 'kysely';
import type { Store } from './open.js';
import { inParts } from './parts.js';
import type { Tables } from './tables.js';

type Filled = 'due' | 'messages' | 'tickets' | 'ticket_events';
export type Row<Table extends Filled> = Insertable<Tables[Table]>;
export type Rows = { readonly [Table in Filled]?: readonly Row<Table>[] };

/** Keeps a statement below any database's limit on parameters. */
const ROWS_A_STATEMENT = 500;

/** All of them in one transaction, each list in its order. */
export async function fill(store: Store, rows: Rows): Promise<void> {
  await store.transact(async (tx) => {
    for (const some of chunks(rows.due)) await tx.insertInto('due').values(some).execute();
    for (const some of chunks(rows.messages)) await tx.insertInto('messages').values(some).execute();
    for (const some of chunks(rows.tickets)) await tx.insertInto('tickets').values(some).execute();
    for (const some of chunks(rows.ticket_events)) await tx.insertInto('ticket_events').values(some).execute();
  });
}

/** How many clocks have not run out yet. */
export async function pendingCount(store: Store): Promise<number> {
  const row = await store.db
    .selectFrom('due')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('state', '=', 'pending')
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

const chunks = <T>(rows: readonly T[] = []): T[][] => inParts(rows, ROWS_A_STATEMENT);
