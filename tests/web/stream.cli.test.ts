import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { messageId } from '../../src/model/ids.js';
import { R13, WU, post, postOf, running, type Running } from './support.js';

let web: Running;
beforeEach(async () => {
  web = await running();
});
afterEach(() => web.adapter.stop());

/** A page's stream, read as the text that came so far. */
async function listen(lastEventId?: string) {
  const response = await fetch(`${web.address}/api/events`, {
    headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
  });
  const seen = {
    text: '',
    ids: (): string[] => [...seen.text.matchAll(/^id: (.+)$/gm)].map((match) => match[1] ?? ''),
  };
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const read = async (): Promise<void> => {
    const piece = await reader?.read();
    if (piece === undefined || piece.done) return;
    seen.text += piece.value;
    await read();
  };
  void read().catch(() => undefined);
  return seen;
}

describe('The live stream', () => {
  test('a page that comes anew is told to load, then hears of every thing said', async () => {
    const page = await listen();
    await expect.poll(() => page.text).toContain('event: afresh');
    await post(web.address, '/api/messages', postOf('大家好'));
    await expect.poll(() => page.text).toContain('{"type":"talk","place":{"room":"r13"}}');
  });

  test('a page that was cut off gets what it missed and is not told to load', async () => {
    const page = await listen();
    await expect.poll(() => page.ids()).toHaveLength(1);
    await web.village.hear({ id: messageId('m1'), room: R13, from: WU, text: '第一句' });
    await web.village.hear({ id: messageId('m2'), room: R13, from: WU, text: '第二句' });
    await expect.poll(() => page.ids()).toHaveLength(3);
    const back = await listen(page.ids()[1]);
    await expect.poll(() => back.ids()).toEqual([page.ids()[2]]);
    expect(back.text).not.toContain('afresh');
  });

  test('a page that saw an earlier run, or missed too much, loads anew', async () => {
    const stranger = await listen('another-run.5');
    await expect.poll(() => stranger.text).toContain('event: afresh');
    const page = await listen();
    await expect.poll(() => page.ids()).toHaveLength(1);
    for (let i = 0; i < 600; i += 1) web.village.changed({ type: 'ticket', number: i });
    const late = await listen(page.ids()[0]);
    await expect.poll(() => late.text).toContain('event: afresh');
  });

  test('a day that is played is followed from the first line to the last', async () => {
    const page = await listen();
    await post(web.address, '/api/play', { action: 'start', minutesPerSecond: 30 });
    await expect.poll(() => page.text).toContain('"state":"playing","done":0,"total":4');
    await post(web.address, '/api/play', { action: 'pause' });
    await expect.poll(() => page.text).toContain('"state":"paused"');
    await post(web.address, '/api/play', { action: 'resume' });
    for (let i = 0; i < 4; i += 1) await web.village.step();
    await expect.poll(() => page.text).toContain('"state":"finished","done":4,"total":4');
  });

  test('more pages than anyone needs are turned away', async () => {
    await Promise.all(Array.from({ length: 64 }, () => listen()));
    expect((await fetch(`${web.address}/api/events`)).status).toBe(503);
  });
});
