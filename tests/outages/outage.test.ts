import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Incoming } from '../../src/model/event.js';
import { allTickets } from '../../src/store/tickets.js';
import { addKnowledge } from '../../src/store/knowledge.js';
import { personId } from '../../src/model/ids.js';
import { instant } from '../support/play.js';
import { deployment, type Deployment, type Line } from './accounts.js';

const DAY = '2026-04-21';
const at = (time: string) => `${DAY} ${time}`;

let town: Deployment;
beforeEach(async () => {
  town = await deployment(at('09:00'));
});
afterEach(() => town.close());

const source = ({ platform, account }: Line) => ({ platform, account });

/** What an adapter tells, and all that follows at once. */
async function told(event: Incoming, of: Deployment = town): Promise<void> {
  await of.bot.receive(event);
  await of.bot.wake();
}
const down = (line: Line, time: string) =>
  told({ type: 'down', source: source(line), at: instant(at(time)), reason: 'the gateway is gone' });
const gap = (line: Line, from: string, until: string, replayed = false, of = town) =>
  told({ type: 'gap', source: source(line), at: instant(at(from)), until: instant(at(until)), replayed }, of);

describe('An account was cut off and is back', () => {
  test('the staff room and the center of the rooms it speaks in are told once which they are; others are not', async () => {
    await gap(town.one, '09:00', '09:05');
    expect(town.one.to('slh')).toEqual([
      '04-21 09:00至04-21 09:05我断线了,涉及:本群、莲花3号楼微网格群、莲花5号楼微网格群。' +
        '断线期间群里说的话收不到,请翻看一下,有事发“报事”。',
    ]);
    expect(town.two.last('center')).toContain('涉及:莲花3号楼微网格群、莲花5号楼微网格群。');
    expect(town.two.to('sdh')).toEqual([]);
  });

  test('told again by the platform it is the same outage; the next one is told too', async () => {
    await gap(town.one, '09:00', '09:05');
    await gap(town.one, '09:00', '09:05');
    expect(town.one.to('slh')).toHaveLength(1);
    await gap(town.one, '09:10', '09:12');
    expect(town.one.to('slh')).toHaveLength(2);
  });

  test('what the platform gave afterwards is said to be under way', async () => {
    await gap(town.two, '09:00', '09:05', true);
    expect(town.two.last('sdh')).toContain('断线期间的话已补收,正在处理。');
  });

  test('at night what was given afterwards waits for the morning, what was lost does not', async () => {
    await town.runTo(at('23:00'));
    await gap(town.one, '22:50', '22:55', true);
    expect(town.one.to('slh').filter((text) => text.includes('断线'))).toEqual([]);
    await gap(town.two, '22:50', '22:55', false);
    expect(town.two.to('sdh').filter((text) => text.includes('断线'))).toHaveLength(1);
    await town.runTo('2026-04-22 07:00');
    expect(town.one.to('slh').filter((text) => text.includes('断线'))).toHaveLength(1);
  });

  test('a stumble of seconds is kept and troubles nobody; from when on may be set', async () => {
    await gap(town.one, '09:00:00', '09:00:09');
    expect(town.one.to('slh')).toEqual([]);
    expect(await town.store.db.selectFrom('gaps').selectAll().execute()).toHaveLength(1);
    const patient = await deployment(at('09:00'), 'conduct: { tellGapsOverSeconds: 300 }');
    await gap(patient.one, '09:00', '09:04', false, patient);
    expect(patient.one.to('slh')).toEqual([]);
    await patient.close();
  });

  test('of many rooms five are named', async () => {
    for (let i = 0; i < 6; i += 1) {
      const room = {
        name: `莲花${String(i)}号院群`,
        unit: 'lh1-5',
        kind: 'residents',
        platform: 'line',
        account: 'one',
      };
      const more = { id: `x${String(i)}`, platform_room: `x${String(i)}`, pending_platform_room: null, left_at: null };
      await town.store.db
        .insertInto('rooms')
        .values({ ...room, ...more })
        .execute();
    }
    await town.bot.inTransaction(async (doing) => doing.townChanged());
    await gap(town.one, '09:00', '09:05');
    expect(town.one.last('slh')).toMatch(/涉及:本群、[^、]+、[^、]+、[^、]+、[^、]+等9个群。/);
  });
});

describe('An account is cut off and stays so', () => {
  test('after ten minutes the rooms of other accounts are told once, with the account and how many rooms it speaks in', async () => {
    await down(town.one, '09:00');
    await town.runTo(at('09:09'));
    expect(town.two.given).toEqual([]);
    await down(town.one, '09:09');
    await town.runTo(at('10:30'));
    expect(town.two.to('center')).toEqual([
      '账号 line/one 从04-21 09:00起断线了,它在的3个群现在收不到也发不出。请管理员发“账号”查看。',
    ]);
    expect(town.two.to('sdh')).toHaveLength(1);
    expect(town.one.given).toEqual([]);
  });

  test('back within ten minutes nobody of the others hears of it; the outage began when it went down', async () => {
    await down(town.one, '09:00');
    await town.runTo(at('09:08'));
    await gap(town.one, '09:07', '09:08');
    await town.runTo(at('09:30'));
    expect(town.two.to('sdh')).toEqual([]);
    expect(town.one.last('slh')).toContain('04-21 09:00至04-21 09:08');
  });
});

describe('What was said hours ago and comes now', () => {
  const old = { at: at('09:10'), name: '3-1-101 李姐' };
  beforeEach(() => town.runTo(at('14:00')));

  test('opens its ticket once, however often the platform gives it', async () => {
    for (let i = 0; i < 3; i += 1)
      await town.say(town.one, 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的', { ...old, id: 'old' });
    await town.runTo(at('14:10'));
    const tickets = await allTickets(town.store.db);
    expect(tickets.map((t) => t.messages)).toEqual([['old']]);
    expect(town.one.to('r3')).toHaveLength(1);
  });

  test('is acknowledged as late, with the time at which it was said', async () => {
    await town.say(town.one, 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的', { ...old, id: 'old' });
    await town.say(town.one, 'r5', 'peng', '5号楼2单元楼道灯坏了', { at: at('13:50'), name: '5-1-201彭叔' });
    await town.runTo(at('14:10'));
    expect(town.one.last('r3')).toMatch(/^\(04-21 09:10说的,断线后才收到\)记下了/);
    expect(town.one.last('r5')).toMatch(/^记下了/);
    expect(town.one.to('slh')[0]).toMatch(/^\(04-21 09:10说的,断线后才收到\)1号/);
  });

  test('a question is not answered from the stored answers as if it were asked just now', async () => {
    const entry = {
      question: '医保什么时候截止',
      answer: '12月20日截止。',
      source: null,
      validUntil: null,
      unit: null,
    };
    await addKnowledge(town.store.db, entry, personId('fang'), town.clock.now());
    await town.say(town.one, 'r3', 'li', '医保什么时候截止?', old);
    expect(town.one.to('r3').join()).not.toContain('12月20日截止');
    await town.say(town.one, 'r3', 'fan', '医保什么时候截止?', { name: '3-1-301老范' });
    expect(town.one.to('r3').join()).toContain('12月20日截止');
  });
});
