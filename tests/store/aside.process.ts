/** Reads a store aside while it is written, and prints what it saw. A process: a thread of TypeScript needs its loader. */
import { openStore } from '../../src/store/open.js';
import { sqlite } from '../../src/store/sqlite.js';
import { setSetting, setting } from '../../src/store/settings.js';
import { z } from 'zod';

const file = z.string().parse(process.argv[2]);
const store = await openStore(sqlite(file, { readsAside: true }));
const written = (value: string) => setSetting(store.db, 'word', value);
await written('first');

const ofOneMoment = await store.snapshot(async (db) => {
  const before = await setting(db, 'word');
  // The snapshot is open: this would wait for ever if they shared a connection.
  await written('second');
  return [before, await setting(db, 'word')];
});
const later = await store.snapshot((db) => setting(db, 'word'));
const failure = (work: Promise<unknown>) => work.then(String, (error: unknown) => String(error));
const forbidden = await failure(store.snapshot((db) => setSetting(db, 'word', 'third')));
const afterwards = await store.snapshot((db) => setting(db, 'word'));
const inTurn = await Promise.all([1, 2, 3].map(() => store.snapshot((db) => setting(db, 'word'))));
const cut = failure(store.snapshot((db) => db.selectFrom('settings').selectAll().execute()));
await store.close();
await cut;
process.stdout.write(JSON.stringify({ ofOneMoment, later, forbidden, afterwards, inTurn }));
