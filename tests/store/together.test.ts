import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { IncomingMessage } from '../../src/model/event.js';
import { accountId, messageId, personId, platformId, roomId, type MessageId } from '../../src/model/ids.js';
import { findMessages, keepMessages } from '../../src/store/messages.js';
import { openMemoryStore, type Store } from '../../src/store/open.js';
import { prepared } from '../../src/store/prepared.js';
import { PLAIN } from '../support/said.js';

const said = (id: string, text = id): IncomingMessage => ({
  type: 'message',
  source: { platform: platformId('test'), account: accountId('main') },
  id: messageId(id),
  at: 1,
  room: roomId('r'),
  from: personId('p'),
  text,
  ...PLAIN,
});

let store: Store;
beforeEach(async () => {
  store = await openMemoryStore();
});
afterEach(() => store.close());

describe('Messages that come in together', () => {
  test('are numbered in the order in which they came, however many they are', async () => {
    const ids = Array.from({ length: 77 }, (_, at) => `m${String((at * 31) % 77)}`);
    const kept = await keepMessages(
      store.db,
      ids.map((id) => said(id)),
      1,
    );
    expect(kept.map((one) => one?.id)).toEqual(ids);
    expect(kept.map((one) => one?.seq)).toEqual(ids.map((_, at) => (kept[0]?.seq ?? 0) + at));
  });

  test('are told from those kept before, and from one that comes twice among them', async () => {
    await keepMessages(store.db, [said('old', 'first words')], 1);
    const kept = await keepMessages(store.db, [said('new'), said('old', 'other words'), said('new', 'again')], 2);
    expect(kept.map((one) => one?.text ?? null)).toEqual(['new', null, null]);
    const found = await findMessages(store.db, ['old', 'new', 'nobody knows it'].map(messageId));
    expect([...found].map(([id, { text }]) => [id, text]).sort()).toEqual([
      ['new', 'new'],
      ['old', 'first words'],
    ]);
  });
});

describe('A statement put together once', () => {
  const build = (db: Store['db'], id: MessageId) => db.selectFrom('messages').select('text').where('id', '=', id);

  test('gives each caller the rows of its own values', async () => {
    await keepMessages(store.db, [said('a', 'one'), said('b', 'two')], 1);
    const textOf = prepared({ build, values: (id: MessageId) => [id] });
    expect((await textOf(store.db, messageId('a'))).rows).toEqual([{ text: 'one' }]);
    expect((await textOf(store.db, messageId('b'))).rows).toEqual([{ text: 'two' }]);
    expect(await store.transact(async (tx) => (await textOf(tx, messageId('a'))).rows)).toEqual([{ text: 'one' }]);
  });

  test('is refused when the values named are not those it binds', async () => {
    const textOf = prepared({ build, values: (id: MessageId) => [id, 'one too many'] });
    await expect(textOf(store.db, messageId('a'))).rejects.toThrow('the values are not those of the statement');
  });
});
