import { describe, expect, test } from 'vitest';
import { messageId, personId, unitId } from '../../src/model/ids.js';
import type { MessageKind } from '../../src/model/event.js';
import { keepMessage } from '../../src/store/messages.js';
import { readUnheard } from '../../src/store/digest-lists.js';
import { openMemoryStore } from '../../src/store/open.js';
import { saveSetup } from '../../src/store/town.js';
import { message, NOW, OTHER_ROOM, ROOM, setup, SOURCE } from '../store/samples.js';

describe('What nobody could read', () => {
  test('voice messages and videos of the day are counted by group, of the unit asked about only', async () => {
    const store = await openMemoryStore();
    await store.transact((tx) => saveSetup(tx, setup, SOURCE, NOW));
    const said = async (id: string, kind: MessageKind, over: object = {}, at = NOW) =>
      keepMessage(store.db, message(id, { kind, from: personId('wu'), id: messageId(id), ...over }), at);
    await said('v1', 'voice');
    await said('v2', 'video');
    await said('t1', 'text');
    await said('v3', 'voice', { room: OTHER_ROOM });
    await said('v4', 'voice', { room: null });
    await said('v5', 'voice', {}, NOW - 48 * 3600_000);
    await store.db.updateTable('rooms').set({ unit: 'hq7' }).where('id', '=', OTHER_ROOM).execute();
    const day = { date: '2021-12-06', start: NOW - 3600_000, end: NOW + 3600_000, soFar: true };
    expect(await readUnheard(store.db, unitId('hq7-13'), day)).toEqual([
      { room: ROOM, name: '七村第13微网格群', messages: 2 },
    ]);
    expect((await readUnheard(store.db, unitId('hq7'), day)).map((r) => r.messages)).toEqual([2, 1]);
    expect(await readUnheard(store.db, unitId('none'), day)).toEqual([]);
    await store.close();
  });
});
