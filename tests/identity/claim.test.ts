import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { speech } from '../../src/message/reply/audience.js';
import { personId, roomId } from '../../src/model/ids.js';
import { findPerson, roomsOfPerson } from '../../src/store/people.js';
import { deployment, type Deployment } from '../outages/accounts.js';

const MORNING = '2026-04-21 09:00';
const CODE = /[2-9A-HJKMNP-Z]{8}/;

let town: Deployment;
beforeEach(async () => {
  town = await deployment(MORNING);
});
afterEach(() => town.close());

/** 方主任 asks in the staff room for a person's code and reads it in private. */
async function codeFor(name: string, asker = 'fang'): Promise<string> {
  await town.say(town.one, 'slh', asker, `身份码 ${name}`);
  const code = CODE.exec(town.one.last(asker))?.[0];
  if (code === undefined) throw new Error(`no code was told: ${town.one.last(asker)}`);
  return code;
}

const claimed = async (code: string, from = 'wx9', line = town.two) =>
  town.say(line, null, from, `认领 ${code}`, { name: '静待花开' });

describe('A member of staff shows by a code who they are on another account', () => {
  test('the code is told in private to who asked for it, never in the group', async () => {
    const code = await codeFor('方主任');
    expect(town.one.last('fang')).toContain('莲花社区 方主任');
    expect(town.one.to('slh').join()).toContain('已私下发给您');
    expect(town.one.to('slh').join()).not.toMatch(code);
  });

  test('asked for in private it is told there, also in English', async () => {
    await town.say(town.one, null, 'fang', '/identitycode 3号楼格长');
    expect(town.one.to('fang')).toHaveLength(1);
    expect(town.one.last('fang')).toMatch(/3号楼格长 周姐的身份码:[2-9A-HJKMNP-Z]{8}/);
  });

  test('who claims it is greeted with name and role, and may do from then on what the role may', async () => {
    const code = await codeFor('方主任');
    await town.say(town.two, null, 'wx9', '工单', { name: '静待花开' });
    expect(town.two.last('wx9')).not.toContain('没有待办');
    await claimed(code);
    expect(town.two.last('wx9')).toContain('莲花社区 方主任(莲花社区工作人员)');
    await town.say(town.two, null, 'wx9', '工单', { name: '静待花开' });
    expect(town.two.last('wx9')).toContain('没有待办的事');
  });

  test('small letters, gaps and full width do not matter', async () => {
    const code = await codeFor('方主任');
    const typed = `认领 ${code.slice(0, 4).toLowerCase()} ${code.slice(4)}`;
    await town.say(town.two, null, 'wx9', typed);
    expect(town.two.last('wx9')).toContain('认领好了');
  });

  test('whoever made the code is told in private who claimed it, and what to do if that is wrong', async () => {
    await claimed(await codeFor('方主任'));
    expect(
      town.one.given
        .concat(town.two.given)
        .map((o) => o.text)
        .join('\n'),
    ).toMatch(/方主任的身份码已被“静待花开”在私聊里认领。不是本人的话,请马上发“注销身份 莲花社区 方主任”/);
  });

  test('among residents nothing is said of who it is', async () => {
    const code = await codeFor('3号楼格长');
    await town.say(town.two, 'd1', 'wx9', `认领 ${code}`);
    expect(town.two.to('d1')).toEqual(['认领好了。私聊我发“帮助”,看您能用什么。']);
  });

  test('in a staff room it works before anybody knows who writes', async () => {
    const code = await codeFor('方主任');
    await town.say(town.two, 'sdh', 'wx9', `认领${code}`);
    expect(town.two.last('sdh')).toContain('认领好了');
  });

  test('the registered name stays, whatever the nickname is on the other account; its rooms are theirs', async () => {
    await town.say(town.two, 'd1', 'wx9', '早上好', { name: '静待花开' });
    await claimed(await codeFor('方主任'));
    await town.say(town.two, 'd1', 'wx9', '大家好', { name: '花又开了' });
    const fang = personId('fang');
    expect((await findPerson(town.store.db, fang))?.name).toBe('莲花社区 方主任');
    expect(await roomsOfPerson(town.store.db, fang)).toContain(roomId('d1'));
    expect(await roomsOfPerson(town.store.db, personId('wx9'))).toEqual([]);
  });

  test('what is told them in private goes to the account they claimed on, mentions there name their id', async () => {
    await claimed(await codeFor('3号楼格长'));
    await town.bot.inTransaction(async (doing) => {
      const base = { audience: 'staff', purpose: 'status', lane: 'answer', text: '请看一下' } as const;
      await doing.say(speech({ ...base, to: { room: roomId('sdh') } }, { mentions: [personId('zhou')] }));
    });
    await town.bot.wake();
    expect(town.two.given.at(-1)?.mentions.map((m) => m.id)).toEqual(['wx9']);
  });
});

