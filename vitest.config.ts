import { defineConfig } from 'vitest/config';

/** Tests that run the built program; only they need the build, so only this project asks for it. */
const program = ['tests/cli/**/*.test.ts', 'tests/**/*.cli.test.ts'];

export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: 'data/run/vitest.json' }]],
    projects: [
      { extends: true, test: { name: 'rules', include: ['tests/**/*.test.ts'], exclude: program } },
      {
        extends: true,
        test: { name: 'program', include: program, globalSetup: ['tests/cli/build.ts'], testTimeout: 30_000 },
      },
    ],
  },
});
