import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sumByLabels } from '../../src/coverage/count.js';
import { coverageOf, coverageUnits } from '../../src/coverage/coverage.js';
import { idsOf, sumOf } from '../../src/coverage/sum.js';
import { accountId, personId, platformId, unitId } from '../../src/model/ids.js';
import { setupSchema } from '../../src/model/town.js';
import { readCoverage } from '../../src/store/members.js';
import { openMemoryStore } from '../../src/store/open.js';
import { loadTown, saveSetup } from '../../src/store/town.js';

const STAFF = ['s1', 's2'];
const PEOPLE = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', ...STAFF];

/** As registers and nicknames spell them: some stand for one household. */
const label = fc.constantFrom('1-101', '1号楼101', '1-102', '1-201', '2-101', '9-901', '62', '冰厂后屋');

const people = fc.tuple(
  ...PEOPLE.map((id) => fc.record({ id: fc.constant(id), household: fc.option(label), fixed: fc.boolean() })),
);
const members = fc.uniqueArray(
  fc.record({
    room: fc.constantFrom('r1', 'r2', 'r3', 'r4', 'r4b'),
    person: fc.constantFrom(...PEOPLE),
    household: fc.option(label),
    left: fc.boolean(),
  }),
  { selector: ({ room, person }) => `${room} ${person}`, maxLength: 40 },
);
const register = fc.array(label, { maxLength: 5 });

describe('A sum of many units by the labels of their rooms', () => {
  test('is what a look at each member gives', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.tuple(register, register, register, register), people, members, async (doors, all, here) => {
        const store = await openMemoryStore();
        const setup = setupSchema.parse({
          type: 'setup',
          units: [
            { id: 'town', name: '镇', level: 'town' },
            ...doors.map((households, at) => ({
              ...{ id: `m${at + 1}`, name: `第${at + 1}微网格`, level: 'microgrid', parent: 'town', households },
            })),
          ],
          rooms: ['r1', 'r2', 'r3', 'r4', 'r4b'].map((id) => ({
            ...{ id, name: id, unit: `m${id.charAt(1)}`, kind: 'residents' },
          })),
          people: STAFF.map((id) => ({ id, name: id, roles: [{ role: 'leader', unit: 'm1' }] })),
        });
        await saveSetup(store.db, setup, { platform: platformId('p'), account: accountId('a') }, 0);
        await store.db.deleteFrom('members').execute();
        for (const { id, household, fixed } of all)
          await store.db
            .insertInto('people')
            .values({ id, name: id, household, household_fixed: fixed ? 1 : 0 })
            .onConflict((oc) => oc.column('id').doUpdateSet({ household, household_fixed: fixed ? 1 : 0 }))
            .execute();
        for (const { room, person, household, left } of here)
          await store.db
            .insertInto('members')
            .values({ room, person, household, name: person, joined_at: 1, left_at: left ? 2 : null })
            .execute();
        const town = await loadTown(store.db, 'Asia/Shanghai');
        const units = coverageUnits(town, unitId('town'));
        expect(town.staff.has(personId('s1'))).toBe(true);
        expect(await sumByLabels(store.db, town, units)).toEqual(
          sumOf(coverageOf(town, units, await readCoverage(store.db, idsOf(units)))),
        );
        await store.close();
      }),
      { numRuns: 80 },
    );
  });
});
