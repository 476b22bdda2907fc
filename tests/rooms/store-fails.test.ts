import type { KyselyPlugin } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acceptMessages } from '../../src/message/accept/index.js';
import { Familiar } from '../../src/message/accept/familiar.js';
import type { IncomingMessage } from '../../src/model/event.js';
import { messageId, personId, roomId } from '../../src/model/ids.js';
import type { Store } from '../../src/store/open.js';
import { MAIN, Rooms } from './support.js';

let rooms: Rooms;
/** Reading outside a transaction fails as often as this when the query is about it. */
let fails = { about: '', times: 0 };
const failing: KyselyPlugin = {
  transformQuery: ({ node }) => {
    if (fails.times > 0 && JSON.stringify(node).includes(fails.about)) {
      fails.times -= 1;
      throw new Error('disk I/O error');
    }
    return node;
  },
  transformResult: ({ result }) => Promise.resolve(result),
};
const onFailing = (store: Store): Store => ({ ...store, db: store.db.withPlugin(failing) });
beforeEach(async () => {
  fails = { about: '', times: 0 };
  rooms = await Rooms.open(onFailing);
});
afterEach(() => rooms.close());

const said = (id: string, room: string | null): IncomingMessage => ({
  type: 'message',
  source: MAIN,
  id: messageId(id),
  at: rooms.clock.now(),
  room: room === null ? null : roomId(room),
  roomName: null,
  from: personId('wu'),
  fromName: '3-1-101 吴姐',
  kind: 'text',
  text: '楼下路灯坏了,黑漆漆的',
  images: [],
  quote: null,
  mentions: [],
  mentionsBot: false,
});

describe('A store that fails for a moment', () => {
  test('a report whose keeping changed the town is handled, although the town could not be read again at once', async () => {
    fails = { about: '"units"', times: 1 };
    await Promise.all([rooms.bot.receive(said('m1', 'new room')), rooms.bot.receive(said('m2', 'r3'))]);
    await rooms.bot.idle();
    expect(fails.times).toBe(0);
    const states = await rooms.store.db.selectFrom('messages').select(['id', 'state']).orderBy('id').execute();
    expect(states).toEqual([
      { id: 'm1', state: 'handled' },
      { id: 'm2', state: 'handled' },
    ]);
    expect(rooms.bot.town().rooms.has(roomId('new room'))).toBe(true);
  });

  test('what was sent lately is read again when it could not be read at the start, and texts go out', async () => {
    await rooms.bot.receive(said('m1', 'r3'));
    await rooms.bot.idle();
    fails = { about: '"booked_at"', times: 1 };
    await expect(rooms.bot.wake()).rejects.toThrow('disk I/O error');
    expect((await rooms.later(60_000)).length).toBeGreaterThan(0);
  });
});

describe('Who speaks', () => {
  test('is looked up again by the next word when all were forgotten while a word was being kept', async () => {
    const familiar = new Familiar();
    const message = said('m1', null);
    familiar.keepSpeaker(message, null, personId('a stranger'));
    await rooms.bot.inTransaction(async (doing) => {
      const keeping = acceptMessages(doing, [message], familiar);
      familiar.forget();
      await keeping;
    });
    expect(familiar.speaker(message, null)).toBeUndefined();
  });
});
