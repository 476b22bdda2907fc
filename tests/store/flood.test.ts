import { describe, expect, test } from 'vitest';
import { logger } from '../../src/log.js';
import { Intake } from '../../src/message/accept/intake.js';
import type { IncomingMessage } from '../../src/model/event.js';
import { accountId, messageId, personId, platformId, roomId } from '../../src/model/ids.js';
import { gate } from '../support/gate.js';
import { PLAIN } from '../support/said.js';

/** Longer than the test runs. */
const LONG_MS = 60_000;

const said = (id: string): IncomingMessage => ({
  type: 'message',
  source: { platform: platformId('test'), account: accountId('main') },
  id: messageId(id),
  at: 1,
  room: roomId('r'),
  from: personId('p'),
  text: id,
  ...PLAIN,
});

/** A database whose commits end when they are let. */
function database() {
  const groups: string[][] = [];
  const commit = gate();
  const intake = new Intake({
    keep: async (messages) => {
      groups.push(messages.map(({ id }) => id));
      await commit.opened;
      return messages.map(() => null);
    },
    take: () => Promise.resolve(),
    kept: () => undefined,
    gone: () => false,
    log: logger('error', { write: () => undefined }),
  });
  const receiveAll = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, at) => intake.receive(said(`m${String(at)}`))));
  return { groups, commit, intake, receiveAll };
}

describe('What comes in', () => {
  test('in one turn of the program is one commit, the first with all others', async () => {
    const { groups, commit, receiveAll } = database();
    commit.open();
    await receiveAll(100);
    expect(groups.map(({ length }) => length)).toEqual([100]);
  });

  test('holds up no handling while it is a few at a time, though their commit is under way', async () => {
    const { groups, commit, intake, receiveAll } = database();
    const all = receiveAll(5);
    await intake.calm(LONG_MS);
    expect(groups.length).toBeLessThanOrEqual(1);
    commit.open();
    await all;
  });

  test('holds up no handling while it is no more than a slow database has in hand', async () => {
    const { commit, intake, receiveAll } = database();
    const all = receiveAll(60);
    await intake.calm(LONG_MS);
    commit.open();
    await all;
  });

  test('goes before handling while it is a flood', async () => {
    const { commit, intake, receiveAll } = database();
    const order: string[] = [];
    const all = receiveAll(300).then(() => order.push('all are kept'));
    const calm = intake.calm(LONG_MS).then(() => order.push('calm'));
    commit.open();
    await Promise.all([all, calm]);
    expect(order).toEqual(['all are kept', 'calm']);
  });

  test('lets handling go on in a flood that does not end', async () => {
    const { commit, intake, receiveAll } = database();
    const all = receiveAll(300);
    const began = performance.now();
    await intake.calm(20);
    expect(performance.now() - began).toBeGreaterThanOrEqual(20);
    commit.open();
    await all;
  });
});
