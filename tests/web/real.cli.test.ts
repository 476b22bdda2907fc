import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/config/paths.js';
import { ENTRY } from '../cli/weige.js';
import { browserPath, launch, noBrowser } from './browser.js';

const SLOW_MS = 120_000;
/** The day at its fastest takes well under this, on a small machine too. */
const DAY_MS = 240_000;
const DESKTOP = { width: 1400, height: 900 };
const PHONE = { width: 390, height: 844 };

interface Program {
  readonly process: ChildProcess;
  /** Without the last slash. */
  readonly address: string;
  said(): string;
}

let folder: string;
let program: Program;
let browser: Browser;
let page: Page;
let complaints: string[];

const config = (port: number) =>
  [
    `town: ${join(packageRoot(), 'data', 'demo', 'day.jsonl')}`,
    `store: { kind: sqlite, file: ${join(folder, 'town.db')} }`,
    `adapters: [{ platform: web, account: web, host: 127.0.0.1, port: ${port}, demo: true }]`,
    '',
  ].join('\n');

/** `weige start`, once it says where its page is. */
async function startProgram(port = 0): Promise<Program> {
  const file = join(folder, 'bot.config.yaml');
  writeFileSync(file, config(port));
  const child = spawn(process.execPath, [ENTRY, 'start', '--config', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  const address = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (data: Buffer) => {
      said += data.toString();
      const found = /weige: (http:\/\/\S+?)\/?\s/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`weige start ended with ${code}: ${said}`)));
  });
  return { process: child, address, said: () => said };
}

/** As an operator stops it; gives the exit status. */
async function stopProgram({ process: child }: Program): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  return ended;
}

async function visit(viewport = DESKTOP): Promise<void> {
  const context = await browser.newContext({ viewport, locale: 'zh-CN' });
  await context.addInitScript(() => localStorage.setItem('weige.hint', 'read'));
  page = await context.newPage();
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.setDefaultTimeout(20_000);
  await page.goto(`${program.address}/`);
  await page.locator('#place-name').filter({ hasText: /./ }).waitFor();
}

const bubble = (text: string) => page.locator('.line', { hasText: text });
const card = (text: string) => page.locator('.card', { hasText: text });
const room = (name: string) => page.locator('.row', { hasText: name });

async function speakAs(name: string): Promise<void> {
  await page.locator('#speaker').click();
  await page.locator('#picker input').fill(name);
  await page.locator('#picker .option', { hasText: name }).first().click();
}

async function say(text: string): Promise<void> {
  await page.locator('#text').fill(text);
  await page.locator('#text').press('Enter');
}

const sticksOut = () => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);

