import { types } from 'wechaty-puppet';
import { describe, expect, test, vi } from 'vitest';
import { Pace } from '../../adapters/wechat/pace.js';
import { gatewayDouble } from '../support/wechat/gateway.js';
import { atEnd, connectedAt, heard, ids, R1, scene, WAIT } from './support.js';

describe('Names and members', () => {
  test(
    '300 rooms of 200 members, the first message of each: few questions, and nobody waits for the members',
    { timeout: 60_000 },
    async () => {
      const gateway = await gatewayDouble();
      atEnd(() => gateway.stop());
      const { puppet } = gateway;
      for (let i = 0; i < 20_000; i += 1) puppet.person(`u${i}`, `住户${i}`);
      for (let r = 0; r < 300; r += 1)
        puppet.room(
          `r${r}@chatroom`,
          `群${r}`,
          Array.from({ length: 200 }, (_, m) => `u${(r * 67 + m * 13) % 20_000}`),
        );
      const config = { lookupsPerSecond: 5, memberLookupsPerSecond: 2 };
      const s = await connectedAt(gateway.endpoint, { config, tuning: { nameWaitMs: 200 } });
      const began = performance.now();
      for (let r = 0; r < 300; r += 1)
        puppet.say({ id: `m${r}`, talkerId: `u${(r * 67) % 20_000}`, roomId: `r${r}@chatroom`, text: '在' });
      await vi.waitFor(() => expect(s.sink.of('message')).toHaveLength(300), WAIT);
      const seconds = (performance.now() - began) / 1000;
      // The contents of the messages themselves, one list of rooms; all else is paced: topics 20 a second after a burst of 20,
      // names of who speaks 5 a second, members 2 a second. A client that asks for every member needs 21,857.
      expect(puppet.count('message')).toBe(300);
      expect(puppet.count('rooms')).toBe(1);
      expect(puppet.count('room')).toBeLessThanOrEqual(20 * (seconds + 2) + 20);
      expect(puppet.count('member') + puppet.count('contact')).toBeLessThanOrEqual(7 * (seconds + 1) + 10);
      expect(puppet.count('members')).toBeLessThanOrEqual(2 * (seconds + 1) + 5);
      expect(puppet.countAll()).toBeLessThan(700);
      expect(seconds).toBeLessThan(10);
    },
  );

  test('a message does not wait long for a name; the name is told when it comes', async () => {
    const s = await scene({ tuning: { nameWaitMs: 50 } });
    let release: () => void = () => undefined;
    s.puppet.held.set('member', new Promise((done) => (release = done)));
    s.puppet.say({ id: 'm1', talkerId: 'wxid_li', roomId: R1, text: '在' });
    expect((await heard(s, 'm1')).fromName).toBeNull();
    release();
    await vi.waitFor(
      () =>
        expect(s.sink.of('rename')).toMatchObject([
          { room: ids.room(R1), person: ids.person('wxid_li'), name: '李姐' },
        ]),
      WAIT,
    );
  });

  test('everybody in a room is told after its first message, the bot left out, and not again the same day', async () => {
    const s = await scene();
    s.puppet.aliases.set(`${R1}/wxid_wang`, '3-201 王');
    s.puppet.say({ id: 'm1', talkerId: 'wxid_li', roomId: R1, text: '在' });
    await vi.waitFor(() => expect(s.sink.of('members')).toHaveLength(1), WAIT);
    expect(s.sink.of('members')[0]).toMatchObject({
      room: ids.room(R1),
      members: [
        { person: ids.person('wxid_li'), name: '李姐' },
        { person: ids.person('wxid_wang'), name: '3-201 王' },
      ],
    });
    const asked = s.puppet.count('members');
    await s.adapter.stop();
    const again = await connectedAt(s.gateway.endpoint, { folder: s.folder });
    s.puppet.say({ id: 'm2', talkerId: 'wxid_li', roomId: R1, text: '在' });
    await heard(again, 'm2');
    expect(s.puppet.count('members')).toBe(asked);
  });

  test('names survive a restart and are not asked for again', async () => {
    const s = await scene();
    s.puppet.say({ id: 'm1', talkerId: 'wxid_li', roomId: R1, text: '在' });
    await vi.waitFor(() => expect(s.sink.of('members')).toHaveLength(1), WAIT);
    await s.adapter.stop();
    const asked = s.puppet.count('member');
    const again = await connectedAt(s.gateway.endpoint, { folder: s.folder });
    s.puppet.say({ id: 'm2', talkerId: 'wxid_li', roomId: R1, text: '在' });
    expect((await heard(again, 'm2')).fromName).toBe('李姐');
    expect(s.puppet.count('member')).toBe(asked);
  });

  test('a new nickname is told once the gateway says that names changed', async () => {
    const s = await scene();
    s.puppet.say({ id: 'm1', talkerId: 'wxid_li', roomId: R1, text: '在' });
    await heard(s, 'm1');
    s.puppet.aliases.set(`${R1}/wxid_li`, '3-1-101 李');
    s.puppet.dirty(types.Dirty.RoomMember, R1);
    await vi.waitFor(() => expect(s.sink.of('rename')).toMatchObject([{ name: '3-1-101 李' }]), WAIT);
  });

  test('turns come at their rate after a burst', async () => {
    const pace = new Pace(100, 5);
    const { signal } = new AbortController();
    const began = performance.now();
    for (let i = 0; i < 5; i += 1) await pace.turn(signal);
    const burst = performance.now() - began;
    for (let i = 0; i < 20; i += 1) await pace.turn(signal);
    expect(burst).toBeLessThan(100);
    expect(performance.now() - began).toBeGreaterThan(180);
  });

  test('who waits for a turn is let go at the end', async () => {
    const pace = new Pace(0.01, 1);
    const end = new AbortController();
    await pace.turn(end.signal);
    const waiting = pace.turn(end.signal);
    end.abort();
    await expect(waiting).rejects.toThrow();
  });
});
