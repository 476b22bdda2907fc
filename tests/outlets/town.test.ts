import { afterEach, describe, expect, test } from 'vitest';
import { checkOutlets } from '../../src/doctor/outlets.js';
import { checkTown } from '../../src/doctor/town.js';
import { logger } from '../../src/log.js';
import { booking } from '../../src/message/say.js';
import { roomId, unitId } from '../../src/model/ids.js';
import { configSchema } from '../../src/config/schema.js';
import type { Speech } from '../../src/model/speech.js';
import { setupSchema } from '../../src/model/town.js';
import { residentRooms, staffRoomOf } from '../../src/roster/town.js';
import { digestTimer } from '../../src/timers/digest.js';
import { at, NoticeTown, SETUP } from '../notices/support.js';
import { textFor } from '../outbox/support.js';
import { fire } from '../support/fire.js';
import { account, LED, OFFICE, room, startWith, VILLAGE } from './support.js';

let town: NoticeTown;
afterEach(() => town.store.close());
const open = async (...accounts: Parameters<typeof startWith>[1]) =>
  (town = await startWith(await NoticeTown.open(), accounts));
const outlets = () => [...town.town.rooms.values()].filter(({ kind }) => kind === 'outlet');

describe('An outlet in the town', () => {
  test('is a place of its unit after the start, by the name that staff know', async () => {
    await open(LED, VILLAGE);
    expect(outlets()).toEqual([
      { id: room('led'), name: '镇政府大屏', unit: 'hq', kind: 'outlet', carries: ['notices'] },
      { id: room('village'), name: '七村广播', unit: 'hq7', kind: 'outlet', carries: ['notices', 'digests'] },
    ]);
  });

  test('is neither a group of residents nor a staff room of its unit, and nothing is missing there', async () => {
    await open(LED, VILLAGE, OFFICE);
    expect(residentRooms(town.town, unitId('hq')).map(({ id }) => id)).toEqual(['r13', 'r3', 'e13']);
    expect(staffRoomOf(town.town, unitId('hq'))?.id).toBe('c');
    const said = checkTown(town.town, []).map(({ text }) => text);
    expect(said[0]).toContain('5 rooms');
    expect(said.join()).not.toContain('outlet:');
  });

  test('follows its configuration at the next start: renamed, moved, gone, back again', async () => {
    await open(LED, VILLAGE);
    const moved = account('led', { name: '七村大屏', unit: 'hq7', carries: ['digests'] });
    town = await startWith(town, [moved]);
    expect(outlets()).toMatchObject([{ name: '七村大屏', unit: 'hq7', carries: ['digests'] }]);
    town = await startWith(town, []);
    expect(outlets()).toEqual([]);
    town = await startWith(town, [LED]);
    expect(outlets()).toMatchObject([{ name: '镇政府大屏', unit: 'hq', carries: ['notices'] }]);
  });

  test('that names a unit the town does not have shows nothing, is warned of, and leaves the rest to work', async () => {
    town = await NoticeTown.open();
    const lines: string[] = [];
    const lost = account('lost', { name: '八村大屏', unit: 'hq88', carries: ['notices'] });
    town = await startWith(town, [lost, LED], logger('warn', { write: (line) => void lines.push(line) }));
    expect(outlets().map(({ id }) => id)).toEqual([room('led')]);
    expect(lines.join()).toMatch(/"account":"lost","unit":"hq88".*not in the town/);
    const { adapters } = configSchema.parse({
      adapters: [
        { platform: 'webhook', account: 'lost', format: 'generic', unit: 'hq88', carries: ['notices'] },
        { platform: 'webhook', account: 'led', format: 'generic', unit: 'hq', carries: ['notices'] },
      ],
    });
    expect(checkOutlets(town.town, adapters)).toEqual([
      {
        level: 'wrong',
        text: 'lost shows the unit hq88, which is not in the town',
        remedy: expect.stringMatching(/^did you mean hq/),
      },
    ]);
  });

  test('cannot stand in a transcript', () => {
    const rooms = [{ id: 'x', name: '大屏', unit: 'hq', kind: 'outlet' }];
    expect(setupSchema.safeParse({ ...SETUP, rooms }).success).toBe(false);
  });
});

describe('What may be said at an outlet', () => {
  const stateOf = async (over: Partial<Speech>) => {
    await town.act(({ tx, now, town: known }) =>
      booking({ tx, now, town: known, log: logger('error', { write: () => undefined }) })(textFor('水', over)),
    );
    const to = over.to !== undefined && 'room' in over.to ? over.to.room : '';
    return (await town.said(to)).at(-1)?.state;
  };
  const led = { to: { room: roomId(room('led')) } };
  const office = { to: { room: roomId(room('office')) } };

  test('a notice for residents where notices are carried, a digest for staff where digests are', async () => {
    await open(LED, OFFICE);
    expect(await stateOf({ ...led, purpose: 'notice', lane: 'notice' })).toBe('queued');
    expect(await stateOf({ ...office, purpose: 'digest', audience: 'staff', lane: 'digest' })).toBe('queued');
  });

  test('nothing else, whoever it was written for', async () => {
    await open(LED, OFFICE);
    expect(await stateOf({ ...led, purpose: 'digest', audience: 'staff' })).toBe('failed');
    expect(await stateOf({ ...led, purpose: 'notice', audience: 'staff' })).toBe('failed');
    expect(await stateOf({ ...office, purpose: 'notice' })).toBe('failed');
    for (const purpose of ['ack', 'warning', 'escalation', 'reminder', 'status', 'command', 'welcome'] as const)
      for (const audience of ['residents', 'staff'] as const) {
        expect(await stateOf({ ...led, purpose, audience })).toBe('failed');
        expect(await stateOf({ ...office, purpose, audience })).toBe('failed');
      }
  });
});

describe('The daily digest', () => {
  const evening = (unit: string) => {
    town.now = at('2021-12-06T20:20:00');
    const due = { id: 0, kind: 'digest', ref: unit, at: town.now, staleAt: town.now + 3600_000 };
    return town.act((doing) => fire(digestTimer, doing, { ...due, data: '{"date":"2021-12-06"}' }));
  };

  test('is shown by the outlets of just its unit that carry digests, each once, beside the staff', async () => {
    await open(LED, VILLAGE, OFFICE);
    await evening('hq7');
    await evening('hq7');
    const [shown, ...more] = await town.said(room('village'));
    expect(shown).toMatchObject({ purpose: 'digest', text: (await town.said('s7'))[0]?.text });
    expect(more).toEqual([]);
    expect(await town.said(room('office'))).toEqual([]);
    await evening('hq');
    expect((await town.said(room('office'))).map(({ purpose }) => purpose)).toEqual(['digest']);
    expect(await town.said(room('led'))).toEqual([]);
  });
});
