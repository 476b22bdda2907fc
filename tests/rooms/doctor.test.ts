import { expect, test } from 'vitest';
import { checkTown } from '../../src/doctor/town.js';
import { placedRooms } from '../../src/store/rooms.js';
import { Rooms, SPARE } from './support.js';

const said = async (rooms: Rooms): Promise<string[]> =>
  checkTown(rooms.bot.town(), [], await placedRooms(rooms.store.db))
    .filter(({ level }) => level === 'note')
    .map(({ text }) => text);

test('doctor notes rooms without a unit, rooms that were left, micro-grids without a room and units on several accounts', async () => {
  const rooms = await Rooms.open();
  expect(await said(rooms)).toContain('1 micro-grid(s) have no room: lh1-5');
  await rooms.befalls({ type: 'botIn', room: 'new', name: '五号楼' });
  await rooms.befalls({ type: 'botIn', room: 'b3', name: '3号楼居民群' }, SPARE);
  await rooms.befalls({ type: 'botIn', room: 'bs', name: '莲花社区工作群' }, SPARE);
  expect(await said(rooms)).toContain('1 room(s) belong to no unit: new');
  await rooms.befalls({ type: 'botOut', room: 'r3' });
  expect(await said(rooms)).toContain('the account is no longer in 1 bound room(s): r3');
  await rooms.says('fang', 's', '接管 本群');
  await rooms.says('fang', 's', '确认');
  await rooms.store.db.updateTable('rooms').set({ unit: 'lh' }).where('id', '=', 'r3').execute();
  expect(await said(rooms)).toContain('the rooms of 1 unit(s) are on several accounts: lh');
  await rooms.close();
});
