import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openingShare } from '../../src/message/decide/evidence.js';
import { ABOUT_FILE } from '../../src/message/understand/learn/keep.js';
import { said } from '../support/play.js';
import { alone, learningTown, shippedReader, type LearningTown } from './support.js';

const DAY = '2026-04-21';
/** In this town the delivery robots are the village committee's: no general reader could know. */
const ROBOTS = [
  '无人配送车又堵在3号楼门口了,出不去',
  '无人配送车停在7栋的坡道上,轮椅下不来',
  '无人配送车把2单元门口的花盆撞坏了',
  '东门口无人配送车占了一上午的路',
  '5号楼前面无人配送车坏了没人拖走',
  '无人配送车挡着垃圾房的门,没法扔垃圾',
  '菜场边上无人配送车撞到护栏了',
  '无人配送车一直停在消防栓前面不动',
];
const NEXT_DAY = '无人配送车又挡在6号楼楼梯口了,没人管';
const COMMITTEE = '村务社务';

/** What is raised in any town. */
const COMMON = [
  '3号楼门口的路灯不亮了',
  '垃圾桶满了两天没人收',
  '楼上漏水把我家天花板泡了',
  '小区停水了一上午',
  '广场舞音响太吵,孩子没法写作业',
  '地下车库有人飞线充电',
  '门口路面塌了一个坑',
  '电梯又停了,老人下不了楼',
  '化粪池堵了往外冒水',
  '隔壁装修一大早电钻响',
  '流浪狗追着小孩咬',
  '树枝压到电线上了',
  '物业费涨价没有公示',
  '菜市场秤不准',
  '夜里烧烤摊油烟往家里飘',
  '社保卡怎么补办',
  '消防通道被车堵死了',
  '楼道里堆满了杂物',
  '天然气停了做不了饭',
  '下水道井盖不见了',
  '小孩上学报名要什么材料',
  '老人一个人在家没人做饭',
  '楼顶违章搭棚子',
  '工地半夜还在打桩',
  '河里水发黑发臭',
  '快递柜门坏了打不开',
  '单元门禁刷不开',
  '停车位被人装了地锁',
  '工资拖了三个月没发',
  '高空扔下来一个酒瓶',
];

