import { sql } from 'kysely';
import type { Db } from '../open.js';

/** The digest names the groups in which something was said that nobody read: found without looking at all that was said. */
export async function up(db: Db): Promise<void> {
  await sql`create index messages_unheard on messages (received_at, room) where kind in ('voice', 'video')`.execute(db);
}