describe.skipIf(noBrowser)(`The demo town (${browserPath ?? 'no Chromium here: apt-get install -y chromium'})`, () => {
  beforeAll(async () => {
    browser = await launch();
  }, SLOW_MS);
  afterAll(() => browser.close());
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'weige-real-'));
    program = await startProgram();
  }, SLOW_MS);
  afterEach(async () => {
    await page.context().close();
    await stopProgram(program);
    rmSync(folder, { recursive: true, force: true });
  });

  test(
    'a dark lamp that a resident speaks of is a ticket at once, acknowledged within the minute, taken by its leader, and kept over a restart',
    { timeout: SLOW_MS },
    async () => {
      await visit();
      expect(await page.locator('#town-name').textContent()).toBe('澄溪镇');
      await room('柳岸3号楼微网格群').click();
      await speakAs('李姐');
      await say('3号楼门口的路灯不亮了');
      await card('路灯不亮了').locator('.pill', { hasText: '待受理' }).waitFor();
      await page.locator('#plus-10').click();
      await page.locator('.from-bot', { hasText: '记下了(1号' }).waitFor();

      await speakAs('周巧云');
      await page.locator('.chip', { hasText: '受理' }).click();
      await card('路灯不亮了').locator('.pill', { hasText: '已受理' }).waitFor();
      await room('柳岸社区网格工作群').click();
      await card('路灯不亮了').waitFor();
      await speakAs('周巧云');
      await say('办结 1 换了灯泡');
      await card('路灯不亮了').waitFor({ state: 'detached' });
      await page.locator('#every').click();
      await card('路灯不亮了').locator('.pill', { hasText: '已办结' }).waitFor();

      const port = Number(new URL(program.address).port);
      expect(await stopProgram(program)).toBe(0);
      await page.locator('#offline').waitFor();
      program = await startProgram(port);
      await page.locator('#offline').waitFor({ state: 'hidden' });
      await page.reload();
      await bubble('办结 1 换了灯泡').first().waitFor();
      await room('柳岸3号楼微网格群').click();
      await bubble('3号楼门口的路灯不亮了').first().waitFor();
      // Booked before the restart, in quiet hours; said after them.
      await page.locator('#plus-60').click();
      await page.locator('.from-bot', { hasText: '办好了' }).waitFor();
      expect(complaints).toEqual([]);
    },
  );

  test(
    'the day plays through at its fastest: progress moves, tickets stand in many states, the center gets its digest',
    { timeout: DAY_MS },
    async () => {
      await visit();
      await room('澄溪镇社会治理中心').click();
      await page.locator('#every').click();
      await page.locator('#speed').selectOption('120');
      await page.locator('#play').click();
      await expect
        .poll(() => page.locator('#progress').getAttribute('value').then(Number), { timeout: 60_000 })
        .toBeGreaterThan(30);
      await answersQuickly();
      await playFaster();
      await page.locator('#toast', { hasText: '播放完了' }).waitFor({ timeout: DAY_MS });
      await bubble('澄溪镇日报').first().waitFor();
      await expect
        .poll(async () => [...new Set(await page.locator('.card .pill').allTextContents())].sort(), { timeout: 20_000 })
        .toEqual(expect.arrayContaining(['办理中', '已作废', '已受理', '已归档', '挂账']));
      expect(await page.locator('.card').count()).toBeGreaterThan(30);
      await room('柳岸3号楼微网格群').click();
      await bubble('亮得我都数得清').waitFor();
      expect(complaints).toEqual([]);
      expect(program.said()).not.toContain('set aside');
    },
  );

  test('a day being played is stopped, and the town goes on from there', { timeout: SLOW_MS }, async () => {
    await visit();
    await page.locator('#speed').selectOption('30');
    await page.locator('#play').click();
    await expect
      .poll(() => page.locator('#progress').getAttribute('value').then(Number), { timeout: 60_000 })
      .toBeGreaterThan(5);
    await page.locator('#stop').click();
    await page.locator('#play').waitFor();
    const stoppedAt = await page.locator('#time').textContent();
    await page.locator('#plus-60').click();
    await expect.poll(() => page.locator('#time').textContent()).not.toBe(stoppedAt);
    await room('柳岸3号楼微网格群').click();
    await speakAs('李姐');
    await say('我家楼道灯也坏了');
    await card('楼道灯也坏了').or(bubble('楼道灯也坏了')).first().waitFor();
    expect(complaints).toEqual([]);
  });

  test(
    'on a phone one finds the room, speaks, and sees the ticket, and nothing sticks out',
    { timeout: SLOW_MS },
    async () => {
      await visit(PHONE);
      await page.locator('#back').click();
      expect(await sticksOut()).toBe(false);
      await room('柳岸5号楼微网格群').click();
      await say('5号楼2单元楼道灯坏了');
      await bubble('楼道灯坏了').waitFor();
      await page.locator('#tab-tickets').click();
      await card('楼道灯坏了').waitFor();
      expect(await sticksOut()).toBe(false);
      expect(complaints).toEqual([]);
    },
  );
});

/** The rest of the day as fast as the service plays it; the page offers less, so that people can follow. */
async function playFaster(): Promise<void> {
  const order = { action: 'speed', minutesPerSecond: 600 };
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${program.address}/api/play`, { method: 'POST', headers, body: JSON.stringify(order) });
  expect(answer.status).toBe(200);
}

/** While the day runs, the lists that every page asks for come at once. */
async function answersQuickly(): Promise<void> {
  for (let i = 0; i < 5; i += 1) {
    const begun = performance.now();
    const answer = await fetch(`${program.address}/api/town`);
    expect(answer.status).toBeLessThan(500);
    expect(performance.now() - begun).toBeLessThan(2000);
  }
}
