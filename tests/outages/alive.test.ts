import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepAlive, type Alive } from '../../src/accounts/alive.js';
import { logger } from '../../src/log.js';
import { instant } from '../support/play.js';
import { deployment, type Deployment } from './accounts.js';

const DAY = '2026-04-21';
let town: Deployment;
beforeEach(async () => {
  town = await deployment(`${DAY} 09:00`);
});
afterEach(() => town.close());

/** A process begins on the same store; its accounts are not connected before it looks. */
const begins = (): Promise<Alive> =>
  keepAlive({
    store: town.store,
    clock: town.clock,
    receive: (event) => town.bot.receive(event),
    adapters: [town.one, town.two],
    log: logger('error', { write: (line) => process.stderr.write(line) }),
  });

const outages = () =>
  town.store.db.selectFrom('gaps').select(['account', 'down_at', 'up_at', 'replayed']).orderBy('id').execute();

const clock = (time: string) => town.clock.set(instant(`${DAY} ${time}`));

/** Runs from 09:00 and is killed at `time`. */
async function runsUntil(time: string): Promise<void> {
  const alive = await begins();
  for (let now = town.clock.now(); now < instant(`${DAY} ${time}`); now += 1000) {
    town.clock.set(now);
    await alive.look();
  }
}

test('a first start is no outage, nor is a quick restart', async () => {
  await runsUntil('09:03');
  clock('09:03:30');
  await (await begins()).look();
  expect(await outages()).toEqual([]);
});

test('a process that was dead for an hour was deaf since its last mark, on every account that hears', async () => {
  town.two.capabilities = { ...town.two.capabilities, replays: true };
  await runsUntil('09:10');
  clock('10:10');
  const alive = await begins();
  await alive.look();
  await town.bot.wake();
  const [one, two] = await outages();
  expect(one).toMatchObject({ account: 'one', up_at: instant(`${DAY} 10:10`), replayed: 0 });
  expect(one?.down_at).toBeGreaterThanOrEqual(instant(`${DAY} 09:08:59`));
  expect(two).toMatchObject({ account: 'two', replayed: 1 });
  expect(town.one.last('slh')).toContain('收不到,请翻看一下');
  expect(town.two.last('sdh')).toContain('已补收');
  await alive.look();
  expect(await outages()).toHaveLength(2);
});

test('told to end it marks the moment, and an outlet that hears nothing misses nothing', async () => {
  town.two.capabilities = { ...town.two.capabilities, hears: false };
  const alive = await begins();
  await alive.look();
  clock('09:00:40');
  await alive.end();
  clock('11:00');
  await (await begins()).look();
  expect(await outages()).toEqual([
    { account: 'one', down_at: instant(`${DAY} 09:00:40`), up_at: instant(`${DAY} 11:00`), replayed: 0 },
  ]);
});

test('the outage lasts until the account is connected; who is reached otherwise is told after ten minutes', async () => {
  await runsUntil('09:01');
  clock('10:00');
  town.one.connected = false;
  const alive = await begins();
  await alive.look();
  await town.runTo(`${DAY} 10:10`);
  expect(town.two.last('center')).toMatch(/^账号 line\/one 从04-21 09:00起断线了/);
  await alive.look();
  expect((await outages()).map(({ up_at }) => up_at === null)).toEqual([true, false]);
  town.one.connected = true;
  clock('10:30');
  await alive.look();
  expect((await outages())[0]).toMatchObject({ account: 'one', up_at: instant(`${DAY} 10:30`) });
});

test('an outage during which the process ended is over when the next one is connected', async () => {
  const first = await begins();
  await first.look();
  const source = { platform: town.one.platform, account: town.one.account };
  await town.bot.receive({ type: 'down', source, at: town.clock.now(), reason: 'the gateway is gone' });
  clock('09:01');
  await (await begins()).look();
  expect(await outages()).toMatchObject([{ account: 'one', up_at: instant(`${DAY} 09:01`) }]);
});

test('an adapter that told of its outage itself is not asked to tell of it again', async () => {
  await runsUntil('09:05');
  clock('10:00');
  const alive = await begins();
  const source = { platform: town.one.platform, account: town.one.account };
  const until = town.clock.now();
  await town.bot.receive({ type: 'gap', source, at: until - 1000, until, replayed: true });
  await alive.look();
  expect((await outages()).filter(({ account }) => account === 'one')).toMatchObject([{ replayed: 1, up_at: until }]);
});
