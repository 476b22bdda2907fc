import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeCode } from '../../src/identity/first-code.js';
import { codeHash } from '../../src/roster/one-time-code.js';
import { bindCodeUnit } from '../../src/store/bind-codes.js';
import { deployment, type Deployment } from '../outages/accounts.js';

let town: Deployment;
beforeEach(async () => {
  town = await deployment('2026-04-21 09:00');
});
afterEach(() => town.close());

const ground = (seed = 'a') => ({ store: town.store, town: town.bot.town(), now: town.clock.now(), seed });

test('the first admin of a town claims with a code of the command line, and nobody is told of it', async () => {
  const made = await makeCode({ person: 'cheng' }, ground());
  expect(made).toEqual({ code: made.code, for: 'cheng', until: '2026-04-22T09:00:00+08:00' });
  await town.say(town.two, null, 'wx1', `认领 ${made.code}`);
  expect(town.two.last('wx1')).toContain('镇信息办 程工(云溪镇管理员)');
  expect(town.one.given.length + town.two.given.length).toBe(1);
});

test('a person may be named in full', async () => {
  expect((await makeCode({ person: '莲花社区 方主任' }, ground())).for).toBe('fang');
});

test('a unit gets a code for a room of the kind wanted, residents when none is', async () => {
  const plain = await makeCode({ unit: 'lh1-3' }, ground());
  const staff = await makeCode({ unit: '莲花社区', kind: 'staff' }, ground('b'));
  const found = [plain, staff].map(({ code }) => bindCodeUnit(town.store.db, codeHash(code), town.clock.now()));
  expect(await Promise.all(found)).toMatchObject([
    { unit: 'lh1-3', kind: 'residents' },
    { unit: 'lh', kind: 'staff' },
  ]);
});

test.each([
  [{}, 'one of --person and --unit is needed; name a person to be claimed or a unit to be bound'],
  [{ person: 'fang', unit: 'lh' }, 'one of --person and --unit is needed'],
  [{ person: 'fangg' }, '--person: no member of staff fangg; did you mean fang?'],
  [{ person: 'li' }, '--person: no member of staff li'],
  [{ unit: '莲花社' }, '--unit: no unit 莲花社; did you mean 莲花社区?'],
  [{ unit: 'lh', kind: 'office' }, '--kind: no kind of room office; use residents, staff, center, special'],
  [{ unit: 'lh', kind: 'outlet' }, '--kind: no kind of room outlet'],
  [{ person: 'fang', kind: 'staff' }, '--kind: a kind of room goes with --unit only; leave it out'],
])('%j is refused with what to do', async (wish, message) => {
  await expect(makeCode(wish, ground())).rejects.toThrow(message);
  expect(await town.store.db.selectFrom('identity_codes').selectAll().execute()).toEqual([]);
});
