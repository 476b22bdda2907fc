import { photosIn } from '../../adapters/photos.js';
import { createServer } from 'node:http';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWebAdapter } from '../../adapters/web/index.js';
import { InputError } from '../../src/cli/fail.js';
import { PNG, R13, Village, WU, YAO, post, postOf, running, type Running } from './support.js';
import { messageId } from '../../src/model/ids.js';

const code = async (response: Response) =>
  ((await response.json()) as { error: { code: string; message: string } }).error.code;

const upload = (address: string, bytes: Buffer, name = 'a.png', type = 'image/png') => {
  const body = new FormData();
  body.append('photo', new Blob([new Uint8Array(bytes)], { type }), name);
  return fetch(`${address}/api/images`, { method: 'POST', body });
};

/** fetch sets Host itself; a rebinding site does not. */
const withHost = (address: string, host: string) =>
  new Promise<number>((resolve, reject) => {
    const asked = httpRequest(`${address}/api/town`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject).end();
  });

let web: Running;
beforeAll(async () => {
  web = await running();
});
afterAll(() => web.adapter.stop());

describe('What people say on the page', () => {
  test('reaches the core before the page is told that it arrived', async () => {
    const answer = await post(web.address, '/api/messages', postOf('早上好'));
    expect(answer.status).toBe(200);
    const { id } = (await answer.json()) as { id: string };
    const kept = web.village.events.at(-1);
    expect(kept).toMatchObject({ type: 'message', id, room: 'r13', from: 'wu', text: '早上好', images: [] });
    expect(id).toMatch(/^w-[0-9a-z]+$/);
  });

  test('is kept once when the page sends it again after a lost answer', async () => {
    const same = postOf('同一句话');
    const ids = await Promise.all([1, 2].map(async () => (await post(web.address, '/api/messages', same)).text()));
    expect(ids[0]).toEqual(ids[1]);
    expect(web.village.events.filter((event) => event.type === 'message' && event.text === '同一句话')).toHaveLength(1);
  });

  test('mentions people and the bot by their names', async () => {
    await post(web.address, '/api/messages', postOf('@微格 请@姚丽燕 看看'));
    expect(web.village.events.at(-1)).toMatchObject({ mentions: ['yao'], mentionsBot: true });
  });

  test('may be a megabyte of text, and not more; the talk shows its beginning and the rest on demand', async () => {
    const long = '长'.repeat(300_000);
    const said = (await (await post(web.address, '/api/messages', postOf(long))).json()) as { id: string };
    const { lines } = (await (await fetch(`${web.address}/api/history?room=r13&limit=1`)).json()) as {
      lines: { text: string; textLength: number }[];
    };
    expect(lines[0]).toMatchObject({ textLength: 300_000, text: '长'.repeat(5000) });
    const whole = (await (await fetch(`${web.address}/api/lines/${said.id}`)).json()) as { text: string };
    expect(whole.text).toBe(long);
    const tooLong = await post(web.address, '/api/messages', postOf('长'.repeat(400_000)));
    expect([tooLong.status, await code(tooLong)]).toEqual([413, 'text_too_long']);
    const control = await post(web.address, '/api/messages', postOf('\u0001'.repeat(1024 * 1024)));
    expect(control.status).toBe(200);
  });

  test.each([
    ['nothing at all', postOf('  '), 400, 'empty_message'],
    ['as somebody unknown', postOf('早', { as: 'nobody' }), 404, 'unknown_person'],
    ['in a room that is not there', postOf('早', { room: 'r99' }), 404, 'unknown_room'],
    ['with a photo that was never sent', postOf('早', { images: ['0'.repeat(64)] }), 404, 'not_found'],
    ['with a field that nobody knows', postOf('早', { admin: true }), 400, 'bad_request'],
  ])('is refused when it is said %s', async (_, body, status, failure) => {
    const answer = await post(web.address, '/api/messages', body);
    expect([answer.status, await code(answer)]).toEqual([status, failure]);
  });

  test('is refused as not kept while the core can keep nothing, and goes through when sent again', async () => {
    web.village.full = true;
    const answer = await post(web.address, '/api/messages', postOf('磁盘满了'));
    expect([answer.status, await code(answer)]).toEqual([503, 'not_kept']);
    web.village.full = false;
    expect((await post(web.address, '/api/messages', postOf('磁盘满了'))).status).toBe(200);
  });

  test('can be recalled by its author only', async () => {
    const { id } = (await (await post(web.address, '/api/messages', postOf('说错了'))).json()) as { id: string };
    const other = await post(web.address, '/api/recall', { as: 'yao', message: id });
    expect([other.status, await code(other)]).toEqual([403, 'not_yours']);
    expect((await post(web.address, '/api/recall', { as: 'wu', message: id })).status).toBe(200);
    expect(web.village.events.at(-1)).toMatchObject({ type: 'recall', message: id });
    const { lines } = (await (await fetch(`${web.address}/api/history?room=r13`)).json()) as {
      lines: { id: string; text: string; recalled: boolean }[];
    };
    expect(lines.find((line) => line.id === id)).toMatchObject({ recalled: true, text: '' });
  });
});

