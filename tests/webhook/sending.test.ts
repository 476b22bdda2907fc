import { afterEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/clock/clock.js';
import { personId } from '../../src/model/ids.js';
import { dingtalkRobot, feishuRobot, receiver, wecomRobot, type Receiver } from './receiver.js';
import { selfSigned } from './self-signed.js';
import { Memory, NOON, notice, outlet, TOWN_TIME } from './support.js';

const open: Receiver[] = [];
const kept = <One extends Receiver>(one: One): One => {
  open.push(one);
  return one;
};
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const plain = async (...args: Parameters<typeof receiver>) => kept(await receiver(...args));
const fine = () => ({ json: { ok: true } });
const MINUTE = 60_000;

describe('A program that takes signed JSON', () => {
  test('gets the text with its unit, purpose and number, and may know a repeat by its key', async () => {
    const led = await plain(fine);
    const adapter = await outlet({}, { url: `${led.origin}/show?place=hall`, secret: 'led-secret-0123456789' });
    expect(await adapter.send(notice('明天停水'))).toEqual({ state: 'delivered', id: 'webhook:led:7' });
    const [taken] = led.taken;
    expect(taken).toMatchObject({
      method: 'POST',
      headers: { 'idempotency-key': '7', 'content-type': 'application/json; charset=utf-8' },
    });
    expect(taken?.url.href).toBe('http://receiver/show?place=hall');
    expect(JSON.parse(taken?.raw ?? '')).toEqual({
      id: 7,
      outlet: 'led',
      unit: 'hq',
      purpose: 'notice',
      notice: 3,
      text: '明天停水',
      at: TOWN_TIME,
    });
    expect(adapter.health()).toMatchObject({ ok: true });
  });

  test.each([
    ['no answer', 'silence', 'no answer within 0.3 seconds'],
    ['a reset', 'reset', 'the connection failed (ECONNRESET)'],
    ['half an answer', 'half', 'the connection failed (ECONNRESET)'],
    ['502', { status: 502 }, 'the receiver answered HTTP 502'],
  ] as const)('%s: tried again, since it drops what it has by the key', async (_, reply, reason) => {
    const led = await plain(fine);
    led.next(reply);
    const adapter = await outlet({ timeoutSeconds: 0.3 }, { url: led.origin });
    expect(await adapter.send(notice('明天停水'))).toEqual({ state: 'refused', reason, retryAfterMs: 30_000 });
    expect(adapter.health()).toEqual({ ok: false, reason });
    expect(await adapter.send(notice('明天停水'))).toMatchObject({ state: 'delivered' });
    expect(led.taken.map(({ headers }) => headers['idempotency-key'])).toEqual(['7', '7']);
    expect(adapter.health().ok).toBe(true);
  });

  test.each([
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'redirects are not followed'],
    ['401', { status: 401 }, 'the same secret and the right time'],
    ['404', { status: 404 }, 'look at the address'],
    ['400', { status: 400 }, 'HTTP 400'],
  ] as const)('%s: not shown, and the remedy is said', async (_, reply, remedy) => {
    const led = await plain(() => reply);
    const adapter = await outlet({}, { url: led.origin });
    const result = await adapter.send(notice('明天停水'));
    expect(result).toMatchObject({ state: 'refused', retryAfterMs: null });
    expect(adapter.health()).toMatchObject({ ok: false });
    expect(adapter.health().reason).toContain(remedy);
    expect(led.taken).toHaveLength(1);
  });

  test('429 with retry-after is obeyed, and nothing else is sent meanwhile', async () => {
    const clock = new VirtualClock(NOON);
    const led = await plain(fine);
    led.next({ status: 429, headers: { 'retry-after': '120' } });
    const adapter = await outlet({}, { url: led.origin }, { clock });
    expect(await adapter.send(notice('一'))).toMatchObject({ state: 'refused', retryAfterMs: 2 * MINUTE });
    clock.set(NOON + MINUTE);
    expect(await adapter.send(notice('二'))).toMatchObject({ state: 'unready', retryAfterMs: MINUTE });
    clock.set(NOON + 2 * MINUTE);
    expect(await adapter.send(notice('一'))).toMatchObject({ state: 'delivered' });
    expect(led.taken).toHaveLength(2);
  });

  test('nothing listens there, or its certificate is nobody’s: nothing went out, and the text keeps its place', async () => {
    const led = await receiver(fine);
    const gone = led.origin;
    await led.close();
    const adapter = await outlet({}, { url: gone });
    expect(await adapter.send(notice('明天停水'))).toEqual({
      state: 'unready',
      reason: 'the connection failed (ECONNREFUSED)',
      retryAfterMs: 30_000,
    });
    const secure = await plain(fine, selfSigned);
    const secured = await outlet({}, { url: secure.origin });
    expect(await secured.send(notice('明天停水'))).toMatchObject({
      state: 'unready',
      reason: 'the connection failed (DEPTH_ZERO_SELF_SIGNED_CERT)',
    });
    expect(secure.taken).toEqual([]);
  });

  test('only notices and digests that it carries are shown, and nothing to a person', async () => {
    const led = await plain(fine);
    const adapter = await outlet({ carries: ['notices'] }, { url: led.origin });
    const refused = { state: 'refused', reason: 'the outlet does not carry this', retryAfterMs: null };
    expect(await adapter.send(notice('日报', { about: { purpose: 'digest', notice: null } }))).toEqual(refused);
    expect(await adapter.send(notice('工单 3', { about: { purpose: 'ack', notice: null } }))).toEqual(refused);
    expect(await adapter.send(notice('您好', { to: { person: personId('wu') } }))).toEqual(refused);
    expect(led.taken).toEqual([]);
  });

  test('perMinute of the configuration holds it back, and says until when', async () => {
    const clock = new VirtualClock(NOON);
    const led = await plain(fine);
    const adapter = await outlet({ perMinute: 2 }, { url: led.origin }, { clock });
    for (const id of [1, 2]) {
      expect(await adapter.send(notice('水', { outboxId: id }))).toMatchObject({ state: 'delivered' });
      clock.set(clock.now() + 10_000);
    }
    expect(await adapter.send(notice('水'))).toMatchObject({ state: 'unready', retryAfterMs: 40_000 });
    clock.set(clock.now() + 40_000);
    expect(await adapter.send(notice('水'))).toMatchObject({ state: 'delivered' });
  });
});

