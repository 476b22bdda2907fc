/** The disk fills up in the midst of work, to a random byte, and has room again a little later; sometimes the program is killed meanwhile. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { seeded } from '../../../src/replay/random.js';
import { checkedIdle, counted, type Asked, type Tally } from '../tally.js';
import { Talk } from '../talk.js';
import { Town } from '../town.js';

const MESSAGES = 25;
const DISK_MEGABYTES = 64;
/** So much room is left at most. */
const MOST_LEFT_BYTES = 200_000;
const FULL_MS = 2_500;
const KILLED_OF = 3;

/** A disk of its own in memory; null where nobody may mount one. */
function smallDisk(): { readonly folder: string; remove(): void } | null {
  const folder = mkdtempSync(join(tmpdir(), 'weige-small-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MEGABYTES}m`, 'tmpfs', folder]);
  const remove = () => {
    if (mounted.status === 0) spawnSync('umount', [folder]);
    rmSync(folder, { recursive: true, force: true });
  };
  if (mounted.status === 0) return { folder, remove };
  remove();
  return null;
}

export async function fullDisk(kind: string, asked: Asked): Promise<Tally> {
  const disk = smallDisk();
  if (disk === null)
    return { kind, runs: 0, counts: null, violated: [], seconds: 0, note: 'skipped: no disk may be mounted here' };
  try {
    return await onDisk(kind, disk.folder, asked);
  } finally {
    disk.remove();
  }
}

async function onDisk(kind: string, folder: string, { runs, seed, told }: Asked): Promise<Tally> {
  const town = await Town.open({ server: null, accounts: 1, rooms: 6, folder });
  const random = seeded(seed);
  const talk = new Talk(town, random);
  const violated: string[] = [];
  const began = performance.now();
  let waited = 0;
  let kills = 0;
  try {
    town.start();
    await talk.say(5);
    await town.idle();
    for (let run = 1; run <= runs; run += 1) {
      const name = `${kind}, seed ${seed}, run ${run}`;
      await talk.say(10);
      const ballast = filled(folder, random() * MOST_LEFT_BYTES);
      await talk.say(MESSAGES);
      await pause(random() * FULL_MS);
      const dies = random() * KILLED_OF < 1;
      if (dies) {
        kills += 1;
        if (town.processes.at(-1)?.runs() !== true) violated.push(`${name}: the program ended`);
        await startedAgain(town);
        await pause(random() * FULL_MS);
      }
      if ((await left(town)) > 0) waited += 1;
      rmSync(ballast);
      if ((await idleOrStartedAgain(town)) === 'started again' && !dies) violated.push(`${name}: the program ended`);
      violated.push(...(await checkedIdle(town, name)));
      told(`${kind}: run ${run} of ${runs}`);
    }
    const seconds = (performance.now() - began) / 1000;
    const note = `in ${waited} of them messages waited for room; killed and started on the full disk ${kills} times`;
    return { kind, runs, counts: await town.ask(counted), violated, seconds, note };
  } finally {
    await town.remove();
  }
}

function filled(folder: string, leftBytes: number): string {
  const { bavail, bsize } = statfsSync(folder);
  const ballast = join(folder, 'ballast');
  try {
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - Math.floor(leftBytes))));
  } catch (error) {
    // The program was quicker: nothing at all is left.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
  return ballast;
}

/** One that began on the full disk ends because of it, now or in a moment, and is started again as a service manager does. */
async function idleOrStartedAgain(town: Town): Promise<'idle' | 'started again'> {
  const idle = town.idle().then(() => 'idle' as const);
  const ended = town.processes.at(-1)?.ended.then(() => 'started again' as const);
  const came = await Promise.race([idle, ...(ended === undefined ? [] : [ended])]);
  if (came === 'idle') return came;
  town.start();
  await town.idle();
  return came;
}

async function startedAgain(town: Town): Promise<void> {
  const program = town.processes.at(-1);
  if (program !== undefined) await town.kill(program);
  town.start();
}

/** Messages that are said and not handled; on a full disk the store may not let itself be asked at all. */
const left = async (town: Town): Promise<number> => {
  const handled = await town.handled().catch(() => 0);
  return town.said.length - handled;
};
