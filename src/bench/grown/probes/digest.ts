/** A process that fills a store with three months of a town and makes the town's digest. */
import { isoDate } from '../../../clock/zone.js';
import { dayOf } from '../../../digest/day.js';
import { makeDigest } from '../../../digest/make.js';
import { fill } from '../../../store/fill.js';
import { loadTown } from '../../../store/town.js';
import { answerWith, memoryNow } from '../../fresh-process.js';
import { openAt } from '../../place.js';
import { benchRules, MORNING, saveTowns } from '../../scene.js';
import { medianOf } from '../../timing.js';
import { sourceOf } from '../../town.js';
import { fillJobSchema, type DigestFigures } from '../answers.js';
import { messageRows, ticketRows } from '../rows.js';

const TIMES = 5;
const ROWS_AT_ONCE = 5000;

function* steps(count: number): Generator<[number, number]> {
  for (let from = 0; from < count; from += ROWS_AT_ONCE) yield [from, Math.min(from + ROWS_AT_ONCE, count)];
}

answerWith(async (asked): Promise<DigestFigures> => {
  const { place, rooms, tickets, messages } = fillJobSchema.parse(asked);
  await saveTowns(place, 1, rooms);
  const store = await openAt(place);
  const span = { source: sourceOf(0), rooms, now: MORNING };
  for (const [from, to] of steps(tickets)) await fill(store, ticketRows(span, tickets, from, to));
  for (const [from, to] of steps(messages)) await fill(store, { messages: messageRows(span, messages, from, to) });
  const rules = benchRules();
  const town = await loadTown(store.db, rules.zone);
  const unit = [...town.units.values()].find(({ level }) => level === 'town');
  const day = dayOf(isoDate(MORNING, rules.zone), rules.zone, MORNING);
  if (unit === undefined || day === null) throw new Error('the measured town is not whole');
  const timesMs: number[] = [];
  let open = 0;
  for (let time = 0; time < TIMES; time++) {
    const begun = performance.now();
    open = (await makeDigest(store.db, { town, rules, unit, day, now: MORNING })).total.open;
    timesMs.push(performance.now() - begun);
  }
  const memory = memoryNow();
  await store.close();
  return { times: TIMES, firstMs: timesMs[0] ?? 0, medianMs: medianOf(timesMs), open, memory };
});
