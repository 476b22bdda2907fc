import { describe, expect, test } from 'vitest';
import { dingtalk } from '../../adapters/webhook/dingtalk.js';
import { feishu } from '../../adapters/webhook/feishu.js';
import type { Showing } from '../../adapters/webhook/format.js';
import { generic } from '../../adapters/webhook/generic.js';
import { wecom } from '../../adapters/webhook/wecom.js';
import { TOWN_TIME } from './support.js';

const showing: Showing = {
  id: 7,
  account: 'led',
  unit: 'hq',
  purpose: 'notice',
  notice: 3,
  text: '明天停水',
  at: TOWN_TIME,
};

/** Each made once with openssl, apart from this program. */
const VECTORS = {
  dingtalk: {
    secret: 'SEC5f2c0f0c6b2e4b8d9a1e',
    at: 1577262236757,
    sign: '17TeanCuNJD2e6V5NECVGCn8fGvvP5Y0WgsH7N10ex4=',
  },
  feishu: { secret: 'fs-9Qw3rTy', at: 1599360473_000, sign: 'IQjzNTGQ3Crw20aEG4dvg1WsLDZyNAW+rB1OhA5Ynr8=' },
  generic: {
    secret: 'led-secret-0123456789',
    at: Date.parse(TOWN_TIME),
    sign: '154504b3422f5ca547ca524a95ff365cb772eda1854e8b7a6cfaef95f4c976f2',
  },
} as const;

describe('Signatures are what the vendors and openssl make of the same secret and time', () => {
  test('DingTalk: in the address, each sign in its own encoding', () => {
    const { secret, at, sign } = VECTORS.dingtalk;
    const url = new URL('https://oapi.dingtalk.com/robot/send?access_token=abc');
    const wire = dingtalk.wire(showing, { url, secret }, at);
    expect(wire.url.href).toBe(
      `https://oapi.dingtalk.com/robot/send?access_token=abc&timestamp=${String(at)}&sign=${encodeURIComponent(sign)}`,
    );
    expect(JSON.parse(wire.body)).toEqual({ msgtype: 'text', text: { content: '明天停水' } });
    expect(url.searchParams.has('sign')).toBe(false);
  });

  test('Feishu: in the body, the time in seconds', () => {
    const { secret, at, sign } = VECTORS.feishu;
    const url = new URL('https://open.feishu.cn/open-apis/bot/v2/hook/abc');
    const wire = feishu.wire(showing, { url, secret }, at);
    expect(JSON.parse(wire.body)).toEqual({
      timestamp: '1599360473',
      sign,
      msg_type: 'text',
      content: { text: '明天停水' },
    });
  });

  test('generic: over the time and the very bytes of the body', () => {
    const { secret, at, sign } = VECTORS.generic;
    const wire = generic.wire(showing, { url: new URL('https://led.example/show'), secret }, at);
    expect(wire.headers).toMatchObject({
      'x-weige-timestamp': '1638763200',
      'x-weige-signature': `sha256=${sign}`,
      'idempotency-key': '7',
    });
    expect(wire.body).toBe(
      '{"id":7,"outlet":"led","unit":"hq","purpose":"notice","notice":3,"text":"明天停水","at":"2021-12-06T12:00:00+08:00"}',
    );
  });

  test('without a secret nothing is signed, and a WeCom robot is never given a signature', () => {
    const at = Date.parse(TOWN_TIME);
    const bare = { url: new URL('https://host.example/x?key=k'), secret: null };
    expect(generic.wire(showing, bare, at).headers).not.toHaveProperty('x-weige-signature');
    expect(dingtalk.wire(showing, bare, at).url.href).toBe('https://host.example/x?key=k');
    expect(feishu.wire(showing, bare, at).body).not.toContain('sign');
    const wire = wecom.wire(showing, { ...bare, secret: 'set by mistake' }, at);
    expect([wire.url.href, JSON.parse(wire.body)]).toEqual([
      'https://host.example/x?key=k',
      { msgtype: 'text', text: { content: '明天停水' } },
    ]);
  });
});
