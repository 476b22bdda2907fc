import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/commands/index.js';
import { parseCommand, type Where } from '../../src/commands/parse.js';

const botNames = ['微格', '微格助手', 'bot'];
const staffRoom: Where = { place: 'staff', addressed: false, staff: true, botNames };
const staffPrivate: Where = { place: 'private', addressed: false, staff: true, botNames };
const residents: Where = { place: 'residents', addressed: false, staff: false, botNames };
const residentPrivate: Where = { place: 'private', addressed: false, staff: false, botNames };
const staffAmongResidents: Where = { place: 'residents', addressed: false, staff: true, botNames };

const at = (where: Where) => (text: string) => {
  const parsed = parseCommand(text, where);
  if (parsed.kind === 'command') return `${parsed.english}|${parsed.args}`;
  return parsed.kind === 'slip' ? `slip ${parsed.typed}>${parsed.nearest.join(',')}` : '-';
};

describe('a staff room', () => {
  it.each([
    ['受理 12', 'accept|12'],
    ['受理12', 'accept|12'],
    ['受理 #12', 'accept|#12'],
    ['受理12号', 'accept|12号'],
    ['受理:12', 'accept|12'],
    ['受理 12 13', 'accept|12 13'],
    ['受理 12', 'accept|12'],
    ['受理 12', 'accept|12'],
    ['受理', 'accept|'],
    ['受理。', 'accept|'],
    ['受理工单12', 'accept|工单12'],
    ['/accept 12', 'accept|12'],
    ['/ACCEPT 12', 'accept|12'],
    ['/accept12', 'accept|12'],
    ['/accept@weige_bot 12', 'accept|12'],
    ['#受理 12', 'accept|12'],
    ['/受理12', 'accept|12'],
    ['@微格 受理 12', 'accept|12'],
    ['@微格\u2005受理 12', 'accept|12'],
    ['@微格受理12', 'accept|12'],
    ['@微格助手 受理 12', 'accept|12'],
    ['@BOT accept 12', 'accept|12'],
    ['受理 12 @微格', 'accept|12'],
    ['\u202E受\u200B理\u2066 12', 'accept|12'],
    ['工单', 'tickets|'],
    ['工单 12', 'tickets|12'],
    ['工单超期', 'tickets|超期'],
    ['工单 超期', 'tickets|超期'],
    ['办结 12已换', 'resolve|12已换'],
    ['办结12 已换,谢谢', 'resolve|12 已换,谢谢'],
    ['办结 已换灯泡', 'resolve|已换灯泡'],
    ['派单 12 @张三', 'assign|12 @张三'],
    ['派单12电工班', 'assign|12电工班'],
    ['回退 12 不属本网格', 'return|12 不属本网格'],
    ['上报 12 需要城管', 'escalate|12 需要城管'],
    ['挂账 12 到 12月25日 等材料', 'hold|12 到 12月25日 等材料'],
    ['合并 12 15', 'merge|12 15'],
    ['拆分 12 m31', 'split|12 m31'],
    ['改类 12 环境卫生', 'category|12 环境卫生'],
    ['改急 12 紧急', 'urgency|12 紧急'],
    ['催办 12', 'chase|12'],
    ['作废 12 重复', 'cancel|12 重复'],
    ['立单 12', 'open|12'],
    ['忽略12', 'drop|12'],
    ['重开 12 又坏了', 'reopen|12 又坏了'],
    ['绑定 K7MQ2XPA', 'bind|K7MQ2XPA'],
    ['解绑', 'unbind|'],
    ['生成绑定码 七村第13微网格', 'bindcode|七村第13微网格'],
    ['生成绑定码七村第13微网格', 'bindcode|七村第13微网格'],
    ['帮助', 'help|'],
    ['帮助 挂账', 'help|挂账'],
    ['/help', 'help|'],
    ['报事 14号王阿姨说楼道灯坏了', 'report|14号王阿姨说楼道灯坏了'],
    ['我的工单', 'mine|'],
    ['进度 12', 'status|12'],
    ['满意 12', 'rate|满意 12'],
    ['不满意 12 没修好', 'rate|不满意 12 没修好'],
    ['12号 不满意 没修好', 'rate|不满意 12 没修好'],
    ['/rate 12 4', 'rate|12 4'],
    ['发通知 明天停水\n请提前储水', 'notice|明天停水\n请提前储水'],
    ['提醒 N3', 'nudge|N3'],
    ['回执N3', 'receipts|N3'],
    ['补发 3', 'resend|3'],
  ])('reads %j as %s', (text, expected) => {
    expect(at(staffRoom)(text)).toBe(expected);
    expect(at(staffPrivate)(text)).toBe(expected);
  });

  it.each([
    '我下午去看',
    '收到',
    '工单系统又卡了?',
    '工单怎么又这么多',
    '帮助他一下',
    '帮助老人搬东西的志愿者到了',
    '上报一下吧',
    '上报了吗',
    '上报3起纠纷',
    '提醒大家明天带身份证',
    '提醒 大家明天带身份证',
    '提醒3号楼的住户把车挪一下',
    '回执收齐了吗',
    '日报发了吗',
    '办结率今天多少',
    '合并3单元和4单元的群',
    '受理大厅几点开门',
    '人工智能真厉害',
    '满意度调查明天开始',
    '进度太慢了',
    '催办这事儿我来',
    '发通知了吗?',
    '绑定微信的事谁会',
    '上班8点半',
    '上班 8 点',
    '工作 3 年了',
    '办好了',
    '已办结',
    '已受理 12',
    '改好了',
    '下班',
    '工作',
    '12号 受理',
    '@张三 受理 12',
    '@微格小王 受理 12',
    '@微格小王 帮我看一下',
    '#接龙\n1. 张三\n2. 李四',
    '',
    '   ',
    '👍',
    '[OK]',
    'ok',
    '1',
    'accept 12',
  ])('leaves %j to be talk', (text) => {
    expect(at(staffRoom)(text)).toBe('-');
  });

  it.each([
    ['受里 12', 'slip 受里>accept'],
    ['受里12', 'slip 受里>accept'],
    ['收理 12', 'slip 收理>accept'],
    ['理受 12', 'slip 理受>accept'],
    ['办洁 12 已换', 'slip 办洁>resolve'],
    ['派但 12 @张三', 'slip 派但>assign'],
    ['挂帐 12 到 12月25日', 'slip 挂帐>hold'],
    ['公单', 'slip 公单>tickets'],
    ['帮住', 'slip 帮住>help'],
    ['我的公单', 'slip 我的公单>mine'],
    ['生成绑订码', 'slip 生成绑订码>bindcode'],
    ['/acept 12', 'slip acept>accept'],
    ['/resovle 12', 'slip resovle>resolve'],
    ['/xyzzy 12', 'slip xyzzy>help'],
    ['@微格 受里 12', 'slip 受里>accept'],
  ])('takes %j for a slip', (text, expected) => {
    expect(at(staffRoom)(text)).toBe(expected);
  });
});