const CLOCK = new VirtualClock(NOON);
const SECRET = 'SEC0123456789abcdef';
const ROBOTS = [
  { format: 'dingtalk', make: () => dingtalkRobot({ clock: CLOCK, secret: SECRET }), secret: SECRET, perMinute: 20 },
  { format: 'wecom', make: () => wecomRobot({ clock: CLOCK }), secret: undefined, perMinute: 20 },
  { format: 'feishu', make: () => feishuRobot({ clock: CLOCK, secret: SECRET }), secret: SECRET, perMinute: 100 },
] as const;

describe.each(ROBOTS)('A $format robot', ({ format, make, secret, perMinute }) => {
  const set = (url: string) => ({ url, ...(secret !== undefined && { secret }) });
  const ready = async (memory = new Memory()) => {
    const robot = kept(await make());
    return {
      robot,
      memory,
      adapter: await outlet({ format, timeoutSeconds: 0.5 }, set(robot.address), { clock: CLOCK, memory }),
    };
  };

  test('shows a text, signed as it asks', async () => {
    const { robot, adapter } = await ready();
    expect(await adapter.send(notice('明天"停水"\n请储水'))).toMatchObject({ state: 'delivered' });
    expect(robot.shown).toEqual(['明天"停水"\n请储水']);
  });

  test('gets a long text in numbered parts', async () => {
    const { robot, adapter } = await ready();
    const text = Array.from({ length: 800 }, (_, at) => `${String(at)}号楼明天停水,请提前储水。`).join('\n');
    expect(await adapter.send(notice(text))).toMatchObject({ state: 'delivered' });
    expect(robot.shown.length).toBeGreaterThan(1);
    expect(robot.shown.map((part) => part.replace(/^\(\d+\/\d+\)\n/, '')).join('\n')).toBe(text);
  });

  test('a part that comes too fast is tried later, and no earlier part is shown again, not even by the next process', async () => {
    const { robot, adapter, memory } = await ready();
    const text = `${'水'.repeat(format === 'wecom' ? 600 : 6000)}\n`.repeat(2);
    const later = { dingtalk: { errcode: 130101 }, wecom: { errcode: 45009 }, feishu: { code: 11232 } }[format];
    const passes = robot.taken.length;
    robot.next({ json: { errcode: 0, code: 0 } }, { json: later });
    expect(await adapter.send(notice(text))).toMatchObject({ state: 'refused', retryAfterMs: expect.any(Number) });
    expect(robot.taken.length).toBe(passes + 2);
    await adapter.stop();
    const again = await outlet({ format }, set(robot.address), { clock: CLOCK, memory });
    CLOCK.set(CLOCK.now() + 11 * MINUTE);
    expect(await again.send(notice(text))).toMatchObject({ state: 'delivered' });
    expect(robot.shown[0]).toMatch(/^\(2\//);
  });

  test('a text of more parts than a minute takes goes on in the next one, each part once', async () => {
    const robot = kept(await make());
    const adapter = await outlet({ format, perMinute: 3 }, set(robot.address), { clock: CLOCK });
    const text = `${'水'.repeat(format === 'wecom' ? 600 : 6000)}\n`.repeat(5);
    expect(await adapter.send(notice(text))).toMatchObject({ state: 'unready' });
    expect(robot.shown).toHaveLength(3);
    CLOCK.set(CLOCK.now() + MINUTE);
    expect(await adapter.send(notice(text))).toMatchObject({ state: 'delivered' });
    expect(robot.shown.map((part) => part.slice(0, 5))).toEqual(['(1/5)', '(2/5)', '(3/5)', '(4/5)', '(5/5)']);
  });

  test(`is given ${String(perMinute)} in a minute and the rest after it`, async () => {
    const { robot, adapter } = await ready();
    for (let id = 1; id <= perMinute; id += 1) {
      if (format === 'feishu' && id % 5 === 1) CLOCK.set(CLOCK.now() + 1000);
      expect(await adapter.send(notice('水', { outboxId: id }))).toMatchObject({ state: 'delivered' });
    }
    const held = await adapter.send(notice('水'));
    expect(held).toMatchObject({ state: 'unready' });
    expect(robot.shown).toHaveLength(perMinute);
    CLOCK.set(CLOCK.now() + MINUTE);
    expect(await adapter.send(notice('水'))).toMatchObject({ state: 'delivered' });
  });

  test.each([
    ['no answer', 'silence'],
    ['a reset', 'reset'],
    ['half an answer', 'half'],
    ['502', { status: 502 }],
    ['an answer that is none', { text: '<html>' }],
  ] as const)('%s: whether it is shown is unknown, and it is not sent again blindly', async (_, reply) => {
    const { robot, adapter } = await ready();
    robot.next(reply);
    expect(await adapter.send(notice('明天停水'))).toMatchObject({ state: 'unknown' });
    expect(adapter.health().ok).toBe(false);
  });

  test('an unknown code is a refusal with the code', async () => {
    const { robot, adapter } = await ready();
    robot.next({ json: format === 'feishu' ? { code: 99, msg: 'odd' } : { errcode: 99, errmsg: 'odd' } });
    expect(await adapter.send(notice('水'))).toEqual({
      state: 'refused',
      reason: 'the robot answered 99 (odd)',
      retryAfterMs: null,
    });
  });

  test('a wrong address is refused with the remedy, and nothing that is said of it repeats the password', async () => {
    const { robot } = await ready();
    const password = /[0-9a-f]{8}[-0-9a-z]{20,}$/.exec(robot.address)?.[0] ?? '';
    const other = password.replace(/^.{4}/, 'ffff');
    const adapter = await outlet({ format }, set(robot.address.replace(password, other)), { clock: CLOCK });
    const result = await adapter.send(notice('水'));
    expect(result).toMatchObject({ state: 'refused', retryAfterMs: null });
    expect(adapter.health().reason).toContain('copy the address of the robot again');
    expect(JSON.stringify([result, adapter.health()])).not.toContain(other);
  });
});

describe("A robot's security settings", () => {
  test.each([
    ['dingtalk', dingtalkRobot, 'set the secret if it asks for a signature'],
    ['feishu', feishuRobot, 'set the secret that the robot shows'],
  ] as const)('%s: a wrong or missing secret is told with the remedy', async (format, make, remedy) => {
    const robot = kept(await make({ clock: CLOCK, secret: SECRET }));
    for (const secret of [undefined, 'SEC-another']) {
      const adapter = await outlet({ format }, { url: robot.address, ...(secret && { secret }) }, { clock: CLOCK });
      expect(await adapter.send(notice('水'))).toMatchObject({ state: 'refused', retryAfterMs: null });
      expect(adapter.health().reason).toContain(remedy);
    }
    expect(robot.shown).toEqual([]);
  });

  test.each([
    ['dingtalk', dingtalkRobot],
    ['feishu', feishuRobot],
  ] as const)('%s: a clock that is hours off is told', async (format, make) => {
    const robot = kept(await make({ clock: CLOCK, secret: SECRET }));
    const late = new VirtualClock(CLOCK.now() - 2 * 60 * MINUTE);
    const adapter = await outlet({ format }, { url: robot.address, secret: SECRET }, { clock: late });
    expect(await adapter.send(notice('水'))).toMatchObject({ state: 'refused', retryAfterMs: null });
    expect(adapter.health().reason).toMatch(/timestamp/);
  });

  test.each([
    ['dingtalk', dingtalkRobot],
    ['feishu', feishuRobot],
  ] as const)('%s: a text without the keyword is refused, one with it is shown', async (format, make) => {
    const robot = kept(await make({ clock: CLOCK, secret: null, keyword: '通知' }));
    const adapter = await outlet({ format }, { url: robot.address }, { clock: CLOCK });
    expect(await adapter.send(notice('明天停水'))).toMatchObject({ state: 'refused', retryAfterMs: null });
    expect(adapter.health().reason).toMatch(/keyword/i);
    expect(await adapter.send(notice('通知:明天停水'))).toMatchObject({ state: 'delivered' });
    expect(adapter.health().ok).toBe(true);
  });

  test('feishu: too many requests in the form of a bad one wait as long as the header says', async () => {
    const robot = kept(await feishuRobot({ clock: CLOCK, secret: null }));
    robot.next({
      status: 400,
      headers: { 'x-ogw-ratelimit-reset': '52' },
      json: { code: 9499, msg: 'too many request' },
    });
    const adapter = await outlet({ format: 'feishu' }, { url: robot.address }, { clock: CLOCK });
    expect(await adapter.send(notice('水'))).toMatchObject({ state: 'refused', retryAfterMs: 52_000 });
  });
});
