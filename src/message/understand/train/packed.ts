/** Examples as flat arrays of rows and values, which is what both trainers run over. */
import { FEATURE_BITS, type Features } from '../features/sink.js';

export interface Example {
  readonly features: Features;
  readonly label: string;
  readonly weight: number;
}

export interface Packed {
  /** Feature id of each row, ascending. */
  readonly ids: readonly number[];
  /** In how many examples each row's feature stands. */
  readonly seen: Int32Array;
  /** Example e has the entries starts[e] up to starts[e + 1]. */
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly values: Float32Array;
}

function countExamples(examples: readonly Example[]): Int32Array {
  const seen = new Int32Array(1 << FEATURE_BITS);
  const lastIn = new Int32Array(1 << FEATURE_BITS).fill(-1);
  examples.forEach(({ features }, example) => {
    for (const id of features.ids) {
      if (lastIn[id] === example) continue;
      lastIn[id] = example;
      seen[id] = (seen[id] ?? 0) + 1;
    }
  });
  return seen;
}

/** Features seen in fewer than `leastSeen` examples are left out. */
export function pack(examples: readonly Example[], leastSeen: number): Packed {
  const seen = countExamples(examples);
  const ids: number[] = [];
  seen.forEach((count, id) => {
    if (count >= leastSeen) ids.push(id);
  });
  const rowOf = new Int32Array(1 << FEATURE_BITS).fill(-1);
  ids.forEach((id, row) => (rowOf[id] = row));
  const most = examples.reduce((sum, { features }) => sum + features.ids.length, 0);
  const rows = new Int32Array(most);
  const values = new Float32Array(most);
  const starts = new Int32Array(examples.length + 1);
  let end = 0;
  examples.forEach(({ features }, example) => {
    for (let at = 0; at < features.ids.length; at++) {
      const row = rowOf[features.ids[at] ?? 0] ?? -1;
      if (row < 0) continue;
      rows[end] = row;
      values[end++] = features.values[at] ?? 0;
    }
    starts[example + 1] = end;
  });
  return { ids, seen: Int32Array.from(ids, (id) => seen[id] ?? 0), starts, rows, values };
}