describe("a residents' room", () => {
  it.each([
    ['报事 路灯坏了', 'report|路灯坏了'],
    ['报事:路灯坏了', 'report|路灯坏了'],
    ['我的工单', 'mine|'],
    ['进度 12', 'status|12'],
    ['进度12号', 'status|12号'],
    ['满意 12', 'rate|满意 12'],
    ['满意12', 'rate|满意 12'],
    ['12 满意', 'rate|满意 12'],
    ['不满意 12 没修好', 'rate|不满意 12 没修好'],
    ['不满意12没修好', 'rate|不满意 12没修好'],
    ['撤回 12', 'withdraw|12'],
    ['人工', 'human|'],
    ['转人工', 'human|'],
    ['我的网格员', 'who|'],
    ['@微格 帮助', 'help|'],
    ['/status 12', 'status|12'],
    ['#进度 12', 'status|12'],
    ['@微格 受理 12', 'accept|12'],
  ])('reads %j as %s', (text, expected) => {
    expect(at(residents)(text)).toBe(expected);
  });

  it.each([
    '人工智能真厉害',
    '人工费多少钱',
    '进度太慢了',
    '进度怎么样了',
    '满意',
    '很满意',
    '不满意',
    '满意度高',
    '满意 5分',
    '撤回了一条消息',
    '我的网格员是谁呀真好',
    '报事的人呢',
    '受理 12',
    '工单',
    '帮助',
    '办结 12',
    '受里 12',
    '12',
    '我的工单呢怎么没人管',
    '@微格 医保什么时候截止',
    '@微格 帮助老人申请补贴找谁',
    '/强',
    '/foo 12',
  ])('leaves %j to be talk', (text) => {
    expect(at(residents)(text)).toBe('-');
  });

  it('takes staff commands from staff only when the bot is addressed', () => {
    expect(at(staffAmongResidents)('受理 12')).toBe('-');
    expect(at(staffAmongResidents)('@微格 受理 12')).toBe('accept|12');
    expect(at(staffAmongResidents)('#受理 12')).toBe('accept|12');
    expect(at({ ...staffAmongResidents, addressed: true })('受理 12')).toBe('accept|12');
  });

  it('answers a slip when the bot is addressed, with commands the speaker may give', () => {
    expect(at(residents)('@微格 进渡 12')).toBe('slip 进渡>status');
    expect(at(residents)('@微格 受里 12')).toBe('-');
  });
});

