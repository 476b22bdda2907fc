/** What a move of a whole store tells whoever waits for it, on stderr. */
import type { MovedTable, Progress, TableSum } from '../store/portable.js';

const TELL_EVERY_ROWS = 50_000;

/** A line every so many rows of a table. */
export function tellProgress(): Progress {
  let told = 0;
  return (table, rows) => {
    if (rows < told) told = 0;
    if (rows - told < TELL_EVERY_ROWS) return;
    told = rows;
    process.stderr.write(`${table}: ${String(rows)} rows so far\n`);
  };
}

/** What was counted and summed on both sides. */
export function tellSums(sums: ReadonlyMap<MovedTable, TableSum>): void {
  for (const [table, { rows, sum }] of sums)
    if (rows > 0)
      process.stderr.write(`${table}: ${String(rows)} rows, checksum ${sum.slice(0, 12)}, the same on both sides\n`);
}
