import { sql } from 'kysely';
import { householdFromNickname } from '../../roster/household.js';
import type { Db } from '../open.js';
import type { Dialect } from '../dialect.js';

/** Who is in a residents' group: the label of each nickname, and when the platform last told the whole list. */
export async function up(db: Db, dialect: Dialect): Promise<void> {
  const big = sql.raw(dialect.integer);
  await sql`alter table rooms add column members_listed_at ${big}`.execute(db);
  await sql`alter table members add column household text`.execute(db);
  const { rows } = await sql<{
    room: string;
    person: string;
    name: string;
  }>`select room, person, name from members`.execute(db);
  for (const { room, person, name } of rows) {
    const household = householdFromNickname(name);
    if (household !== null)
      await sql`update members set household = ${household} where room = ${room} and person = ${person}`.execute(db);
  }
}
