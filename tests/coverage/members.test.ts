import { describe, expect, test } from 'vitest';
import { linkIdentity } from '../../src/store/identities.js';
import { accountId, personId } from '../../src/model/ids.js';
import { at } from '../outbox/support.js';
import { Neighbourhood } from './support.js';

const MORNING = at('2026-04-21T09:00:00');
const open = () => Neighbourhood.open(MORNING);

describe('The whole list of a group', () => {
  test('brings in who is new, marks who is gone, follows names and households, and nobody is welcomed', async () => {
    const on = await open();
    await on.list('r3', { a: '3-1-101 李姐', b: '阿杰', c: '3-1-301老范' });
    await on.list('r3', { a: '3-1-201 李姐', b: '阿杰', d: null });
    expect(await on.members('r3')).toEqual(['a 3-1-201 李姐 3-1-201', 'b 阿杰 ?', 'd d ?']);
    await on.pass(30);
    expect(on.told()).toEqual([]);
  });

  test('told twice changes nothing', async () => {
    const on = await open();
    const names = { a: '3-1-101 李姐', b: '阿杰' };
    await on.list('r3', names);
    const once = await on.store.db.selectFrom('members').selectAll().execute();
    on.clock.set(MORNING + 60_000);
    await on.list('r3', names);
    expect(await on.store.db.selectFrom('members').selectAll().execute()).toEqual(once);
  });

  test('that is less than half of what was known is taken as incomplete, and said in the log', async () => {
    const on = await open();
    const twelve = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`p${i}`, `邻居${i}`]));
    await on.list('r3', twelve);
    const known = (await on.members('r3')).length;
    await on.list('r3', { p0: '邻居0', q: '3-2-102 新来的' });
    expect(await on.members('r3')).toHaveLength(known + 1);
    expect(on.logged.join('')).toContain('too short to be whole');
  });

  test('that is empty empties no group', async () => {
    const on = await open();
    await on.list('r3', { a: '李姐', b: '阿杰' });
    await on.list('r3', {});
    expect(await on.members('r3')).toHaveLength(2);
  });

  test('knows staff by their other ids, once', async () => {
    const on = await open();
    const source = { platform: on.account.platform, account: on.account.account };
    await linkIdentity(on.store.db, personId('wx-zhou'), source, personId('zhou'), MORNING);
    await linkIdentity(
      on.store.db,
      personId('wx-zhou-2'),
      { ...source, account: accountId('second') },
      personId('zhou'),
      MORNING,
    );
    await on.list('r3', { 'wx-zhou': '格长周姐', 'wx-zhou-2': '3-1-201周姐', a: '李姐' });
    expect(await on.members('r3')).toEqual(['a 李姐 ?', 'zhou 3-1-201周姐 3-1-201']);
  });

  test('of five hundred is kept with a handful of statements', async () => {
    const on = await open();
    const names = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`p${i}`, `3-${i % 4}-${100 + i} 户主`]));
    const statements = await on.statementsOf(() => on.list('r3', names));
    expect(await on.members('r3')).toHaveLength(500);
    expect(statements).toBeLessThanOrEqual(10);
    expect(await on.statementsOf(() => on.list('r3', names))).toBeLessThanOrEqual(8);
  });

  test('of a group nobody knows is left alone', async () => {
    const on = await open();
    await on.list('elsewhere', { a: '李姐' });
    expect(await on.store.db.selectFrom('members').selectAll().where('room', '=', 'elsewhere').execute()).toEqual([]);
  });
});

describe('A nickname', () => {
  test('that changes takes the household along, without a word from the bot', async () => {
    const on = await open();
    await on.join('new', 'a', '阿杰');
    await on.list('r3', { a: '阿杰' });
    await on.rename('r3', 'a', '3-2-501 阿杰');
    expect(await on.members('r3')).toEqual(['a 3-2-501 阿杰 3-2-501']);
    await on.pass(30);
    expect(on.told()).toEqual([]);
  });

  test('does not change a household that the register gives', async () => {
    const on = await open();
    await on.store.db
      .insertInto('people')
      .values({ id: 'a', name: '李姐', household: '3-1-101', household_fixed: 1 })
      .execute();
    await on.rename('r3', 'a', '3-1-301 李姐');
    await on.list('r3', { a: '3-2-102 李姐' });
    expect(await on.members('r3')).toEqual(['a 3-2-102 李姐 3-1-101']);
    expect((await on.digest('lh3')).coverage).toMatchObject({ present: 1, unlisted: 0 });
  });
});