describe('What the bot says', () => {
  test('is taken at once and echoed when the page can see it', async () => {
    const before = web.village.echoes.length;
    const message = {
      to: { room: R13 },
      text: '收到',
      images: [],
      link: null,
      buttons: [],
      mentions: [],
      replyTo: null,
      outboxId: 77,
    };
    const sent = await web.adapter.send(message);
    expect(sent.state).toBe('accepted');
    await expect.poll(() => web.village.echoes.slice(before)).toContain(77);
  });

  test('is refused for good when it is longer than the page takes', async () => {
    const message = {
      to: { person: WU },
      text: '长'.repeat(20_001),
      images: [],
      link: null,
      buttons: [],
      mentions: [],
      replyTo: null,
      outboxId: 78,
    };
    expect(await web.adapter.send(message)).toMatchObject({ state: 'refused', retryAfterMs: null });
  });
});

describe('Photos', () => {
  test('are kept once by content and shown with their true type', async () => {
    const first = (await (await upload(web.address, PNG)).json()) as { hash: string };
    const again = (await (await upload(web.address, PNG, 'b.exe', 'text/html')).json()) as { hash: string };
    expect(again).toEqual(first);
    const shown = await fetch(`${web.address}/api/images/${first.hash}`);
    expect(shown.headers.get('content-type')).toBe('image/png');
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await shown.arrayBuffer()).equals(PNG)).toBe(true);
  });

  test('are refused when they are something else, or above 10 MB', async () => {
    const page = await upload(web.address, Buffer.from('<svg onload=alert(1)>'));
    expect([page.status, await code(page)]).toEqual([415, 'photo_type']);
    const big = await upload(web.address, Buffer.concat([PNG, Buffer.alloc(10 * 1024 * 1024)]));
    expect([big.status, await code(big)]).toEqual([413, 'photo_too_big']);
  });

  test.each(['..%2f..%2fetc%2fpasswd', 'x', '0'.repeat(64)])('are not found at %s', async (hash) => {
    expect((await fetch(`${web.address}/api/images/${hash}`)).status).toBe(404);
  });
});

describe('The demo clock', () => {
  test('moves on by minutes, and to the next eight in the morning', async () => {
    const start = web.village.now();
    await post(web.address, '/api/clock', { minutes: 10 });
    expect(web.village.now()).toBe(start + 600_000);
    await post(web.address, '/api/clock', { to: 'morning' });
    expect(web.village.now()).toBe(Date.parse('2021-12-07T08:00:00+08:00'));
    await post(web.address, '/api/clock', { to: 'morning' });
    expect(web.village.now()).toBe(Date.parse('2021-12-08T08:00:00+08:00'));
  });

  test('does not go back, nor on while the day is being played', async () => {
    expect((await post(web.address, '/api/clock', { minutes: -5 })).status).toBe(400);
    await post(web.address, '/api/play', { action: 'start' });
    const refused = await post(web.address, '/api/clock', { minutes: 10 });
    expect([refused.status, await code(refused)]).toEqual([409, 'playing']);
    expect((await post(web.address, '/api/play', { action: 'start' })).status).toBe(409);
    expect((await post(web.address, '/api/play', { action: 'stop' })).status).toBe(200);
    const stopped = await post(web.address, '/api/play', { action: 'stop' });
    expect([stopped.status, await code(stopped)]).toEqual([409, 'not_playing']);
  });
});

