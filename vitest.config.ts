import { defineConfig } from 'vitest/config';

/** Tests that run the built program; only they need the build, so only this project asks for it. */
const program = ['tests/cli/**/*.test.ts', 'tests/**/*.cli.test.ts'];

/** Tests that change what the whole process goes by (its time zone): each file has a process of its own. */
const alone = ['tests/calendar/western-machine.test.ts'];

/** Tests that need a PostgreSQL server. */
const shared = ['tests/**/*postgres.test.ts'];

/** Days of the main job that every chat platform must carry as replay does, with nothing changed in them. */
const carried = [
  'one-matter',
  'handling',
  'notices',
  'questions',
  'quiet',
  'nobody-answers',
  'privacy',
  'many-households',
  'who-may',
  'not-sure',
].map((name) => `tests/journeys/${name}.test.ts`);
const carriedBy = (carrier: 'wechat' | 'telegram') => ({
  extends: true as const,
  test: {
    name: `by-${carrier}`,
    include: ['tests/contracts/carrier.test.ts', ...carried],
    provide: { carrier },
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

/** Every day of the journeys again, in a database on a server. */
const onPostgres = {
  extends: true as const,
  test: {
    name: 'by-postgres',
    include: ['tests/contracts/carrier.test.ts', 'tests/journeys/*.test.ts', ...shared],
    globalSetup: ['tests/support/postgres-server.ts'],
    provide: { carrier: 'postgres' as const },
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
};

/** Measurements take minutes and mean something on a quiet machine only; `npm run measure:platforms` asks for them. */
const measured =
  process.env['WEIGE_MEASURE'] === undefined
    ? []
    : [
        {
          extends: true as const,
          test: {
            name: 'measure',
            include: ['tests/measure/**/*.measure.ts'],
            testTimeout: 3_600_000,
            hookTimeout: 60_000,
            fileParallelism: false,
          },
        },
      ];

export default defineConfig({
  test: {
    provide: { carrier: 'replay' },
    // Much of it waits for sockets and processes: two at a time are quicker on any machine.
    maxWorkers: 2,
    // A machine that is busy with other things makes no test wrong.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default', ['json', { outputFile: 'data/run/vitest.json' }]],
    projects: [
      {
        extends: true,
        test: {
          name: 'rules',
          include: ['tests/**/*.test.ts'],
          exclude: [...program, ...shared, ...alone],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'program',
          include: [...program, ...alone],
          globalSetup: ['tests/cli/build.ts'],
        },
      },
      carriedBy('wechat'),
      carriedBy('telegram'),
      onPostgres,
      ...measured,
    ],
  },
});
