/** better-sqlite3 alone, as durable as the store: WAL, synchronous FULL. */
import Database from 'better-sqlite3';
import { BARE_COLUMNS, bareDefinitions, bareNames, type BareRow, type BareTable } from './bare.js';

export function bareSqlite(file: string): BareTable {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(`create table bare (seq integer primary key autoincrement, ${bareDefinitions})`);
  const marks = BARE_COLUMNS.map(() => '?').join(', ');
  const insert = database.prepare(`insert into bare (${bareNames}) values (${marks})`);
  const change = database.prepare('update bare set state = ? where id = ?');
  const insertAll = database.transaction((rows: readonly BareRow[]) => {
    for (const row of rows) insert.run(...row);
  });
  return {
    insert: (rows) => {
      insertAll.immediate(rows);
      return Promise.resolve();
    },
    change: (id, state) => {
      change.run(state, id);
      return Promise.resolve();
    },
    close: () => {
      database.close();
      return Promise.resolve();
    },
  };
}