describe('Who may ask', () => {
  test.each(['evil.example', 'evil.example:7420', '127.0.0.1.evil.example', '10.0.0.1'])(
    'a site that points its name %j at this machine is turned away',
    async (host) => expect(await withHost(web.address, host)).toBeGreaterThanOrEqual(400),
  );

  test.each(['localhost', '127.0.0.1:7420', '[::1]:7420'])('%s is this machine', async (host) => {
    expect(await withHost(web.address, host)).toBe(200);
  });

  test.each([{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }])(
    'another site cannot post in the visitor’s name: %j',
    async (headers) => {
      const answer = await post(web.address, '/api/messages', postOf('盗用'), headers);
      expect([answer.status, await code(answer)]).toEqual([403, 'wrong_origin']);
    },
  );

  test('a form of another site, which can send no JSON, is not understood', async () => {
    const body = JSON.stringify(postOf('盗用'));
    const answer = await fetch(`${web.address}/api/messages`, { method: 'POST', body });
    expect(answer.status).toBe(415);
  });

  test('the page may load nothing from elsewhere and stands in no frame', async () => {
    const policy = (await fetch(`${web.address}/`)).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  });

  test('failures are told in the asker’s language, with a code and without a stack trace', async () => {
    const ask = (language: string) =>
      fetch(`${web.address}/api/nothing`, { headers: { 'accept-language': language } }).then((r) => r.text());
    expect(JSON.parse(await ask('en-GB'))).toEqual({ error: { code: 'not_found', message: 'Not found' } });
    expect(JSON.parse(await ask('zh-CN,zh;q=0.9'))).toEqual({ error: { code: 'not_found', message: '没有找到' } });
    const broken = await fetch(`${web.address}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"key":',
    });
    expect(await broken.text()).not.toMatch(/at |\.js|SyntaxError/);
    expect(broken.status).toBe(400);
  });

  test('outside the demo one may look and not speak', async () => {
    const quiet = await running({ demo: false });
    const answer = await post(quiet.address, '/api/messages', postOf('早'));
    expect([answer.status, await code(answer)]).toEqual([403, 'not_demo']);
    expect((await post(quiet.address, '/api/clock', { minutes: 1 })).status).toBe(403);
    expect((await fetch(`${quiet.address}/api/town`)).status).toBe(200);
    await quiet.adapter.stop();
  });
});

describe('With a token', () => {
  const TOKEN = 'correct horse battery';
  test('nothing is shown without it, and a browser keeps a cookie that no script reads', async () => {
    const closed = await running({}, TOKEN);
    expect((await fetch(`${closed.address}/api/town`)).status).toBe(401);
    expect((await fetch(`${closed.address}/api/events`)).status).toBe(401);
    const door = await fetch(closed.address, { headers: { accept: 'text/html' } });
    expect([door.status, await door.text()]).toEqual([401, expect.stringContaining('口令')]);
    const bearer = { authorization: `Bearer ${TOKEN}` };
    expect((await fetch(`${closed.address}/api/town`, { headers: bearer })).status).toBe(200);
    const wrong = { authorization: 'Bearer wrong horse battery' };
    expect((await fetch(`${closed.address}/api/town`, { headers: wrong })).status).toBe(401);
    const entered = await fetch(`${closed.address}/?token=${encodeURIComponent(TOKEN)}`, { redirect: 'manual' });
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/']);
    const cookie = entered.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect(cookie).not.toContain('horse');
    const kept = { cookie: cookie.split(';')[0] ?? '' };
    expect((await fetch(`${closed.address}/api/town`, { headers: kept })).status).toBe(200);
    await closed.adapter.stop();
  });

  test('an address that others can reach is not opened without one', async () => {
    const start = () => running({ host: '0.0.0.0' });
    await expect(start()).rejects.toThrow(/WEIGE_WEB_TOKEN/);
    await expect(start()).rejects.toBeInstanceOf(InputError);
    await expect(running({}, 'short')).rejects.toThrow(/shorter than 16/);
    const open = await running({ host: '0.0.0.0' }, TOKEN);
    await open.adapter.stop();
  });
});

describe('Starting and stopping', () => {
  test('a port that is taken is named, with the key to change', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const bound = other.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    await expect(running({ port })).rejects.toThrow(`adapters[].port: port ${port} at 127.0.0.1 is in use`);
    await new Promise((resolve) => other.close(resolve));
  });

  test('before the start and after the stop nothing goes out, and its health says so', async () => {
    const deps = {
      photos: photosIn(web.dataDir),
      locale: 'zh-CN',
      botNames: [],
      env: {},
      failed: () => undefined,
    } as const;
    const config = { platform: 'web', account: 'web', host: '127.0.0.1', port: 0, demo: true } as const;
    const idle = createWebAdapter(config, new Village(), deps);
    const message = {
      to: { person: YAO },
      text: '早',
      images: [],
      link: null,
      buttons: [],
      mentions: [],
      replyTo: messageId('m1'),
      outboxId: 1,
    };
    expect(idle.health().ok).toBe(false);
    expect(await idle.send(message)).toMatchObject({ state: 'unready' });
    const stopped = await running();
    expect(stopped.adapter.health().ok).toBe(true);
    const stream = await fetch(`${stopped.address}/api/events`);
    await stopped.adapter.stop();
    await stream.text();
    expect(await stopped.adapter.send(message)).toMatchObject({ state: 'unready' });
  });
});