describe("a resident's private chat", () => {
  it.each([
    ['我的工单', 'mine|'],
    ['进度 12', 'status|12'],
    ['帮助', 'help|'],
    ['满意', '-'],
    ['楼下漏水了', '-'],
    ['受理 12', '-'],
  ])('reads %j as %s', (text, expected) => {
    expect(at(residentPrivate)(text)).toBe(expected);
  });
});

describe('any text', () => {
  const anyWhere = fc.record({
    place: fc.constantFrom('staff', 'private', 'residents'),
    addressed: fc.boolean(),
    staff: fc.boolean(),
    botNames: fc.constant(botNames),
  } as const);
  const englishNames = COMMANDS.map((c) => c.english);

  it('is read without failing, as a registered command, a slip with one to three of them, or none', () => {
    const pieces = fc.constantFrom(
      '受理',
      '工单',
      '@微格 ',
      '/',
      '#',
      '12',
      ' ',
      '号',
      '满意',
      '\u202E',
      '\n',
      '人工',
      '好',
      'a',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 8 }).map((p) => p.join('')),
    );
    fc.assert(
      fc.property(text, anyWhere, (said, where) => {
        const parsed = parseCommand(said, where);
        if (parsed.kind === 'command') expect(englishNames).toContain(parsed.english);
        if (parsed.kind === 'slip') {
          expect(parsed.nearest.length).toBeGreaterThan(0);
          expect(parsed.nearest.length).toBeLessThanOrEqual(3);
          for (const name of parsed.nearest) expect(englishNames).toContain(name);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('is the same command however wide, spaced or marked it is written', () => {
    const wide = (text: string) => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
    const names = fc.constantFrom('受理', '办结', '催办', '立单', '忽略', '工单', '进度');
    const spacing = fc.constantFrom('', ' ', ' ', '\u200B ', ':');
    fc.assert(
      fc.property(names, spacing, fc.integer({ min: 1, max: 99999 }), fc.boolean(), (name, space, number, full) => {
        const plain = parseCommand(`${name} ${number}`, staffRoom);
        const written = `${name}${space}${full ? wide(String(number)) : number}`;
        const read = parseCommand(written, staffRoom);
        expect(read.kind).toBe('command');
        if (read.kind === 'command' && plain.kind === 'command') {
          expect(read.english).toBe(plain.english);
          expect(read.args.normalize('NFKC')).toBe(plain.args);
        }
      }),
    );
  });

  it('among residents is never a staff command unless the bot was addressed', () => {
    const staffOnly = COMMANDS.filter((c) => c.roles !== 'everyone').map((c) => c.english);
    const names = fc.constantFrom(...COMMANDS.flatMap((c) => [c.name, ...c.aliases]));
    fc.assert(
      fc.property(names, fc.string(), (name, rest) => {
        const parsed = parseCommand(`${name}${rest.replace(/@/g, '')}`, residents);
        if (parsed.kind === 'command') expect(staffOnly).not.toContain(parsed.english);
      }),
    );
  });
});