describe('A code that does not count', () => {
  test('is refused with the reason: wrong, used, over a day old, replaced by a newer one', async () => {
    await claimed('ABCD2345');
    expect(town.two.last('wx9')).toBe('身份码不对,请核对一下。还能试4次。');
    const used = await codeFor('方主任');
    await claimed(used);
    await claimed(used, 'wx8');
    expect(town.two.last('wx8')).toContain('用过了');
    const older = await codeFor('3号楼格长');
    const newer = await codeFor('3号楼格长');
    await claimed(older, 'wx8');
    expect(town.two.last('wx8')).toContain('过期了');
    await town.runTo('2026-04-22 09:01');
    await claimed(newer, 'wx8');
    expect(town.two.last('wx8')).toContain('过期了');
  });

  test('five times in an hour: for an hour even the right one is not looked at, others are not held up', async () => {
    const code = await codeFor('方主任');
    for (let i = 0; i < 4; i += 1) await claimed('ABCD2345');
    await town.runTo('2026-04-21 09:50');
    await claimed('ABCD2345');
    expect(town.two.last('wx9')).toContain('一小时后再试');
    await claimed(code);
    expect(town.two.last('wx9')).toContain('04-21 10:50以后再试');
    await town.runTo('2026-04-21 10:49');
    await claimed(code);
    expect(town.two.last('wx9')).toContain('以后再试');
    await claimed(code, 'wx8');
    expect(town.two.last('wx8')).toContain('认领好了');
    await town.runTo('2026-04-21 10:51');
    await claimed(code);
    expect(town.two.last('wx9')).toContain('用过了');
  });

  test('talk of residents that begins with 认领 is left alone', async () => {
    await town.say(town.one, 'r3', 'li', '认领 3-1-101');
    await town.say(town.one, 'r3', 'li', '认领钥匙的来我家');
    expect(town.one.to('r3')).toEqual([]);
  });
});

test('staff who mean to take up a matter by 认领 12 are told the word for it', async () => {
  await town.say(town.one, 'slh', 'zhou', '认领 12');
  expect(town.one.last('slh')).toContain('要接手12号请发“受理 12”');
});

describe('Who may say who somebody is', () => {
  test.each(['邵书记', '蓝岚', '程工', '老雷'])(
    'a community cannot make a code for %s, who answers for more or elsewhere',
    async (name) => {
      await town.say(town.one, null, 'fang', `身份码 ${name}`);
      expect(town.one.last('fang')).toContain('不在您负责的范围');
    },
  );

  test('the town can for its communities, only an admin for an admin; leaders and residents for nobody', async () => {
    await town.say(town.two, null, 'lan', '身份码 邵书记');
    expect(town.two.last('lan')).toMatch(CODE);
    await town.say(town.two, null, 'lan', '身份码 程工');
    expect(town.two.last('lan')).toContain('不在您负责的范围');
    await town.say(town.two, null, 'cheng', '身份码 程工');
    expect(town.two.last('cheng')).toMatch(CODE);
    await town.say(town.one, null, 'zhou', '身份码 周姐');
    expect(town.one.last('zhou')).not.toMatch(CODE);
  });

  test('of several that fit the bot asks which, and takes the number', async () => {
    await town.say(town.two, 'sdh', 'lan', '身份码 格长');
    expect(town.two.last('sdh')).toMatch(/2\. 5号楼格长 老秦.*\n3\. 3号楼格长 周姐/);
    await town.say(town.two, 'sdh', 'lan', '2');
    expect(town.two.last('lan')).toMatch(/5号楼格长 老秦的身份码/);
  });

  test('nobody of that name', async () => {
    await town.say(town.one, null, 'fang', '身份码 王大锤');
    expect(town.one.last('fang')).toContain('没找到“王大锤”');
  });
});

describe('A phone is lost or changed', () => {
  beforeEach(async () => claimed(await codeFor('方主任')));

  test('注销身份 makes a stranger of it, and of every code not used yet', async () => {
    await town.say(town.two, null, 'lan', '注销身份 方主任');
    expect(town.two.last('lan')).toContain('已注销莲花社区 方主任在1个账号上的身份');
    await town.say(town.two, null, 'wx9', '工单');
    expect(town.two.last('wx9')).not.toContain('没有待办');
    await town.say(town.two, null, 'lan', '身份码 方主任');
    const code = CODE.exec(town.two.last('lan'))?.[0] ?? '';
    await town.say(town.two, null, 'lan', '注销身份 方主任');
    await claimed(code);
    expect(town.two.last('wx9')).toContain('过期了');
  });

  test('nobody removes themselves', async () => {
    await town.say(town.two, null, 'wx9', '注销身份 方主任');
    expect(town.two.last('wx9')).toContain('不能注销自己的身份');
  });

  test('a second claim by who is known already is refused politely', async () => {
    await claimed(await codeFor('3号楼格长'));
    expect(town.two.last('wx9')).toContain('您已经是莲花社区 方主任,不用再认领');
    await town.say(town.one, null, 'qin', '认领 ABCD2345');
    expect(town.one.last('qin')).toContain('您已经是5号楼格长 老秦');
  });

  test('a new phone on the same account takes the place of the old one', async () => {
    await town.say(town.two, null, 'lan', '身份码 方主任');
    await claimed(CODE.exec(town.two.last('lan'))?.[0] ?? '', 'wx10');
    await town.say(town.two, null, 'wx10', '工单');
    expect(town.two.last('wx10')).toContain('没有待办的事');
    await town.say(town.two, null, 'wx9', '工单');
    expect(town.two.last('wx9')).not.toContain('没有待办');
  });
});
