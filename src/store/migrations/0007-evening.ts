import { sql } from 'kysely';
import type { Db } from '../open.js';

/** An evening of twenty thousand digests: none looks at what belongs to others, and no other clock waits behind them. */
export async function up(db: Db): Promise<void> {
  // dueAt: the conditions are those of due.ts, word for word.
  await sql`create index due_prompt on due (due_at) where state = 'pending' and kind <> 'digest'`.execute(db);
  await sql`create index due_leisurely on due (due_at) where state = 'pending' and kind = 'digest'`.execute(db);
  // readUnheard: a room's day. By the moment first, each digest read the voices of the whole district.
  await sql`drop index messages_unheard`.execute(db);
  await sql`create index messages_unheard on messages (room, received_at) where kind in ('voice', 'video')`.execute(db);
  // unhandled, setAsideMessages: the few that are not handled; each message was moved to its end once more when it was.
  await sql`drop index messages_by_state`.execute(db);
  await sql`create index messages_waiting on messages (seq) where state = 'accepted'`.execute(db);
  await sql`create index messages_set_aside on messages (seq) where state = 'set_aside'`.execute(db);
  // privateTalkBefore, activityOfPrivate, purgeMessages, latestTalkAccount: what a person said in private. What is said in rooms
  // is told from the room; to keep it here as well took a fifth of keeping it at all.
  await sql`drop index messages_by_person`.execute(db);
  await sql`create index messages_private on messages (person, seq) where room is null`.execute(db);
  // roomsContradicted: a person's household by the register without the row.
  await sql`drop index people_fixed`.execute(db);
  await sql`create index people_fixed on people (id, household) where household_fixed = 1`.execute(db);
}
