import { describe, expect, test } from 'vitest';
import { logger } from '../../src/log.js';
import { Intake, StoreGoneError } from '../../src/message/accept/intake.js';
import type { IncomingMessage } from '../../src/model/event.js';
import { accountId, messageId, personId, platformId, roomId } from '../../src/model/ids.js';

const WAITS_MS = 600;

class Gone extends Error {}

const message = (id: string): IncomingMessage => ({
  type: 'message',
  source: { platform: platformId('telegram'), account: accountId('tg1') },
  id: messageId(id),
  room: roomId('r1'),
  roomName: null,
  from: personId('p1'),
  fromName: null,
  at: 0,
  kind: 'text',
  text: id,
  images: [],
  quote: null,
  mentions: [],
  mentionsBot: false,
});

/** A database that is gone until it is let back, and what was kept in it. */
function database() {
  const state = { gone: true, tries: 0 };
  const kept: string[] = [];
  const lines: string[] = [];
  const intake = new Intake({
    keep: (messages) => {
      state.tries += 1;
      if (state.gone) return Promise.reject(new Gone('gone'));
      kept.push(...messages.map(({ id }) => id));
      return Promise.resolve(messages.map(() => null));
    },
    take: () => Promise.resolve(),
    kept: () => undefined,
    gone: (error) => error instanceof Gone,
    goneMostMs: WAITS_MS,
    log: logger('info', { write: (line) => void lines.push(line) }),
  });
  return { state, kept, lines, intake };
}

describe('What comes in while the database is gone', () => {
  test('waits and is kept in its order when it is back', async () => {
    const { state, kept, intake } = database();
    const all = ['a', 'b', 'c'].map((id) => intake.receive(message(id)));
    await expect.poll(() => state.tries).toBeGreaterThan(0);
    state.gone = false;
    await Promise.all(all);
    expect(kept).toEqual(['a', 'b', 'c']);
  });

  test('is refused with a sentence when it lasts, each so long after it came and not after the one before it', async () => {
    const { state, kept, lines, intake } = database();
    const began = performance.now();
    const first = intake.receive(message('a'));
    await expect.poll(() => state.tries).toBeGreaterThan(0);
    const later = ['b', 'c'].map((id) => intake.receive(message(id)));
    await expect(first).rejects.toThrow(StoreGoneError);
    for (const one of later) await expect(one).rejects.toThrow('nothing can be kept before it is back');
    expect(performance.now() - began).toBeLessThan(2 * WAITS_MS);
    expect(kept).toEqual([]);
    expect(lines).toHaveLength(1);

    state.gone = false;
    await intake.receive(message('a'));
    expect(kept).toEqual(['a']);
    expect(lines[1]).toContain('the database is back');
  });
});
