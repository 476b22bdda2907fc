import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkAccounts } from '../../src/doctor/accounts.js';
import { speech } from '../../src/message/reply/audience.js';
import { messageId, roomId } from '../../src/model/ids.js';
import { instant } from '../support/play.js';
import { deployment, type Deployment } from './accounts.js';

const ZONE = 'Asia/Shanghai';
let town: Deployment;
beforeEach(async () => {
  town = await deployment('2026-04-21 09:00');
});
afterEach(() => town.close());

/** The bot says something in a room of line/one. */
async function spoken(text: string): Promise<void> {
  await town.bot.inTransaction(async (doing) => {
    const base = { audience: 'residents', purpose: 'status', lane: 'answer', text } as const;
    await doing.say(speech({ ...base, to: { room: roomId('r3') } }));
  });
  await town.bot.wake();
}

const paragraph = (account: string): string =>
  town.two
    .last('center')
    .split('【')
    .find((part) => part.startsWith(account)) ?? '';

async function askedFor(): Promise<void> {
  await town.say(town.two, 'center', 'lan', '账号');
}

describe('账号', () => {
  test('shows each account with its connection, rooms, what it sent and what waits', async () => {
    town.one.capabilities = { ...town.one.capabilities, paced: true };
    await spoken('一');
    await askedFor();
    expect(paragraph('line/one')).toBe('line/one】正常\n  3个群;近1小时发1/1200条,近24小时1/10000条;排队0条\n');
    expect(paragraph('line/two')).toMatch(/^line\/two】正常\n {2}3个群;近1小时发0条,近24小时0条;排队0条/);
  });

  test('shows first what needs a hand: not connected and why, cut off since when', async () => {
    town.two.connected = false;
    const source = { platform: town.two.platform, account: town.two.account };
    await town.bot.receive({ type: 'down', source, at: instant('2026-04-21 08:59'), reason: 'gone' });
    await askedFor();
    expect(town.two.last('center')).toMatch(/^【line\/two】连不上\(the gateway does not answer\)/);
    expect(paragraph('line/two')).toContain('从04-21 08:59起断线,还没恢复');
  });

  test('counts what nobody knows the fate of, and what was taken and never seen by an account that sees its own', async () => {
    town.one.answer = () => ({ state: 'unknown', reason: 'no answer' });
    await spoken('一');
    town.one.answer = () => ({ state: 'accepted', id: messageId('p2') });
    await spoken('二');
    town.one.answer = () => null;
    await askedFor();
    expect(paragraph('line/one')).toContain('有1条不知道发出去没有');
    expect(paragraph('line/one')).not.toContain('没见发出来');
    await town.runTo('2026-04-21 09:11');
    await askedFor();
    expect(paragraph('line/one')).toContain('有1条平台收下了但没见发出来');
    town.one.capabilities = { ...town.one.capabilities, echoes: false };
    await askedFor();
    expect(paragraph('line/one')).not.toContain('没见发出来');
  });

  test('names an account that rooms belong to and that does not run here', async () => {
    await town.store.db.updateTable('rooms').set({ account: 'old' }).where('id', '=', 'r5').execute();
    await askedFor();
    expect(paragraph('line/old')).toMatch(/配置里没有,不在运行\n {2}1个群/);
  });

  test('is for town, district and admins', async () => {
    await town.say(town.one, 'slh', 'fang', '账号');
    expect(town.one.last('slh')).not.toContain('line/');
    await town.say(town.two, null, 'cheng', '/accounts');
    expect(town.two.last('cheng')).toContain('line/one');
  });

  test('talk that begins with 账号 is left alone', async () => {
    await town.say(town.two, 'center', 'lan', '账号 密码我晚点发你');
    expect(town.two.to('center')).toEqual([]);
  });
});

describe('An account that its platform stopped', () => {
  beforeEach(async () => {
    town.one.answer = () => ({ state: 'stopped', reason: '操作过于频繁' });
    await spoken('停了');
    town.one.answer = () => null;
  });

  test('keeps what waits until 账号 恢复, by the words that the bot itself gave', async () => {
    await town.runTo('2026-04-21 10:00');
    const named = /“(账号 恢复 [^”]+)”/.exec(town.two.last('center'))?.[1] ?? '';
    expect(town.one.to('r3')).toEqual([]);
    await askedFor();
    expect(town.two.last('center')).toMatch(/^【line\/one】连着,但已停发\n {2}被平台拦下:操作过于频繁。/);
    await town.say(town.two, 'center', 'lan', named);
    expect(town.two.last('center')).toBe('line/one 已恢复发言,排队的1条接着发。');
    expect(town.one.to('r3')).toEqual(['停了']);
  });

  test('goes by its own name too; one that was not stopped, or is none, is told so', async () => {
    await town.say(town.two, 'center', 'lan', '账号 恢复 two');
    expect(town.two.last('center')).toContain('没有被停');
    await town.say(town.two, 'center', 'lan', '账号 恢复 three');
    expect(town.two.last('center')).toContain('现有账号:line/one、line/two');
    await town.say(town.two, 'center', 'lan', '账号 恢复 one');
    expect(town.two.last('center')).toContain('已恢复发言');
  });

  test('is wrong to the doctor, with the words that let it speak', async () => {
    const [first] = await checkAccounts(town.store, town.clock.now(), ZONE);
    expect(first).toEqual({
      level: 'wrong',
      text: 'the platform stopped line/one: 操作过于频繁',
      remedy: 'look at the account on its phone, then write "账号 恢复 line/one" to the bot',
    });
  });
});

describe('The doctor tells of each account', () => {
  const texts = async () =>
    (await checkAccounts(town.store, town.clock.now(), ZONE)).map((f) => `${f.level} ${f.text}`);

  test('nothing of one that was always there', async () => {
    expect(await texts()).toEqual(['ok no account was cut off and came back in the last 7 days']);
  });

  test('its outages of seven days, and that it is cut off now', async () => {
    const source = { platform: town.one.platform, account: town.one.account };
    const hour = instant('2026-04-21 08:00');
    for (const [from, minutes, replayed] of [
      [hour - 9 * 24 * 3600_000, 50, false],
      [hour, 20, false],
      [hour + 1800_000, 3, true],
    ] as const)
      await town.bot.receive({ type: 'gap', source, at: from, until: from + minutes * 60_000, replayed });
    await town.bot.receive({ type: 'down', source, at: instant('2026-04-21 08:59'), reason: 'gone' });
    expect(await texts()).toEqual([
      'note line/one has been cut off since 2026-04-21T08:59:00+08:00',
      'note line/one was cut off 2 time(s) in the last 7 days, at most for 20 min; what was said is lost of 1',
    ]);
  });

  test('what was taken and never seen, if the account ever saw its own texts', async () => {
    town.one.answer = () => ({ state: 'accepted', id: messageId('p1') });
    await spoken('一');
    await town.runTo('2026-04-21 09:11');
    expect((await texts()).join()).not.toContain('never seen');
    town.one.answer = () => null;
    await spoken('二');
    expect((await texts()).join()).toContain(
      'line/one: 1 message(s) of the last 7 days were taken by the platform and never seen',
    );
  });
});
