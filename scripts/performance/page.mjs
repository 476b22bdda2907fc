// The page of figures, from the JSON of the runs.
import { at, claims, nameOf, ratios } from './claims.mjs';

const STORES = ['sqlite', 'postgres'];

/** Three digits, thousands apart; "–" where nothing was measured. */
export function told(value) {
  if (value === null || value === undefined) return '–';
  if (value === 0) return '0';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return Math.abs(value) < 0.001 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}

const table = (head, rows) =>
  [head, head.map((_, column) => (column === 0 ? ':--' : '--:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** One row a figure, one column a store. */
const byStore = (figures, rows) =>
  table(
    ['', ...STORES.map(nameOf)],
    rows.map(([label, path]) => [label, ...STORES.map((store) => told(at(figures[store], path)))]),
  );

function reached(figures) {
  const all = claims(figures);
  const rows = all.map(({ what, value, limit, reached: yes }) => [
    what,
    told(value),
    limit,
    value === null ? 'not measured' : yes ? 'yes' : '**no**',
  ]);
  const short = all.filter(({ reached: yes, value }) => !yes && value !== null).map((claim) => `- ${claim.short}`);
  const words =
    short.length === 0 ? 'All of it was reached in this run.' : `What was not reached:\n\n${short.join('\n')}`;
  return `## What was to be reached\n\n${table(['', 'measured', 'asked for', 'reached'], rows)}\n\n${words}`;
}

/** Every part, and every run of one, in which the bot logged an error. */
function errors(figures) {
  const lines = STORES.flatMap((store) =>
    Object.entries(figures[store] ?? {}).flatMap(([name, part]) =>
      [{ ...part, of: name }, ...(part?.runs ?? []).map((run) => ({ ...run, of: `${name} (${run.processes})` }))]
        .filter(({ wrong }) => (wrong?.errors ?? 0) > 0)
        .map(({ of, wrong }) => `- ${nameOf(store)}, ${of}: ${wrong.errors}, first: ${wrong.first}`),
    ),
  );
  return lines.length === 0 ? '' : `## Errors that the program logged meanwhile\n\n${lines.join('\n')}\n\n`;
}

function failures(figures) {
  const failed = STORES.flatMap((store) =>
    Object.entries(figures[store] ?? {})
      .filter(([, part]) => part?.failed !== undefined)
      .map(([name, part]) => `- ${nameOf(store)}, ${name}: ${part.failed}`),
  );
  return failed.length === 0 ? '' : `## What could not be measured\n\n${failed.join('\n')}\n\n`;
}

const beside = (figures) => {
  const rows = ratios(figures).map(({ what, store, value }) => [what, store, told(value)]);
  return `## Beside the raw limits, worst first\n\n${table(['ours / theirs, in the same run', 'store', 'ratio'], rows)}`;
};

const INTAKE = [
  ['bare insert, in groups as large as ours: messages/s', 'intake.raw.groups.perSecond'],
  ['messages a group', 'intake.raw.groups.messagesPerCommit'],
  ['bare insert, one a commit: messages/s', 'intake.raw.single.perSecond'],
  ['**ours**, people who have spoken before: messages/s', 'intake.accepted.perSecond'],
  ['… received to durable, p50 ms', 'intake.accepted.p50Ms'],
  ['… p99 ms', 'intake.accepted.p99Ms'],
  ['**ours**, people who speak for the first time: messages/s', 'intake.newcomers.perSecond'],
  ['hubot, one row a commit: messages/s', 'intake.hubot.perSecond'],
  ['… p50 ms', 'intake.hubot.p50Ms'],
  ['… p99 ms', 'intake.hubot.p99Ms'],
  ['**ours**, at 500 messages a second: p50 ms', 'intake.paced.p50Ms'],
  ['… p99 ms', 'intake.paced.p99Ms'],
  ['… messages a commit', 'intake.paced.messagesPerCommit'],
  ['understood, decided and executed meanwhile: messages/s', 'intake.handledAtPace'],
  ['… and behind the closed loop: messages/s', 'intake.handled.perSecond'],
  ['log ahead of the database, MiB', 'intake.logMiB'],
];

/** A figure of each round, in the order in which they were measured. */
const inTurn = (values) => values.map((value) => told(value)).join(', ');

const intakeRounds = (figures) => {
  const lines = STORES.map((store) => [nameOf(store), at(figures[store], 'intake.rounds') ?? []])
    .filter(([, rounds]) => rounds.length > 0)
    .map(([name, rounds]) => `${name} ${inTurn(rounds.map(({ toRawGroups }) => toRawGroups))}`);
  return lines.length === 0 ? '' : `Ours beside the bare insert in groups, in each round: ${lines.join('; ')}.`;
};

function processes(figures) {
  const rows = STORES.flatMap((store) =>
    (at(figures[store], 'processes.runs') ?? []).map((run) => [
      nameOf(store),
      run.processes,
      told(run.acceptedPerSecond),
      told(run.acceptedTimesOne),
      inTurn(run.rounds ?? []),
      told(run.p99Ms),
      told(run.handledPerSecond),
      told(run.handledTimesOne),
      told(run.residentMiB),
    ]),
  );
  const head = [
    'store',
    'processes',
    'durable/s',
    '× one',
    'in each round',
    'p99 ms',
    'handled/s',
    '× one',
    'MiB each',
  ];
  return `## Several processes\n\n${table(head, rows)}\n\nOn SQLite one process owns the file.`;
}

const OTHERS = [
  ['rooms a notice goes to', 'notices.rooms'],
  ['rooms told a second, from 确认 to the last', 'notices.ours.perSecond'],
  ['two bare durable changes a room: rooms/s', 'notices.raw.bookings.perSecond'],
  ['bare queue in memory: texts/s', 'notices.raw.queue.perSecond'],
  ['clocks due at one moment', 'timers.due'],
  ['fired a second', 'timers.perSecond'],
  ['fired within the time given', 'timers.fired'],
  ['longest time in which the process did nothing else, ms', 'timers.longestStallMs'],
  ['one bare durable change each: changes/s', 'timers.raw.perSecond'],
];

const GROWN = [
  ['tickets', 'grown.tickets'],
  ['messages', 'grown.messages'],
  ["the town's digest, ms", 'grown.digest.medianMs'],
  ['… the first time, ms', 'grown.digest.firstMs'],
  ['store opened and checked, ms', 'grown.start.storeMs'],
  ['reader loaded, ms', 'grown.start.readerMs'],
  ['town read, bot made, ms', 'grown.start.botMs'],
  ['from the start of the program until it takes messages in, ms', 'grown.start.sinceStartMs'],
];

const MEMORY = ['intake', 'notices', 'timers'].flatMap((part) => [
  [`after ${part}: resident MiB`, `${part}.memory.residentMiB`],
  [`… heap MiB`, `${part}.memory.heapMiB`],
]);
const MEMORY_GROWN = [
  ['after the start on the grown store: resident MiB', 'grown.start.memory.residentMiB'],
  ['… heap MiB', 'grown.start.memory.heapMiB'],
];

function understanding({ sqlite }) {
  const own = at(sqlite, 'understand.speed');
  if (own === null) return '';
  const peers = (at(sqlite, 'understand.peers') ?? []).filter(({ state }) => state === 'measured');
  const rows = [
    [
      'ours, as in use',
      own.warm.microseconds.median,
      own.warm.microseconds.p99,
      at(sqlite, 'understand.memory.residentMiB'),
    ],
    ['ours, nothing known of the talk before', own.cold.microseconds.median, own.cold.microseconds.p99, null],
    ...peers.map(({ name, speed, residentMiB }) => [
      name,
      speed.microseconds.median,
      speed.microseconds.p99,
      residentMiB,
    ]),
  ].map(([name, ...values]) => [name, ...values.map(told)]);
  return `## Understanding one message\n\n${table(['', 'median µs', 'p99 µs', 'resident MiB'], rows)}\n\n`;
}

function machine(figures) {
  const { machine: facts } = figures.sqlite ?? figures.postgres;
  const loads = STORES.map((store) => {
    const own = at(figures[store], 'machine');
    return own === null ? null : `${nameOf(store)} ${told(own.loadBefore)} before and ${told(own.loadAfter)} after`;
  }).filter((line) => line !== null);
  const server = at(figures.postgres, 'store');
  const postgres =
    server === null
      ? ''
      : ` PostgreSQL ${server.version} on the same machine (fsync ${server.fsync}, synchronous_commit ${server.synchronousCommit}).`;
  return `${facts.cores} cores (${facts.cpu}), ${told(facts.memoryGiB)} GiB, Node.js ${facts.node}; a page of 4 KiB is on the disk after ${told(facts.diskSync.medianMs)} ms (p99 ${told(facts.diskSync.p99Ms)} ms). Load of a minute: ${loads.join('; ')}.${postgres}`;
}

const PROFILES = `## What profiles showed, and what was done

- **Keeping, SQLite.** Most is the database's own time: the row, its indexes, the log. Beside it most went into copying each message by object spread and into its values by way of an object in between; both are written out now. An index over whoever said something served private talk only and cost a fifth of keeping; it holds private talk alone now, and the one over the state of a message only what waits or was put aside.
- **Keeping, both.** The first message of a turn of the program had a commit of its own, and the others of the turn waited for it: half of all commits were for one message. They go together now.
- **Keeping before handling.** Handling stood back whenever anything was being kept: at a steady 500 messages a second, which is no flood, 20 a second were handled on SQLite and 40 on PostgreSQL. It stands back only in a flood now: more than a few dozen in hand while more than a thousand a second come in.
- **Keeping, PostgreSQL.** A group was as many ways to the server and back as it has statements. What is asked for together now goes out together, and the answers come back in one go.
- **Handling, PostgreSQL.** More than two tries a message: serializable transactions of different rooms met on the same pages of small indexes, which no index avoids. A residents' room, which only the process that holds its account decides, is now decided beside other rooms on a snapshot of its own; all else still comes out as if one had followed the other, and a table lock keeps the two kinds apart. What is known of a message is looked up together instead of one look after another.
- **More at once is not more.** With four messages handled at a time one process and the server had no processor left for what came in; with two, more are handled and what comes in is durable ten times sooner.
- **Digests.** Nearly all the time of a large unit's was the count of households: where the register and a nickname say the same nobody is looked at one by one any more. A voice message is found by its room instead of by its moment, which read the whole district's for each unit. What has nothing open is not asked for lists of it.`;

const HOW = `## How it was measured

- \`npm run measure:performance\` builds the program, runs \`weige bench\` on both stores and makes this page, the plot and [\`performance.json\`](performance.json); no figure is written by hand. Every part runs in a process of its own, and each raw limit in the same run as the figure beside it.
- The talk is the demo's written day, picked by a seed, in as many rooms as the run names. **Durable** means that the commit is on the disk: SQLite in WAL mode with synchronous FULL, PostgreSQL with fsync and synchronous_commit on.
- Intake is a closed loop: each room says its next message when its last is durable, all rooms at once, and handling behind it as in \`weige start\`. The loop is a flood, in which handling stands back; on SQLite, which answers within one turn of the program, it has no turn at all before the end. What is handled while messages come in is told of the fixed pace. At the fixed pace each message is late from the moment at which it should have been said, so that a stall counts for every message it held up.
- The bare insert writes the same bytes by better-sqlite3 or pg alone into a table with one index: by a prepared statement, on PostgreSQL one for a whole group. hubot hears the same messages by a regular expression and writes one row and one commit for each.
- A notice is confirmed in the staff room and goes out by an account that takes every text at once. Clocks are promises that have run out: each reads its ticket and its person and books a reminder, in one transaction. They are fired for ten seconds at most; a ratio above 1 means that many of them share a commit.
- Intake beside its limits and peers, and several processes beside one, are measured three times in turn, because a sample of a second says little on a machine that others share. The round whose ratio (ours to the bare insert in groups; two processes to one) is in the middle is told whole; the ratios of all three stand beside it.
- Several processes have an account and rooms of their own on one database, and begin at one moment. What they handle is counted for five seconds.
- A commit on SQLite is one sync of the log, and one more now and then when the log is carried into the file; the log's size is that of the file, which is used again.`;

export function page(figures) {
  return `# Performance

<!-- Made by npm run measure:performance. -->

${machine(figures)}

![Messages kept a second beside the raw limits, several processes, and every ratio](performance.svg)

${reached(figures)}

${failures(figures)}${errors(figures)}${beside(figures)}

## Intake

${byStore(figures, INTAKE)}

${intakeRounds(figures)}

${processes(figures)}

## Notices and clocks

${byStore(figures, OTHERS)}

## A store with three months in it

${byStore(figures, GROWN)}

## Memory

${byStore(figures, [...MEMORY, ...MEMORY_GROWN])}

${understanding(figures)}${PROFILES}

${HOW}
`;
}
