// What was to be reached, and what was: one row a claim, those that fell short first.

/** The value, or null where the part failed or was not measured. */
export const at = (figures, path) => path.split('.').reduce((value, key) => value?.[key] ?? null, figures ?? null);

const run = (figures, count) => at(figures, 'processes.runs')?.find(({ processes }) => processes === count) ?? null;

const least = (limit) => ({ limit: `at least ${limit}`, holds: (value) => value >= limit, share: (v) => v / limit });
const most = (limit, unit) => ({
  limit: `below ${limit} ${unit}`,
  holds: (value) => value < limit,
  share: (value) => limit / value,
});

const CLAIMS = [
  {
    what: 'messages a second durable, SQLite',
    of: ({ sqlite }) => at(sqlite, 'intake.accepted.perSecond'),
    ...least(3000),
    short: 'Intake on SQLite takes fewer messages a second than asked for.',
  },
  {
    what: 'of the bare insert in groups as large, SQLite',
    of: ({ sqlite }) => at(sqlite, 'intake.ratios.toRawGroups'),
    ...least(0.3),
    short:
      'Keeping a message costs more beside the commit than a bare insert: it is checked against what was kept before, its room and speaker are known, and more indexes are kept up, in which rooms and numbers lie far apart.',
  },
  {
    what: 'two processes beside one, PostgreSQL',
    of: ({ postgres }) => run(postgres, 2)?.acceptedTimesOne ?? null,
    ...least(1.5),
    short:
      'A second process adds less than half to the first: one of ours and the server keep more than one of two cores busy. The bare insert, which asks almost nothing of its process, does go nearly twice as fast from two.',
  },
  ...['sqlite', 'postgres'].map((store) => ({
    what: `times hubot that writes one row a message, ${nameOf(store)}`,
    of: (figures) => at(figures[store], 'intake.ratios.toHubot'),
    ...least(1),
    short: `hubot with one commit a message is quicker on ${nameOf(store)}.`,
  })),
  ...['sqlite', 'postgres'].map((store) => ({
    what: `p99 at 500 messages a second, ms, ${nameOf(store)}`,
    of: (figures) => at(figures[store], 'intake.paced.p99Ms'),
    ...most(100, 'ms'),
    short: `At 500 messages a second one in a hundred waits too long on ${nameOf(store)}.`,
  })),
  ...['sqlite', 'postgres'].map((store) => ({
    what: `the town's digest, ms, ${nameOf(store)}`,
    of: (figures) => at(figures[store], 'grown.digest.medianMs'),
    ...most(1000, 'ms'),
    short: `The digest takes too long on ${nameOf(store)}.`,
  })),
  ...['sqlite', 'postgres'].map((store) => ({
    what: `from the start of the program until it takes messages in, ms, ${nameOf(store)}`,
    of: (figures) => at(figures[store], 'grown.start.sinceStartMs'),
    ...most(2000, 'ms'),
    short: `Starting takes too long on ${nameOf(store)}.`,
  })),
];

export function nameOf(store) {
  return store === 'sqlite' ? 'SQLite' : 'PostgreSQL';
}

/** Furthest from its limit first; what could not be measured before all others. */
export function claims(figures) {
  return CLAIMS.map(({ what, of, limit, holds, share, short }) => {
    const value = of(figures);
    return {
      what,
      value,
      limit,
      short,
      reached: value !== null && holds(value),
      share: value === null ? 0 : share(value),
    };
  }).sort((a, b) => a.share - b.share);
}

const RATIOS = [
  ['intake.ratios.toRawGroups', 'messages kept / bare insert in groups as large'],
  ['intake.ratios.toRawSingle', 'messages kept / bare insert, one a commit'],
  ['intake.ratios.toHubot', 'messages kept / hubot, one row a commit'],
  ['notices.ratios.toQueue', 'rooms told of a notice / bare queue in memory'],
  ['notices.ratios.toBookings', 'rooms told of a notice / two bare durable changes a room'],
  ['timers.ratios.toRaw', 'clocks fired / one bare durable change each'],
];

/** Every figure of ours over the raw one of the same run, the worst first. */
export const ratios = (figures) =>
  ['sqlite', 'postgres']
    .flatMap((store) => RATIOS.map(([path, what]) => ({ what, store: nameOf(store), value: at(figures[store], path) })))
    .filter(({ value }) => value !== null)
    .sort((a, b) => a.value - b.value);