const RESIDENTS = ['li', 'fan', 'duo', 'tudou', 'mao', 'wei'];
const clock = (minutes: number): string =>
  `${DAY} ${String(8 + Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Residents raise matters through the day and the leader gives each ticket a correction. */
async function aDay(here: LearningTown, matters: readonly string[], correct: (ticket: number) => string) {
  for (const [at, text] of matters.entries()) {
    const from = RESIDENTS[at % RESIDENTS.length] ?? 'li';
    await here.hear(said(`m${at}`, clock(at * 10), 'r3', from, `报事 ${text}`));
    const { number } = await here.ticketOf(`m${at}`);
    await here.hear(said(`c${at}`, clock(at * 10 + 3), 'slh', 'zhou', correct(number)));
  }
}

const nights = (here: LearningTown) => here.logged.filter((line) => line['learning'] !== undefined);

describe('A kind of matter that staff filed elsewhere eight times in a day', { timeout: 120_000 }, () => {
  let here: LearningTown;
  beforeAll(async () => {
    here = await learningTown(`${DAY} 07:50`);
    const matters = ROBOTS.map((text, at) => `${text},电话1380000000${at}`);
    await aDay(here, matters, (number) => `改类 ${number} ${COMMITTEE}`);
  }, 60_000);
  afterAll(() => here.close());

  test('is read as before until the night', async () => {
    await here.runTo('2026-04-22 03:29');
    expect(here.reads(NEXT_DAY).category).not.toBe('affairs');
  });

  test('is filed there by itself from the next morning on, and other matters are filed as before', async () => {
    await here.runTo('2026-04-22 07:00');
    expect(nights(here)).toMatchObject([{ learning: 'kept', verdicts: { category: 'kept', act: 'too-few' } }]);
    await here.hear(said('next', '2026-04-22 09:00', 'r5', 'peng', `报事 ${NEXT_DAY}`));
    expect((await here.ticketOf('next')).category).toBe('affairs');
    for (const text of ['路灯坏了', '垃圾没人收', '楼上天天吵架', '停水了'])
      expect(here.reads(text).category).toBe(shippedReader().read(alone(text)).category);
  });

  test('leaves numbers in the log and beside the model, and nothing that people wrote', () => {
    const kept = readFileSync(join(here.folder, ABOUT_FILE), 'utf8') + JSON.stringify(nights(here));
    expect(kept).toContain('"actMacroF1"');
    expect(kept).not.toMatch(/[\u4e00-\u9fff]|1380000/);
  });

  test('is still filed there after a restart, and the night after has nothing new to learn', async () => {
    await here.restart();
    expect(here.reads(NEXT_DAY).category).toBe('affairs');
    await here.runTo('2026-04-23 07:00');
    expect(nights(here).at(-1)).toMatchObject({ learning: 'nothing-new' });
  });

  test('is read with the shipped model while the own one is damaged, and learned again from the kept corrections', async () => {
    const about = join(here.folder, ABOUT_FILE);
    writeFileSync(about, readFileSync(about, 'utf8').slice(0, 100));
    await here.restart();
    expect(here.logged.at(-1)).toMatchObject({ level: 'warn', why: 'learned.json cannot be read' });
    expect(here.reads(NEXT_DAY).category).not.toBe('affairs');
    await here.runTo('2026-04-23 07:10');
    expect(here.reads(NEXT_DAY).category).toBe('affairs');
  });
});

describe('A town', { timeout: 120_000 }, () => {
  let town: LearningTown | null = null;
  afterEach(async () => {
    await town?.close();
    town = null;
  });

  test('is asked less about what it dropped again and again, and no less about real matters', async () => {
    const here = (town = await learningTown(`${DAY} 07:50`, 'conduct: { openAbove: 1, proposeAbove: 0 }'));
    const places = ['万达', '体育馆', '高铁站', '机场', '水库', '大润发', '县城'];
    for (const [at, place] of places.entries()) {
      const from = RESIDENTS[at % RESIDENTS.length] ?? 'li';
      await here.hear(said(`m${at}`, clock(at * 60), 'r3', from, `${place}这周末有没有活动`));
      const { number } = await here.ticketOf(`m${at}`);
      await here.hear(said(`c${at}`, clock(at * 60 + 3), 'slh', 'zhou', `忽略 ${number}`));
    }
    await here.runTo('2026-04-22 07:00');
    expect(nights(here)).toMatchObject([{ learning: 'kept', verdicts: { act: 'kept' } }]);
    const before = (text: string) => openingShare(shippedReader().read(alone(text)));
    const after = (text: string) => openingShare(here.reads(text));
    expect(after('汽车站这周末有没有活动')).toBeLessThan(0.7 * before('汽车站这周末有没有活动'));
    for (const text of ['路灯坏了', '垃圾没人收', '电梯又停了'])
      expect(after(text)).toBeGreaterThan(before(text) - 0.05);
  });

  test('in which one clerk files everything under 其他 goes on to be read as before', async () => {
    const here = (town = await learningTown(`${DAY} 07:50`));
    await aDay(here, COMMON, (number) => `改类 ${number} 其他`);
    await here.runTo('2026-04-22 07:00');
    expect(nights(here)).toMatchObject([{ learning: 'refused' }]);
    expect(nights(here)[0]?.['verdicts']).toMatchObject({ category: expect.arrayContaining(['knownCategory']) });
    expect(existsSync(here.folder)).toBe(false);
    for (const text of COMMON) expect(here.reads(text)).toEqual(shippedReader().read(alone(text)));
  });

  test('that corrected only a few things has learned nothing, and no file is made', async () => {
    const here = (town = await learningTown(`${DAY} 07:50`));
    await aDay(here, ROBOTS.slice(0, 4), (number) => `改类 ${number} ${COMMITTEE}`);
    await here.runTo('2026-04-22 07:00');
    expect(nights(here)).toMatchObject([{ learning: 'too-few', examples: { category: 4 } }]);
    expect(existsSync(here.folder)).toBe(false);
  });

  test('that switched learning off learns nothing by night', async () => {
    const here = (town = await learningTown(`${DAY} 07:50`, 'learning: { nightly: null }'));
    await aDay(here, ROBOTS, (number) => `改类 ${number} ${COMMITTEE}`);
    await here.runTo('2026-04-23 07:00');
    expect(nights(here)).toEqual([]);
    expect(existsSync(here.folder)).toBe(false);
  });
});
