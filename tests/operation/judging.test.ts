import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { asked } from '../../src/operation/asked.js';
import { attendance } from '../../src/operation/attended.js';
import { isReady, lives, type Facts } from '../../src/operation/state.js';
import { SlowLine, TEXT } from './support.js';

const WORKING: Facts = { sinceTurnMs: 500, phase: 'running', databaseAnswers: true };

test.each<[string, Partial<Facts>, boolean, boolean]>([
  ['works', {}, true, true],
  ['has done nothing for three minutes', { sinceTurnMs: 180_000 }, false, true],
  ['handles a long backlog while it starts', { sinceTurnMs: 180_000, phase: 'starting' }, true, false],
  ['has lost its database', { databaseAnswers: false }, true, false],
  ['is stopping', { phase: 'stopping' }, true, false],
])('a process that %s', (_, facts, alive, ready) => {
  expect(lives({ ...WORKING, ...facts }).ok).toBe(alive);
  expect(isReady({ ...WORKING, ...facts }).ok).toBe(ready);
});

test('a question without an answer is asked once and waited for in bounds; its late answer is kept', async () => {
  let times = 0;
  let answer: (text: string) => void = () => undefined;
  const question = asked(
    () => {
      times += 1;
      return new Promise<string>((resolve) => (answer = resolve));
    },
    { keptMs: 60_000, waitMs: 5 },
  );
  expect(await Promise.all([question(), question()])).toEqual([null, null]);
  expect(times).toBe(1);
  answer('late');
  expect(await question()).toBe('late');
  expect(times).toBe(1);
});

test('an account that is told to stop finishes the text on its way and begins no other', async () => {
  const noted: string[] = [];
  const line = new SlowLine('one');
  const account = attendance((_, result) => noted.push(result)).attend(line);
  const sending = account.send(TEXT);
  const stopping = account.stop();
  expect(await account.send(TEXT)).toMatchObject({ state: 'unready' });
  await wait(0);
  expect(line.stopped).toBe(false);
  line.answerNow({ state: 'unknown', reason: 'no answer' });
  await stopping;
  expect(line.stopped).toBe(true);
  expect(await sending).toMatchObject({ state: 'unknown' });
  expect(noted).toEqual(['unknown']);
});

test('from the word to stop on no account begins to send', async () => {
  const all = attendance(() => undefined);
  const account = all.attend(new SlowLine('one'));
  all.close();
  expect(await account.send(TEXT)).toMatchObject({ state: 'unready', reason: 'the program is ending' });
});
