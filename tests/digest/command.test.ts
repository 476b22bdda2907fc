import { describe, expect, it } from 'vitest';
import { digest } from '../../src/commands/digest.js';
import { digestText } from '../../src/digest/text.js';
import { words } from '../../src/message/reply/words.js';
import { accountId, messageId, personId, platformId } from '../../src/model/ids.js';
import { at, stage, ZONE, type Stage } from './day-in-town.js';
import { PLAIN } from '../support/said.js';

const NOW = at('2021-12-06T20:00:00');

async function give(on: Stage, person: string, args: string): Promise<string> {
  const run = digest.prepare(args, { now: NOW, zone: ZONE, mentions: [] });
  const actor = on.town.staff.get(personId(person));
  if (!run || !actor) throw new Error('not a command');
  const message = {
    seq: 1,
    source: { platform: platformId('web'), account: accountId('web') },
    id: messageId('x'),
    at: NOW,
    room: null,
    from: actor.id,
    ...PLAIN,
    text: args,
    act: null,
    recalledAt: null,
  };
  return on.store.transact(async (tx) => (await run({ ...on.doing(tx, NOW), actor, room: null, message })).text);
}

describe('日报', () => {
  it('is of what the person answers for when nothing is named, and of any unit and day below it', async () => {
    const on = await stage();
    await on.open(at('2021-12-05T10:00:00'));
    expect(await give(on, 'chen', '')).toContain('【七村日报】12月6日(截至20:00)\n昨存1');
    expect(await give(on, 'chen', '第一网格 昨天')).toContain('【七村第一网格日报】12月5日\n昨存0+新增1');
    expect(await give(on, 'chen', '12月5日 七村第1微网格')).toContain('【七村第1微网格日报】12月5日\n昨存0+新增1');
  });

  it('is refused outside the units one answers for, and an unknown unit gets the nearest', async () => {
    const on = await stage();
    expect(await give(on, 'chen', '八村')).toContain('“八村”不在您负责的范围内');
    expect(await give(on, 'chen', '七春第一网格')).toContain('七村第一网格');
    expect(await give(on, 'chen', '2021-12-09')).toContain('还没到');
  });

  it('reads in English too', async () => {
    const on = await stage();
    await on.open(at('2021-12-06T10:00:00'));
    const text = digestText(await on.digest('hq', '2021-12-06', NOW), words('en'), ZONE);
    expect(text).toContain('Before 0 + new 1 - closed 0 = open 1');
  });
});
