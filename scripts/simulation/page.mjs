// The page, from the figures alone.
const phaseNamed = (real, name) => real.phases.find((phase) => phase.name === name);
const NAMES = { sqlite: 'SQLite, one process', postgres: 'PostgreSQL, two processes' };
const number = (value, digits = 3) =>
  typeof value !== 'number' || Number.isNaN(value)
    ? '–'
    : Math.abs(value) >= 1000
      ? Math.round(value).toLocaleString('en')
      : String(Number(value.toPrecision(digits)));
const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const four = ({ count, p50, p95, p99, most }) =>
  count === 0 ? ['0', '–', '–', '–', '–'] : [number(count), number(p50), number(p95), number(p99), number(most)];

const ofReal = (figures, row) => figures.real.flatMap((real) => row(real, NAMES[real.store]));

const unitsOf = ({ size }) => 1 + size.towns + size.communities + size.grids + size.rooms;

/** A clock that fails is tried again a minute later. */
const putOff = (figures, { minute }) =>
  minute.units < unitsOf(figures) ? ` and ${number(unitsOf(figures) - minute.units)} were put off beyond that` : '';

function worst(figures) {
  const found = figures.real.map((real) => {
    const { breaks, minute, store } = real;
    const at =
      breaks.at === null
        ? `it did not break at any load that was tried (up to ${breaks.lastGood} times the mean hour)`
        : `it breaks at ${breaks.at} times the mean hour`;
    const typhoon = phaseNamed(real, 'typhoon hour').acknowledgements;
    return [
      `- **${NAMES[store]}**: when the digests of all ${number(unitsOf(figures))} units are due in one minute, the last is made ${number(minute.all.most)} s late${putOff(figures, real)}; ${at}${breaks.at === null ? '' : ` (good to ${breaks.lastGood} times): ${breaks.limit}`}.`,
      `  In the typhoon hour 95 of 100 acknowledgements are booked within ${number(typhoon.booked.p95)} s of their time (${number(typhoon.booked.count)} of them); of those shown when it was looked at, two seconds after the last was due (${number(typhoon.sent.count)}; ${number(typhoon.unsent)} still waited for the pace of their accounts), within ${typhoon.sent.count === 0 ? '–' : number(typhoon.sent.p95)} s; emergencies, which no pace holds back, are shown within ${number(typhoon.emergencies.sent.p95)} s.`,
    ].join('\n');
  });
  return found.join('\n');
}

const setting = ({ size, messagesADay, quick, machine, loadAfter, tookSeconds }) => `
${quick ? '**A quick look at a part of a district: its figures say that it runs, not how fast; there a burst is waited for 2 seconds, not 20.**\n' : ''}
One district: ${number(size.towns)} towns, ${number(size.communities)} communities, ${number(size.grids)} grids, ${number(size.rooms)} micro-grid rooms of ${size.households} households, ${number(size.rooms * size.residents)} residents on the register, ${number(size.accounts)} bot accounts. ${number(messagesADay)} messages on an ordinary day (12 a room; few rooms say most of it), ${number(messagesADay / 86_400)} a second in the mean hour. Measured in ${number(tookSeconds)} s on ${machine.cpus} processors, Node ${machine.node}, a page on the disk in ${number(machine.diskSyncMs)} ms; load before ${number(machine.load)}, after ${number(loadAfter)}. The platforms' doubles, the people, the database and the program share these processors.

- **In real time**: the built program (\`weige start\`) against doubles of the Bot API over HTTP, with the default configuration but for the digests' hour (all levels in one minute, which is harder than by default) and without the night's learning. A day cannot be run at its true rate in minutes, so samples are: the mean hour, the evening peak, the evening peak while everything falls due, the typhoon hour (twenty times the mean hour; a third of what is said are matters), then more, until acknowledgements are late. All rooms, the register, a day's settled tickets and one ticket in each grid that nobody took are in the store; what waited for its pace after the digests was put away before the typhoon, so that it begins with empty queues.
- **On a virtual clock**: one account's part of it, a whole day through the same doubles, with people who take tickets, settle them, are late or never come; there only the pacing of accounts and the rules make anything late.
- What people say was written by hand (tests/measure/district/lines.yaml); the shape of a day and of rooms is assumed, not taken from real groups. The same seed gives the same day.
`;

