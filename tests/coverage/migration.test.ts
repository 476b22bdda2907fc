import { Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import { migrate } from '../../src/store/migrate.js';
import { MIGRATIONS } from '../../src/store/migrations/index.js';
import { sqlite } from '../../src/store/sqlite.js';
import type { Tables } from '../../src/store/tables.js';

test('a store from before knows the households of the nicknames it has kept', async () => {
  const dialect = sqlite(':memory:');
  const db = new Kysely<Tables>({ dialect: dialect.kysely });
  await migrate(
    db,
    dialect,
    MIGRATIONS.filter((m) => m.number < 3),
  );
  await sql`insert into rooms (id, name, kind, platform, account, platform_room) values ('r', '群', 'residents', 'p', 'a', 'r')`.execute(
    db,
  );
  for (const [id, name] of [
    ['a', '3-1-101 李姐'],
    ['b', '阿杰'],
  ]) {
    await sql`insert into people (id, name, household_fixed) values (${id}, ${name}, 0)`.execute(db);
    await sql`insert into members (room, person, name, joined_at) values ('r', ${id}, ${name}, 1)`.execute(db);
  }
  await migrate(db, dialect);
  const rows = await db.selectFrom('members').select(['person', 'household']).orderBy('person').execute();
  expect(rows).toEqual([
    { person: 'a', household: '3-1-101' },
    { person: 'b', household: null },
  ]);
  await db.destroy();
});
