import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { messageId, personId } from '../../src/model/ids.js';
import { browserPath, launch, noBrowser } from './browser.js';
import { PNG, R13, R14, S7, WU, YAO, running, type Running } from './support.js';

const SLOW_MS = 60_000;
const DESKTOP = { width: 1400, height: 900 };
const PHONE = { width: 390, height: 844 };

let browser: Browser;
let web: Running;
let page: Page;
let complaints: string[];

async function visit(viewport = DESKTOP, storage: Record<string, string> = { 'weige.hint': 'read' }): Promise<Page> {
  const context = await browser.newContext({ viewport, locale: 'zh-CN' });
  await context.addInitScript((kept) => {
    for (const [key, value] of Object.entries(kept)) {
      if (localStorage.getItem(key) === null) localStorage.setItem(key, value);
    }
  }, storage);
  page = await context.newPage();
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.setDefaultTimeout(10_000);
  await page.goto(`${web.address}/`);
  await page.locator('#place-name').filter({ hasText: /./ }).waitFor();
  return page;
}

const sayAs = async (text: string) => {
  await page.locator('#text').fill(text);
  await page.locator('#text').press('Enter');
};
const bubble = (text: string) => page.locator('.line', { hasText: text });

describe.skipIf(noBrowser)(`The page (${browserPath ?? 'no Chromium here: apt-get install -y chromium'})`, () => {
  beforeAll(async () => {
    browser = await launch();
  }, 120_000);
  afterAll(() => browser.close());
  beforeEach(async () => {
    web = await running();
  });
  afterEach(async () => {
    await page.context().close();
    await web.adapter.stop();
  });

  test(
    'a newcomer is told in two sentences what to do, reports a lamp, and sees the ticket',
    { timeout: SLOW_MS },
    async () => {
      await visit(DESKTOP, {});
      expect(await page.locator('#place-name').textContent()).toBe('七村第13微网格群');
      expect(await page.locator('#hint p').textContent()).toMatch(/^[^。]+。[^。]+。$/);
      await page.locator('#hint-try').click();
      expect(await page.locator('#hint').isVisible()).toBe(false);
      await page.locator('#text').press('Enter');
      await page.locator('.from-bot', { hasText: '已记为 1 号' }).waitFor();
      await page.locator('.card', { hasText: '1 号' }).click();
      await page.locator('#detail .step', { hasText: '立单' }).waitFor();
      await page.reload();
      await bubble('路灯不亮了').first().waitFor();
      expect(await page.locator('#hint').isVisible()).toBe(false);
      expect(complaints).toEqual([]);
    },
  );

  test(
    'a grid leader takes the matter with one press and the resident sees it change',
    { timeout: SLOW_MS },
    async () => {
      await visit();
      await sayAs('楼道灯坏了');
      await page.locator('.card .pill', { hasText: '待受理' }).waitFor();
      await page.locator('#speaker').click();
      await page.locator('#picker input').fill('微网格长');
      await page.locator('#picker .option', { hasText: '姚丽燕' }).click();
      await page.locator('.chip', { hasText: '受理' }).click();
      await bubble('/受理 1').waitFor();
      await page.locator('.card .pill', { hasText: '已受理' }).waitFor();
      expect(web.village.events.at(-1)).toMatchObject({ from: 'yao', text: '/受理 1', room: 'r13' });
      await page.locator('.chip', { hasText: '办结' }).click();
      expect(await page.locator('#text').inputValue()).toBe('/办结 1 ');
    },
  );

  test(
    'what others write is text: no markup, no hidden direction marks, long words folded',
    { timeout: SLOW_MS },
    async () => {
      await web.village.hear({
        id: messageId('x1'),
        room: R13,
        from: YAO,
        text: '<img src=x onerror="document.title=1"><b>粗</b>\u202e反\u0007',
      });
      await web.village.hear({ id: messageId('x2'), room: R13, from: YAO, text: '长'.repeat(100_000) });
      await visit();
      await bubble('onerror').waitFor();
      expect(await page.locator('#lines img, #lines .text b').count()).toBe(0);
      expect(await bubble('onerror').locator('.text').textContent()).toContain('〔U+202E〕反〔U+0007〕');
      const long = bubble('长长长');
      expect((await long.boundingBox())?.height).toBeLessThan(320);
      await long.locator('.unfold').click();
      await expect.poll(async () => (await long.locator('.text').textContent())?.length).toBe(100_000);
      expect(complaints).toEqual([]);
    },
  );

  test('a photo is sent with words, shown in the talk, and large on a press', { timeout: SLOW_MS }, async () => {
    const file = join(web.dataDir, 'lamp.png');
    writeFileSync(file, PNG);
    await visit();
    await page.locator('#files').setInputFiles(file);
    await page.locator('.thumb img').waitFor();
    await sayAs('看这里');
    const photo = bubble('看这里').locator('.photo img');
    await photo.waitFor();
    await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
    await bubble('看这里').locator('.photo').click();
    await page.locator('#viewer img').waitFor();
    await page.keyboard.press('Escape');
    expect(web.village.events.at(-1)).toMatchObject({
      text: '看这里',
      images: [expect.stringMatching(/^[0-9a-f]{64}$/)],
    });
  });

  test('one quotes a neighbour, and takes back one’s own words but not another’s', { timeout: SLOW_MS }, async () => {
    await web.village.hear({ id: messageId('q1'), room: R13, from: YAO, text: '明天停水' });
    await visit();
    await bubble('明天停水').hover();
    expect(await bubble('明天停水').getByRole('button', { name: '撤回' }).count()).toBe(0);
    await bubble('明天停水').getByRole('button', { name: '引用' }).click();
    await sayAs('停到几点?');
    await bubble('停到几点?').locator('.quoted', { hasText: '明天停水' }).waitFor();
    expect(web.village.events.at(-1)).toMatchObject({ quote: 'q1' });
    await bubble('停到几点?').hover();
    await bubble('停到几点?').getByRole('button', { name: '撤回' }).click();
    await page.locator('.aside', { hasText: '撤回了一条消息' }).waitFor();
  });

  test('other rooms show what is unread, until they are opened', { timeout: SLOW_MS }, async () => {
    await visit();
    await web.village.hear({ id: messageId('u1'), room: R14, from: personId('zhao'), text: '有人吗' });
    const row = page.locator('.row', { hasText: '七村第14微网格群' });
    await row.locator('.badge', { hasText: '1' }).waitFor();
    await row.click();
    await bubble('有人吗').waitFor();
    await row.locator('.badge').waitFor({ state: 'detached' });
  });

  test('in private one speaks with the bot as the person whose chat it is', { timeout: SLOW_MS }, async () => {
    await visit();
    await page.getByRole('button', { name: '新私聊' }).click();
    await page.locator('#picker input').fill('14-302');
    await page.locator('#picker input').press('Enter');
    await page.locator('#place-name', { hasText: '武赛芬 与微格' }).waitFor();
    expect(await page.locator('#speaker').isDisabled()).toBe(true);
    await sayAs('我的工单');
    await bubble('我的工单').waitFor();
    expect(web.village.events.at(-1)).toMatchObject({ room: null, from: 'wu' });
  });

  test(
    'the clock is moved forward, and a day is played, paused, gone on with and finished',
    { timeout: SLOW_MS },
    async () => {
      await visit();
      await page.locator('#plus-60').click();
      await page.locator('#time', { hasText: '09:00' }).waitFor();
      await page.locator('#play').click();
      await page.locator('#progress-text', { hasText: '0/4' }).waitFor();
      await web.village.step();
      await bubble('早啊').waitFor();
      await page.locator('#pause').click();
      await page.locator('#resume').click();
      await page.locator('#pause').waitFor();
      for (let i = 0; i < 3; i += 1) await web.village.step();
      await page.locator('#toast', { hasText: '播放完了' }).waitFor();
      await page.locator('.card', { hasText: '路灯又灭了' }).waitFor();
      await page.locator('#play').waitFor();
    },
  );

  test(
    'a lost connection is said, nothing written is lost, and all is there when it comes back',
    { timeout: SLOW_MS },
    async () => {
      await visit();
      await sayAs('第一句');
      await bubble('第一句').waitFor();
      await page.context().setOffline(true);
      await sayAs('断网时说的');
      await page.locator('.failure', { hasText: '没发出去' }).waitFor();
      await page.context().setOffline(false);
      await page.locator('.failure button', { hasText: '重发' }).click();
      await page.locator('.failed').waitFor({ state: 'detached' });
      await expect.poll(() => web.village.events.length).toBe(2);
      expect(await bubble('断网时说的').count()).toBe(1);
    },
  );

  test('when the service restarts, the page says so and finds its way back', { timeout: SLOW_MS }, async () => {
    await visit();
    const port = Number(new URL(web.address).port);
    await web.adapter.stop();
    await page.locator('#offline').waitFor();
    web = await running({ port });
    await web.village.hear({ id: messageId('r1'), room: R13, from: WU, text: '重启以后' });
    await bubble('重启以后').waitFor();
    await page.locator('#offline').waitFor({ state: 'hidden' });
  });

  test('on a phone there are three pages and nothing sticks out sideways', { timeout: SLOW_MS }, async () => {
    await web.village.hear({
      id: messageId('p1'),
      room: R13,
      from: WU,
      text: `https://example.com/${'a'.repeat(300)}`,
    });
    await visit(PHONE);
    const sticksOut = () => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    await bubble('example.com').waitFor();
    expect(await sticksOut()).toBe(false);
    await sayAs('路灯灭了');
    await page.locator('#tab-tickets').click();
    await page.locator('.card', { hasText: '路灯灭了' }).click();
    await page.locator('#detail button', { hasText: '看原话' }).click();
    await bubble('路灯灭了').first().waitFor();
    await page.locator('#back').click();
    expect(await page.locator('#text').isVisible()).toBe(false);
    expect(await sticksOut()).toBe(false);
    await page.locator('.row', { hasText: '七村网格工作群' }).click();
    await page.locator('#place-about', { hasText: '工作群' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test(
    'a notice shows how many rooms and households it reached, and a receipt takes one press',
    { timeout: SLOW_MS },
    async () => {
      const about = { text: '明天停水', askedBy: '姚丽燕', createdAt: web.village.now(), deadline: null } as const;
      const counts = { rooms: 19, sent: 18, receipts: 31, households: 49 };
      web.village.putNotice({ number: 3, status: 'sent', needsReceipt: true, ...about, ...counts });
      await web.village.tell({
        to: { room: R13 },
        text: '明天停水,收到请回',
        purpose: 'notice',
        ticket: null,
        notice: 3,
      });
      await visit();
      await page.locator('.chip', { hasText: '收到' }).click();
      await page.locator('.mine', { hasText: '收到' }).waitFor();
      await page.locator('#panel-notices').click();
      await page.locator('.measure', { hasText: '31/49' }).waitFor();
    },
  );

  test('it speaks English when asked, and remembers language, room and speaker', { timeout: SLOW_MS }, async () => {
    await visit();
    await page.locator('.row', { hasText: '七村网格工作群' }).click();
    await page.locator('#speaker').click();
    await page.locator('#picker .option', { hasText: '胡国强' }).click();
    await page.locator('#language').click();
    await page.locator('#panel-tickets', { hasText: 'Tickets' }).waitFor();
    await page.reload();
    await page.locator('#speaker', { hasText: '胡国强' }).waitFor();
    expect(await page.locator('#place-about').textContent()).toContain('Staff room');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    await web.village.hear({ id: messageId('e1'), room: S7, from: YAO, text: '大家好' });
    await bubble('大家好').waitFor();
  });

  test('every control has a name, and all can be done with the keyboard', { timeout: SLOW_MS }, async () => {
    await web.village.hear({ id: messageId('k1'), room: R13, from: YAO, text: '明天停水' });
    await visit();
    await bubble('明天停水').waitFor();
    const nameless = await page
      .locator('button:visible, input:visible, textarea:visible, select:visible')
      .evaluateAll((all) =>
        all
          .filter((each) => {
            const label = each.closest('label')?.textContent ?? '';
            return `${each.textContent}${each.getAttribute('aria-label') ?? ''}${label}`.trim() === '';
          })
          .map((each) => each.outerHTML),
      );
    expect(nameless).toEqual([]);
    await bubble('明天停水').getByRole('button', { name: '引用' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.quoting').waitFor();
    await page.locator('#speaker').focus();
    await page.keyboard.press('Enter');
    await page.locator('#picker input').press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('#speaker', { hasText: '陈建国' }).waitFor();
  });
});