const samples = (figures) =>
  table(
    [
      'store',
      'sample',
      'said a second',
      'handled a second',
      'all handled after its end, s',
      'program, processors',
      'database',
      'double',
    ],
    ofReal(figures, (real, name) =>
      real.phases.map((phase) => [
        ...[
          name,
          phase.name,
          number(phase.offeredPerSecond),
          number(phase.handledPerSecond),
          number(phase.behindSeconds),
        ],
        ...[number(phase.busy.program, 2), number(phase.busy.database, 2), number(phase.busy.platform, 2)],
      ]),
    ),
  );

const lateness = (figures) =>
  table(
    ['store', 'sample', 'what', 'count', 'p50', 'p95', 'p99', 'most'],
    ofReal(figures, (real, name) =>
      real.phases.flatMap(({ name: sample, acknowledgements: acks }) => [
        [name, sample, 'message said → durable', ...four(acks.kept)],
        [name, sample, 'acknowledgement due → booked', ...four(acks.booked)],
        [name, sample, `acknowledgement due → shown (${acks.unsent} not yet)`, ...four(acks.sent)],
        [name, sample, 'emergency said → booked', ...four(acks.emergencies.booked)],
        [name, sample, 'emergency said → shown', ...four(acks.emergencies.sent)],
      ]),
    ),
  );

const minute = (figures) =>
  table(
    ['store', 'what', 'count', 'p50', 'p95', 'p99', 'most'],
    ofReal(figures, (real, name) => {
      const { made, all, told, escalations } = real.minute;
      return [
        ...Object.entries(made).map(([level, spread]) => [name, `digest of a ${level} made`, ...four(spread)]),
        [name, 'all digests made', ...four(all)],
        [
          name,
          `digests shown (of ${number(told.texts)}; ${number(told.unsent)} still waiting when it was looked at)`,
          ...four(told.sent),
        ],
        [name, 'escalations fired', ...four(escalations.fired)],
        [name, `escalations shown (${number(escalations.unsent)} still waiting)`, ...four(escalations.sent)],
      ];
    }),
  );

function costs(figures) {
  const rows = figures.reckoned.cost.map(({ store, cpuSecondsADay, memoryMiB, diskMiBADay }) => [
    ...[NAMES[store], number(cpuSecondsADay), number(memoryMiB), number(diskMiBADay)],
  ]);
  const facts = ofReal(figures, (real, name) => [
    [
      ...[
        name,
        number(real.startSeconds),
        number(real.accountsEvenSeconds),
        number(real.memory.startMiB),
        number(real.memory.highestMiB),
      ],
      ...[number(real.database.beginsMiB), number(real.database.bytesAMessage), real.errors.length],
    ],
  ]);
  return [
    table(['store', 'processor seconds a day', 'memory, MiB', 'disk, MiB a day'], rows),
    '',
    'Processor: program and database at the mean rate, times a day; memory: the program at its highest in the whole run; disk: growth of the database in the typhoon and after, for each message, times the messages of a day (a stormy mix writes more than a quiet one). Per 1,000 rooms; what does not grow with rooms (the reader, Node itself) is shared out as well, so small deployments pay more.',
    '',
    table(
      [
        'store',
        'start, s',
        'accounts even, s',
        'memory at rest, MiB',
        'at its highest, MiB',
        'database, MiB',
        'bytes a message',
        'errors logged',
      ],
      facts,
    ),
    '',
    'Start: until every account asks for what was said; the first one sets the clocks of all units besides. Memory of two processes together; the database server has its own.',
  ].join('\n');
}

function pacing({ reckoned, day }) {
  const { pacing: pace, texts, notice } = reckoned;
  const lines = [
    `By default an account rests ${pace.betweenSeconds} seconds on the average between two texts and says at most ${number(pace.perHour)} in an hour and ${number(pace.perDay)} in a day. ${notice.accounts} accounts then say ${number(texts.atOnce)} texts a second for minutes, ${number(texts.forHours)} for hours, and ${number(notice.accounts * pace.perDay)} in a day. Emergencies are not held back.`,
    '',
    `A notice to ${number(notice.rooms)} rooms through ${notice.accounts} accounts: ${number(notice.roomsEach)} rooms each, **${number(notice.minutes)} minutes** by arithmetic.`,
  ];
  if (day === null) return lines.join('\n');
  const told = day.notices
    .map(({ rooms, minutes }) => `${number(rooms)} rooms in ${number(minutes)} minutes`)
    .join('; ');
  return [
    ...lines,
    `On the virtual clock, through ${day.accounts} account: ${told}. All accounts speak side by side, so a district takes as long as one account.`,
  ].join(' ');
}

