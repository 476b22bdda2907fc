import { afterEach, describe, expect, test } from 'vitest';
import { isNear } from '../../adapters/webhook/address.js';
import { checkWebhook } from '../../adapters/webhook/check.js';
import { webhookSchema } from '../../adapters/webhook/config.js';
import { receiver, type Receiver } from './receiver.js';
import { selfSigned } from './self-signed.js';
import { configured, environment, outlet, type Set } from './support.js';

let led: Receiver | null = null;
afterEach(async () => {
  await led?.close();
  led = null;
});

const doctor = async (over: Readonly<Record<string, unknown>>, set: Set) =>
  (await checkWebhook(configured(over), { env: environment(set), running: false })).map(
    ({ level, text, remedy }) => `${level}: ${text}${remedy === null ? '' : ` -> ${remedy}`}`,
  );

const UNUSABLE = [
  ['no address', {}, {}, 'WEIGE_WEBHOOK_LED_URL is not set'],
  ['no address at all', {}, { url: 'led hall' }, 'WEIGE_WEBHOOK_LED_URL is no address'],
  ['another kind of address', {}, { url: 'ftp://led.example/x' }, 'it must begin with https://'],
  [
    'half a DingTalk address',
    { format: 'dingtalk' },
    { url: 'https://oapi.dingtalk.com/robot/send' },
    'it lacks access_token',
  ],
  [
    'half a WeCom address',
    { format: 'wecom' },
    { url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send' },
    'it lacks key',
  ],
  [
    'half a Feishu address',
    { format: 'feishu' },
    { url: 'https://open.feishu.cn/open-apis/bot/v2/hook/' },
    'it lacks /open-apis/',
  ],
  ['plain http to the world', {}, { url: 'http://203.0.113.7/secret-path-0123456789' }, 'allowHttp: true'],
] as const;

describe('An address that cannot be used', () => {
  test.each(UNUSABLE)('%s: the doctor says so', async (_, over, set, words) => {
    const [said, ...more] = await doctor(over, set);
    expect(said).toMatch(/^wrong: led: /);
    expect(said).toContain(words);
    expect(said).not.toContain('secret-path');
    expect(more).toEqual([]);
  });

  test.each(UNUSABLE)('%s: the start is refused with the same words', async (_, over, set, words) => {
    await expect(outlet(over, set)).rejects.toThrow(words);
  });

  test('plain http is right on this machine and in private networks, and elsewhere on request', async () => {
    const near = ['localhost', '127.0.0.1', '[::1]', '10.3.4.5', '172.16.0.9', '192.168.1.20', '[fd00::5]'];
    expect(near.map(isNear)).toEqual(near.map(() => true));
    const far = ['203.0.113.7', '172.32.0.1', '[2001:db8::1]', 'led.example', '11.0.0.1', 'localhost.example'];
    expect(far.map(isNear)).toEqual(far.map(() => false));
    await (await outlet({ allowHttp: true }, { url: 'http://203.0.113.7/' })).stop();
  });
});

describe('What else the doctor says, without sending anything', () => {
  test('a receiver that is there, with and without a secret', async () => {
    led = await receiver(() => ({}));
    const { origin } = led;
    const host = origin.replace('http://', '');
    expect(await doctor({}, { url: origin, secret: 's' })).toEqual([
      'ok: led: WEIGE_WEBHOOK_LED_SECRET is set',
      `ok: led: ${host} can be reached`,
    ]);
    expect((await doctor({}, { url: origin }))[0]).toMatch(/^note: led: WEIGE_WEBHOOK_LED_SECRET is not set/);
    expect(led.taken).toEqual([]);
  });

  test('a receiver that is gone, and one whose certificate nobody vouches for', async () => {
    const gone = await receiver(() => ({}));
    await gone.close();
    expect((await doctor({}, { url: gone.origin, secret: 's' })).at(-1)).toMatch(
      /^wrong: .* cannot be reached \(ECONNREFUSED\) -> look at/,
    );
    led = await receiver(() => ({}), selfSigned);
    expect((await doctor({}, { url: led.origin, secret: 's' })).at(-1)).toMatch(
      /^wrong: .*SELF_SIGNED.* -> its certificate/,
    );
  });

  test("a robot behind a company's own host is noted, and what WeCom does not use as well", async () => {
    led = await receiver(() => ({}));
    const said = await doctor(
      { format: 'wecom' },
      { url: `${led.origin}/cgi-bin/webhook/send?key=0123456789`, secret: 's' },
    );
    expect(said[0]).toMatch(/^note: led: 127\.0\.0\.1 is not WeCom's own/);
    expect(said[1]).toMatch(/^note: led: WEIGE_WEBHOOK_LED_SECRET is set and not used/);
    expect(said.join()).not.toContain('0123456789');
  });
});

describe('The configuration', () => {
  const base = { platform: 'webhook', account: 'led', format: 'generic', unit: 'hq', carries: ['notices'] };
  const problem = (over: Readonly<Record<string, unknown>>) =>
    webhookSchema.safeParse({ ...base, ...over }).error?.issues.map(({ path }) => path.join('.'));

  test('an account has a name that a variable can have', () => {
    expect(problem({})).toBeUndefined();
    expect(problem({ account: 'led-hall-2' })).toBeUndefined();
    expect(problem({ account: '大屏' })).toEqual(['account']);
    expect(problem({ account: 'led_hall' })).toEqual(['account']);
  });

  test('an outlet carries something, for some unit, in a format that is known', () => {
    expect(problem({ carries: [] })).toEqual(['carries']);
    expect(problem({ unit: ' ' })).toEqual(['unit']);
    expect(problem({ format: 'slack' })).toEqual(['format']);
    expect(problem({ url: 'https://x' })).toEqual(['']);
  });
});
