/** Two stores of any kind compared, table by table, by counts and checksums. */
import type { Store } from '../../src/store/open.js';
import { MOVED, sumOf, type MovedTable } from '../../src/store/portable.js';

/** Tables that do not hold the same. */
export async function differences(one: Store, other: Store): Promise<MovedTable[]> {
  const wrong: MovedTable[] = [];
  for (const table of MOVED) {
    const [a, b] = [await sumOf(one.db, table), await sumOf(other.db, table)];
    if (a.rows !== b.rows || a.sum !== b.sum) wrong.push(table);
  }
  return wrong;
}