const PURPOSES = [
  'emergency',
  'ack',
  'answer',
  'escalation',
  'reminder',
  'status',
  'command',
  'ask',
  'satisfaction',
  'notice',
  'digest',
];

function ofDay(day) {
  if (day === null) return 'Not run.';
  const agree = [
    [
      'messages said, kept, handled',
      `${day.said}, ${day.kept}, ${day.handled}`,
      day.said === day.kept && day.kept === day.handled,
    ],
    ['set aside with an error; errors logged', `${day.setAside}; ${day.errors}`, day.setAside + day.errors === 0],
    [
      'open tickets by the events, by the tickets',
      `${day.openByEvents}, ${day.openByTickets}`,
      day.openByEvents === day.openByTickets,
    ],
    ['units, digests made', `${day.units}, ${day.digestsMade}`, day.units === day.digestsMade],
    [
      'texts of unknown fate, failed',
      `${day.unknownTexts}, ${day.failedTexts}`,
      day.unknownTexts + day.failedTexts === 0,
    ],
  ];
  return [
    `${number(day.rooms)} rooms of ${number(day.grids)} grids, ${day.accounts} account, ${number(day.messages)} messages with a typhoon from 20:00 to 21:00, ${number(day.tickets)} tickets, ${number(day.commands)} commands of staff, ${number(day.escalations)} escalations; it took ${number(day.tookSeconds)} s.`,
    '',
    table(
      ['books', 'counts', 'agree'],
      agree.map(([what, counts, ok]) => [what, counts, ok ? 'yes' : '**no**']),
    ),
    '',
    'Clocks, from due to fired, in seconds of the virtual clock: the loop stops wherever something is due, so anything but 0 would be a clock that was missed.',
    '',
    table(
      ['clock', 'count', 'p50', 'p95', 'p99', 'most'],
      Object.entries(day.clocks).map(([kind, spread]) => [kind, ...four(spread)]),
    ),
    '',
    'Texts, from booked to shown, in seconds of the virtual clock: all of it is the pace of the account, quiet hours and the limit on texts of a room.',
    '',
    table(
      ['text', 'count', 'p50', 'p95', 'p99', 'most'],
      PURPOSES.flatMap((purpose) => (day.texts[purpose] ? [[purpose, ...four(day.texts[purpose])]] : [])),
    ),
  ].join('\n');
}

function city(figures) {
  const { city: needs } = figures.reckoned;
  const rows = needs.map((need) => [
    ...[NAMES[need.store], number(need.processorsTyphoon), number(need.processorsMean), number(need.memoryGiB)],
    ...[number(need.diskGiBADay), number(need.accounts), number(need.processes), number(need.typhoonPerSecond)],
  ]);
  const [first] = needs;
  if (first === undefined) return 'Not run.';
  return [
    `${first.districts} such districts: ${number(first.rooms)} rooms. Worst first: processors while a typhoon stands over all of it at once.`,
    '',
    table(
      [
        'store',
        'processors in the typhoon',
        'in the mean hour',
        'memory, GiB',
        'disk, GiB a day',
        'accounts',
        'processes',
        'messages a second in the typhoon',
      ],
      rows,
    ),
    '',
    'Assumed: each district has a store and processes of its own and shares nothing, so that everything is just as many times as much; all have their typhoon in the same hour; processors like these. The platforms’ side is not counted. That one database could carry several districts was not measured.',
  ].join('\n');
}

export const page = (figures) =>
  [
    '# A simulated district',
    '',
    'Written by `npm run simulate:district`; figures by hand would not last.',
    setting(figures),
    '![How late acknowledgements are as the load grows, how late digests are made, and what a day looks like](simulation.svg)',
    '',
    '## Worst first',
    '',
    worst(figures),
    '',
    '## Load',
    '',
    samples(figures),
    '',
    '## Lateness',
    '',
    'Seconds. An acknowledgement is due 20 seconds after the matter was raised, an emergency’s at once. Booked: the program has decided and written it down. Shown: the platform has it; between the two lies the pace of the account.',
    '',
    lateness(figures),
    '',
    '## Everything due in one minute',
    '',
    `Seconds after the minute. Digests of all units of all levels, and one ticket in each grid whose time to be taken was over.`,
    '',
    minute(figures),
    '',
    '## Cost per 1,000 rooms',
    '',
    costs(figures),
    '',
    '## The pace of accounts',
    '',
    pacing(figures),
    '',
    '## A whole day on the virtual clock',
    '',
    ofDay(figures.day),
    '',
    '## A whole city',
    '',
    city(figures),
    '',
  ].join('\n');
