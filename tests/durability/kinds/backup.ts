/** `weige backup` while programs write, and `weige restore` of it into a store of either kind: sound, the same, and of one moment. */
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../../src/clock/clock.js';
import { seeded } from '../../../src/replay/random.js';
import { openStore, type Store } from '../../../src/store/open.js';
import { postgres } from '../../../src/store/postgres.js';
import { sqlite } from '../../../src/store/sqlite.js';
import { newDatabase, type PostgresServer } from '../../support/postgres.js';
import type { Facts } from '../invariants.js';
import { differences } from '../differences.js';
import { ran } from '../ran.js';
import { checked, checkedIdle, counted, type Asked, type Tally } from '../tally.js';
import { Talk } from '../talk.js';
import { Town, type TownOptions } from '../town.js';

const MESSAGES = 30;
const BURST_MS = 1_000;
const MORE_EACH_MS = 60;
const MOST_MORE = 40;

type Kind = Store['dialect']['name'];

export async function backedUp(
  kind: string,
  options: TownOptions,
  { runs, seed, told }: Asked,
  server: PostgresServer,
): Promise<Tally> {
  const town = await Town.open(options);
  const random = seeded(seed);
  const talk = new Talk(town, random);
  const violated: string[] = [];
  const began = performance.now();
  let behind = 0;
  try {
    town.start();
    await talk.say(5);
    await town.idle();
    for (let run = 1; run <= runs; run += 1) {
      const into: Kind = run % 2 === 0 ? 'postgres' : 'sqlite';
      const name = `${kind}, seed ${seed}, run ${run}, restored into ${into}`;
      const file = join(town.folder, `backup-${run}.db`);
      const { facts, wrong } = await backup({ town, talk, random, file, name });
      behind += facts.said.length - facts.must.length;
      violated.push(...wrong);
      if (wrong.length === 0) violated.push(...(await restored({ town, into, file, facts, name, server: server.url })));
      rmSync(file, { force: true });
      told(`${kind}: run ${run} of ${runs}`);
    }
    await town.idle();
    violated.push(...(await checkedIdle(town, `${kind}, seed ${seed}, at the end`)));
    const seconds = (performance.now() - began) / 1000;
    const note = `${behind} messages came in or waited while they were made; restored in turn into both kinds`;
    return { kind, runs, counts: await town.ask(counted), violated, seconds, note };
  } finally {
    await town.remove();
  }
}

interface Backup {
  readonly town: Town;
  readonly talk: Talk;
  readonly random: () => number;
  readonly file: string;
  readonly name: string;
}

/** What was acknowledged and shown before it was begun is in it; people go on talking until it is done. */
async function backup({ town, talk, random, file, name }: Backup): Promise<{ facts: Facts; wrong: string[] }> {
  await talk.say(MESSAGES);
  await pause(random() * BURST_MS);
  const [must, kept] = [town.acknowledged(), town.shown()];
  let done = false;
  const making = ran(town.folder, ['backup', '--out', file], town.env()).finally(() => (done = true));
  const over = () => done;
  for (let more = 0; more < MOST_MORE && !over(); more += 1) {
    await talk.say(1);
    await pause(MORE_EACH_MS);
  }
  const { status, stderr } = await making;
  const facts = {
    ...{ now: systemClock.now(), idle: false, must, said: [...town.said] },
    shown: { all: town.shown(), kept },
  };
  return { facts, wrong: status === 0 ? [] : [`${name}: the backup failed: ${stderr}`] };
}

interface Restoring {
  readonly town: Town;
  readonly into: Kind;
  readonly file: string;
  readonly facts: Facts;
  readonly name: string;
  readonly server: string;
}

async function restored({ town, into, file, facts, name, server }: Restoring): Promise<string[]> {
  const folder = join(town.folder, 'restored');
  const own = join(folder, 'weige.db');
  // Opened to be looked into it would no longer be as it was made.
  const copy = join(town.folder, 'copy.db');
  copyFileSync(file, copy);
  const database = into === 'postgres' ? await newDatabase(server) : null;
  town.configure(folder, into, own);
  const env = { ...town.env(), ...(database !== null && { WEIGE_POSTGRES_URL: database.url }) };
  try {
    const { status, stderr } = await ran(folder, ['restore', file], env);
    if (status !== 0) return [`${name}: it could not be restored: ${stderr}`];
    return await compared(copy, database?.url ?? null, own, facts, name);
  } finally {
    await database?.drop();
    for (const part of ['', '-wal', '-shm']) rmSync(copy + part, { force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compared(copy: string, url: string | null, own: string, facts: Facts, name: string): Promise<string[]> {
  const made = await openStore(sqlite(copy));
  const store = await openStore(url === null ? sqlite(own) : await postgres(url));
  try {
    const wrong = await differences(made, store);
    return [
      ...wrong.map((table) => `${name}: ${table} is not as in the backup`),
      ...(await checked(store, facts, name)),
    ];
  } finally {
    await made.close();
    await store.close();
  }
}
