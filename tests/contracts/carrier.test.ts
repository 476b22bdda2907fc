import { expect, inject, test } from 'vitest';

test('a run that is named after a platform is carried by it, every other is a replay', ({ task }) => {
  const run = task.file.projectName ?? '';
  expect(inject('carrier')).toBe(run.startsWith('by-') ? run.slice('by-'.length) : 'replay');
});
