import { afterEach, describe, expect, test } from 'vitest';
import type { Adapter } from '../../adapters/adapter.js';
import { configSchema } from '../../src/config/schema.js';
import { VirtualClock } from '../../src/clock/clock.js';
import { rulesOf } from '../../src/config/rules.js';
import { logger } from '../../src/log.js';
import { words } from '../../src/message/reply/words.js';
import { createOutbox } from '../../src/outbox/outbox.js';
import { outboxCounts } from '../../src/store/outbox.js';
import { NoticeTown } from '../notices/support.js';
import { dingtalkRobot, receiver, type Receiver } from '../webhook/receiver.js';
import { NOON, outlet } from '../webhook/support.js';
import { startWith } from './support.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A confirmed notice for the town, and the outbox that carries it to these accounts alone. */
async function confirmed(accounts: readonly Adapter[], clock: VirtualClock, log: string[]) {
  const town = await startWith(await NoticeTown.open('2021-12-06T12:00:00'), accounts);
  open.push(town.store);
  await town.command('zhou', 'notice', '虹桥镇 明天停水', 'c');
  await town.answer('zhou', '确认', 'c');
  const outbox = createOutbox({
    store: town.store,
    clock,
    rules: rulesOf(configSchema.parse({})),
    words: words('zh-CN'),
    town: () => town.town,
    log: logger('trace', { write: (line) => void log.push(line) }),
    inTransaction: (work) => town.act(work),
    adapters: accounts,
    random: () => 0.5,
    publish: () => undefined,
  });
  const states = async () =>
    Object.fromEntries((await town.said('outlet:webhook/led')).map(({ purpose, state }) => [purpose, state]));
  return { town, outbox, states };
}

const opened = <One extends Receiver>(one: One): One => {
  open.push(one);
  return one;
};

describe('From 确认 to the screen', () => {
  test('the notice is shown with its number, and stands as delivered', async () => {
    const led = opened(await receiver(() => ({})));
    const clock = new VirtualClock(NOON);
    const { outbox, states } = await confirmed([await outlet({}, { url: led.origin })], clock, []);
    await outbox.flush();
    expect(await states()).toEqual({ notice: 'delivered' });
    expect(led.taken.map(({ raw }): unknown => JSON.parse(raw))).toMatchObject([
      { purpose: 'notice', notice: 1, unit: 'hq', text: '明天停水' },
    ]);
  });

  test('a screen that is off gets it when it is back, and the tries do not run out', async () => {
    const led = await receiver(() => ({}));
    const { origin } = led;
    await led.close();
    const clock = new VirtualClock(NOON);
    const { outbox, states } = await confirmed([await outlet({}, { url: origin })], clock, []);
    for (let tries = 0; tries < 20; tries += 1) {
      await outbox.flush();
      clock.set(clock.now() + 31_000);
    }
    expect(await states()).toEqual({ notice: 'queued' });
    const back = opened(await receiver(() => ({}), undefined, Number(new URL(origin).port)));
    await outbox.flush();
    expect(await states()).toEqual({ notice: 'delivered' });
    expect(back.taken).toHaveLength(1);
  });

  test('a robot that answers nothing leaves it unknown, once, and neither the log nor the store learns its password', async () => {
    const clock = new VirtualClock(NOON);
    const robot = opened(await dingtalkRobot({ clock, secret: 'SEC-0123456789' }));
    const log: string[] = [];
    const set = { url: robot.address, secret: 'SEC-0123456789' };
    const { outbox, states, town } = await confirmed(
      [await outlet({ format: 'dingtalk' }, set, { clock })],
      clock,
      log,
    );
    robot.next('reset', 'reset');
    for (let tries = 0; tries < 5; tries += 1) {
      await outbox.flush();
      clock.set(clock.now() + 60_000);
    }
    expect(await states()).toEqual({ notice: 'unknown' });
    expect(robot.taken).toHaveLength(1);
    const stored = JSON.stringify(await town.store.db.selectFrom('outbox').selectAll().execute());
    for (const secret of [new URL(robot.address).searchParams.get('access_token') ?? '', 'SEC-0123456789']) {
      expect(secret).not.toBe('');
      expect(`${log.join()}${stored}`).not.toContain(secret);
    }
    expect(log.join()).toContain('ECONNRESET');
    expect(await outboxCounts(town.store.db)).toContainEqual({ state: 'unknown', count: 1 });
  });
});
