/** A process in which very many promises run out at one moment: each reminds who gave it. */
import { bareRow } from '../../../store/bare.js';
import { fill, pendingCount } from '../../../store/fill.js';
import type { Store } from '../../../store/open.js';
import { answerWith, memoryNow } from '../../fresh-process.js';
import { bareAt, openAt, type Place } from '../../place.js';
import { MORNING, openScene, saveTowns } from '../../scene.js';
import { talk } from '../../talk.js';
import { ticketRow } from '../../tickets.js';
import { sourceOf, worker } from '../../town.js';
import { timerJobSchema, type TimerFigures } from '../answers.js';

const ROOMS = 100;
const TICKETS = 1000;
const DAY_MS = 86_400_000;
const MS = 1000;
const MOST_CHANGES = 2000;
const LOOK_MS = 5;

async function setClocks(place: Place, due: number): Promise<void> {
  const store = await openAt(place);
  const source = sourceOf(0);
  const tickets = Array.from({ length: TICKETS }, (_, at) =>
    ticketRow(source, { room: at % ROOMS, openedAt: MORNING - DAY_MS, open: true }),
  );
  const clocks = Array.from({ length: due }, (_, at) => ({
    kind: 'promise',
    ref: `m${String(at)}`,
    due_at: MORNING - 1,
    stale_at: MORNING + DAY_MS,
    state: 'pending' as const,
    data: JSON.stringify({ ticket: (at % TICKETS) + 1, person: worker(source) }),
  }));
  await fill(store, { tickets, due: clocks });
  await store.close();
}

/** Nothing more is begun once the time is over: what the bot waits for then never comes. */
function until(end: () => number, over: () => void): (store: Store) => Store {
  return (store) => ({
    ...store,
    transact: (work) => {
      if (performance.now() < end()) return store.transact(work);
      over();
      return new Promise(() => undefined);
    },
  });
}

function longestStall(): () => number {
  let last = performance.now();
  let longest = 0;
  const look = () => {
    longest = Math.max(longest, performance.now() - last - LOOK_MS);
    last = performance.now();
  };
  const looking = setInterval(look, LOOK_MS);
  return () => {
    clearInterval(looking);
    look();
    return longest;
  };
}

async function changes(place: Place): Promise<TimerFigures['raw']> {
  const table = await bareAt(place);
  const said = talk({ source: sourceOf(0), rooms: ROOMS, count: MOST_CHANGES, name: 'due', at: MORNING });
  await table.insert(said.map((m) => bareRow(m, MORNING)));
  const begun = performance.now();
  for (const { id } of said) await table.change(id, 'done');
  const perSecond = (said.length * MS) / (performance.now() - begun);
  await table.close();
  return { changes: said.length, perSecond };
}

answerWith(async (asked): Promise<TimerFigures> => {
  const { place, bare, due, mostSeconds } = timerJobSchema.parse(asked);
  await saveTowns(place, 1, ROOMS);
  await setClocks(place, due);
  let end = Infinity;
  let tellOver: () => void = () => undefined;
  const over = new Promise<void>((resolve) => (tellOver = resolve));
  const watched = until(() => end, tellOver);
  const { bot, store, wrong } = await openScene({ place, account: 0, watched });
  const stalled = longestStall();
  const begun = performance.now();
  end = begun + mostSeconds * MS;
  await Promise.race([bot.stir(), over]);
  const seconds = (performance.now() - begun) / MS;
  const longestStallMs = stalled();
  const fired = due - (await pendingCount(store));
  const memory = memoryNow();
  return {
    fired,
    seconds,
    perSecond: fired / seconds,
    longestStallMs,
    raw: await changes(bare),
    wrong: wrong(),
    memory,
  };
});
