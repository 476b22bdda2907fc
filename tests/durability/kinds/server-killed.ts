/** kill -9 of PostgreSQL itself under load: its first process, or one that works for a program. It comes up again, the programs live on. */
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { z } from 'zod';
import { seeded } from '../../../src/replay/random.js';
import type { PostgresServer } from '../../support/postgres.js';
import { checkedIdle, counted, type Asked, type Tally } from '../tally.js';
import { Talk } from '../talk.js';
import { Town } from '../town.js';

const MESSAGES = 30;
const BURST_MS = 1_500;
/** So long at most the server stays away. */
const AWAY_MS = 2_000;
const processRow = z.object({ pid: z.number() });

export async function serverKilled(
  kind: string,
  what: 'server' | 'backend',
  { runs, seed, told }: Asked,
  server: PostgresServer,
): Promise<Tally> {
  if (server.own === null)
    return {
      kind,
      runs: 0,
      counts: null,
      violated: [],
      seconds: 0,
      note: "skipped: somebody else's server is not killed",
    };
  const town = await Town.open({ server: server.url, accounts: 2, rooms: 3 });
  const random = seeded(seed);
  const talk = new Talk(town, random);
  const violated: string[] = [];
  const began = performance.now();
  let waiting = 0;
  try {
    const programs = [town.start(), town.start()];
    await talk.say(5);
    await town.idle();
    for (let run = 1; run <= runs; run += 1) {
      await talk.say(MESSAGES);
      await pause(random() * BURST_MS);
      waiting += town.said.length - (await town.handled());
      if (what === 'server') await killServer(server, random() * AWAY_MS);
      else await killBackend(town, random);
      await talk.say(5);
      await town.idle();
      violated.push(...(await checkedIdle(town, `${kind}, seed ${seed}, run ${run}`)));
      for (const [i, program] of programs.entries())
        if (!program.runs()) violated.push(`${kind}, seed ${seed}, run ${run}: program ${i + 1} ended`);
      told(`${kind}: run ${run} of ${runs}`);
    }
    const seconds = (performance.now() - began) / 1000;
    const note = `${waiting} messages were said and not handled when it was killed; no program was started again`;
    return { kind, runs, counts: await town.ask(counted), violated, seconds, note };
  } finally {
    await town.remove();
  }
}

async function killServer({ own }: PostgresServer, awayMs: number): Promise<void> {
  if (own === null) throw new Error('a server of somebody else is not killed');
  own.kill();
  await pause(awayMs);
  await own.start();
}

/** One that a program is connected to: the server then ends all others too, and recovers. */
async function killBackend(town: Town, random: () => number): Promise<void> {
  const found = await town.ask(({ db }) =>
    sql`select pid from pg_stat_activity where backend_type = 'client backend' and datname = current_database()
      and pid <> pg_backend_pid() order by pid`.execute(db),
  );
  const pids = found.rows.map((row) => processRow.parse(row).pid);
  const pid = pids[Math.floor(random() * pids.length)];
  if (pid === undefined) throw new Error('no program is connected');
  process.kill(pid, 'SIGKILL');
}
