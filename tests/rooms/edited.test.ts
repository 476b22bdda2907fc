import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { allTickets } from '../../src/store/tickets.js';
import { Rooms } from './support.js';

let rooms: Rooms;
beforeEach(async () => {
  rooms = await Rooms.open();
});
afterEach(() => rooms.close());

const tickets = async () =>
  (await allTickets(rooms.store.db)).map(({ messages, reporters }) => ({ messages, reporters }));

describe('Words that somebody changes', () => {
  test('belong to the matter that the first words raised, and both are kept', async () => {
    await rooms.says('wu', 'r3', '楼下路灯坏了,黑漆漆的', { id: 'a' });
    await rooms.later(60_000);
    await rooms.befalls({ type: 'edit', message: 'a', text: '2单元楼下路灯坏了,黑漆漆的' });
    const kept = await rooms.store.db.selectFrom('messages').select(['id', 'text', 'quote']).orderBy('seq').execute();
    expect(kept.map(({ text }) => text)).toEqual(['楼下路灯坏了,黑漆漆的', '2单元楼下路灯坏了,黑漆漆的']);
    expect(kept[1]?.quote).toBe('a');
    expect(await tickets()).toEqual([{ messages: ['a', kept[1]?.id], reporters: ['wu'] }]);
  });

  test('are heard when the first words said nothing', async () => {
    await rooms.says('wu', 'r3', '唉', { id: 'a' });
    await rooms.befalls({ type: 'edit', message: 'a', text: '楼下路灯坏了,黑漆漆的,老人晚上摔了一跤' });
    expect(await tickets()).toHaveLength(1);
  });

  test('change nothing when they are the same, or of a message nobody knows, and count once however often they come', async () => {
    await rooms.says('wu', 'r3', '楼下路灯坏了,黑漆漆的', { id: 'a' });
    await rooms.befalls({ type: 'edit', message: 'a', text: '楼下路灯坏了,黑漆漆的' });
    await rooms.befalls({ type: 'edit', message: 'unknown', text: '楼下路灯坏了' });
    const kept = await rooms.store.db.selectFrom('messages').select('id').execute();
    expect(kept.map(({ id }) => id)).toEqual(['a']);
  });
});
