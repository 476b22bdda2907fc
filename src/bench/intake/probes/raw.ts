/** A process that writes the same messages by the database's library alone. */
import type { BareRow } from '../../../store/bare.js';
import { bareRow } from '../../../store/bare.js';
import { answerWith } from '../../fresh-process.js';
import { bareAt } from '../../place.js';
import { MORNING } from '../../scene.js';
import { talk } from '../../talk.js';
import { sourceOf } from '../../town.js';
import { rawJobSchema, type Raw } from '../answers.js';

/** Fewer would be over before anything can be said of them. */
const LEAST_ROWS = 20_000;
/** One commit each takes long enough. */
const MOST_SINGLE = 2000;
const WARM_UP = 200;
const MS = 1000;

answerWith(async (asked): Promise<Raw> => {
  const { place, messages, rooms, together } = rawJobSchema.parse(asked);
  const table = await bareAt(place);
  const rowsOf = (name: string, count: number): BareRow[] =>
    talk({ source: sourceOf(0), rooms, count, name, at: MORNING }).map((m) => bareRow(m, MORNING));
  const timed = async (rows: readonly BareRow[], size: number): Promise<number> => {
    const begun = performance.now();
    for (let from = 0; from < rows.length; from += size) await table.insert(rows.slice(from, from + size));
    return (rows.length * MS) / (performance.now() - begun);
  };
  await timed(rowsOf('warm', WARM_UP), 1);
  const single = rowsOf('single', Math.min(messages, MOST_SINGLE));
  const groups = rowsOf('groups', Math.max(messages, LEAST_ROWS));
  const answer = {
    single: { perSecond: await timed(single, 1), messages: single.length },
    groups: { perSecond: await timed(groups, together), messages: groups.length, messagesPerCommit: together },
  };
  await table.close();
  return answer;
});
