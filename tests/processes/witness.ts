/** The database itself notes which process handled which message and fired which clock, in what order: no process is asked. */
import { sql } from 'kysely';
import type { Db } from '../../src/store/open.js';

const MADE = `
create table witness (n bigserial primary key, what text not null, id text not null, by text not null,
  at bigint not null default (extract(epoch from clock_timestamp()) * 1000)::bigint);
create function witnessed() returns trigger language plpgsql as $$
begin
  insert into witness (what, id, by) values (tg_table_name, new.id::text, current_setting('application_name'));
  return new;
end $$;
create trigger handled after update on messages for each row
  when (old.state = 'accepted' and new.state = 'handled') execute function witnessed();
create trigger fired after update on due for each row
  when (old.state = 'pending' and new.state = 'done') execute function witnessed()`;

export async function putWitness(db: Db): Promise<void> {
  await sql.raw(MADE).execute(db);
}

export interface Witnessed {
  readonly id: string;
  /** The name of the process. */
  readonly by: string;
}

export async function witnessed(db: Db, what: 'messages' | 'due'): Promise<readonly Witnessed[]> {
  const { rows } = await sql<Witnessed>`select id, by from witness where what = ${what} order by n`.execute(db);
  return rows;
}

/** Everything handled of a room by the order in which it was, as the words that were said. */
export async function handledInOrder(db: Db): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ room: string; text: string }>`select m.room, m.text from witness w
    join messages m on m.id = w.id where w.what = 'messages' and m.room is not null order by w.n`.execute(db);
  const byRoom = new Map<string, string[]>();
  for (const { room, text } of rows) byRoom.set(room, [...(byRoom.get(room) ?? []), text]);
  return byRoom;
}
