/** docs/durability.md, from what the runs gave: nothing in it is written by hand. */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { packageRoot } from '../../src/config/paths.js';
import type { Machine } from '../../src/bench/machine.js';
import { KINDS } from './kinds/index.js';
import type { Counts, Tally } from './tally.js';

export interface Made {
  readonly runs: number;
  readonly seed: number;
  readonly machine: Machine;
}

const COUNTS: readonly (keyof Counts)[] = ['accepted', 'handled', 'tickets', 'sent', 'unknown', 'failed'];
const HEAD = ['fault', 'runs', ...COUNTS, 'violated', 'seconds'];

/** What was found wrong is on stderr: here it is only counted. */
export function table(tallies: readonly Tally[]): string {
  const rows = tallies.map((tally) => [
    KINDS[tally.kind]?.title ?? tally.kind,
    String(tally.runs),
    ...COUNTS.map((name) => (tally.counts === null ? '–' : String(tally.counts[name]))),
    String(tally.violated.length),
    tally.seconds.toFixed(0),
  ]);
  const lines = [HEAD, HEAD.map((_, i) => (i === 0 ? '---' : '---:')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const notes = (tallies: readonly Tally[]): string =>
  tallies.map(({ kind, note }) => `- ${KINDS[kind]?.title ?? kind}: ${note}.`).join('\n');

export function page(tallies: readonly Tally[], { runs, seed, machine }: Made): string {
  const { cpu, cores, memoryGiB, node, diskSync, loadBefore } = machine;
  const total = tallies.reduce((sum, tally) => sum + tally.runs, 0);
  return `# What faults leave behind

\`npm run durability -- --runs ${runs} --seed ${seed}\` ran the built program on a chat platform held by the test and made this page:
${total} runs, each a fault at a random moment while people talk, staff work and notices go out. After each run all that is listed
below was checked, on the same store; it lives through all runs of its kind.

${table(tallies)}

${notes(tallies)}

Machine: ${cpu}, ${cores} cores, ${memoryGiB.toFixed(0)} GiB, Node ${node}, a synced page ${diskSync.medianMs.toFixed(2)} ms (median), load
${loadBefore.toFixed(1)} before. Of the time most is spent on starting programs and on the checks; it says nothing about speed.

The seed gives the words, the moments in milliseconds and which process is hit; at which instruction it is hit the machine decides.
A run that leaves something wrong is named with its seed and number, and a copy of its store stays in data/run/durability.
\`--kinds ${Object.keys(KINDS).slice(0, 2).join(',')}\` runs some kinds only: ${Object.keys(KINDS).join(', ')}.

accepted: messages kept. sent: texts known to be on the platform. unknown: texts that were being sent when the process died;
whether they went out nobody can know, and they are not sent again. Where no program takes anything in there is a dash.

## What is checked after each run

- Every message that the platform was told is kept is kept, once, and nothing else; of each room in the order in which it was said.
- Once all is quiet each is handled; none was set aside.
- A message stands in one ticket at most, and each ticket has its opener.
- A ticket has the status and unit of its last event; its events add up to whether it counts as open.
- For each ticket exactly the clocks run that its status asks for, one of a kind, and none is late.
- Each text on the platform is one row of the outbox, said once, tried once; each row known as said stands on the platform; none waits or failed.
- Whatever refers to a row refers to one that is there.
- The digest of every unit reconciles, adds up, and is the sum of the units below it.
- SQLite: the file's own integrity and foreign key checks.
- A torn log: the file holds to the byte what its last whole commit left, nothing of a later one, and nothing is missing that was
  acknowledged or said before the tear; the doctor finds it sound, and the program goes on from it.
- A backup: restored into a store of the same and of the other kind every table has the count and checksum of the backup.
- A migration: whatever was there before is as it was, and what was added is filled in.
`;
}

/** `out`: where the page is written; null: nowhere. Gives what is told on the screen. */
export async function writePage(tallies: readonly Tally[], made: Made, out: string | null): Promise<string> {
  if (out !== null) {
    const text = await format(page(tallies, made), { ...(await resolveConfig(out)), parser: 'markdown' });
    writeFileSync(out, text);
    process.stderr.write(`${relative(packageRoot(), out)} is written\n`);
  }
  return `${table(tallies)}\n\n${notes(tallies)}\n`;
}
