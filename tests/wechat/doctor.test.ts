import { describe, expect, test } from 'vitest';
import { checkWechat } from '../../adapters/wechat/check.js';
import { wechatSchema } from '../../adapters/wechat/config.js';
import { gatewayDouble, TOKEN, type GatewayTls } from '../support/wechat/gateway.js';
import { freePort } from '../../src/bench/free-port.js';
import { atEnd, heard, peopled, R1, scene } from './support.js';

const config = (more: Readonly<Record<string, unknown>>) =>
  wechatSchema.parse({ platform: 'wechat', tls: 'none', ...more });
const env = { WEIGE_WECHAT_TOKEN: TOKEN };

async function opened(options: { tls?: GatewayTls; loggedIn?: boolean; token?: string } = {}) {
  const gateway = await gatewayDouble(options);
  atEnd(() => gateway.stop());
  peopled(gateway);
  return gateway;
}

const wrongs = async (...given: Parameters<typeof checkWechat>) =>
  (await checkWechat(...given))
    .filter(({ level }) => level === 'wrong')
    .map(({ text, remedy }) => `${text} | ${remedy ?? ''}`);

describe('weige doctor on a WeChat account', () => {
  test('finds nothing wrong where everything is right, and leaves the account logged in', async () => {
    const { endpoint, puppet } = await opened();
    const findings = await checkWechat(config({ endpoint }), { env, running: false });
    expect(findings.map(({ level }) => level)).toEqual(['ok', 'ok', 'ok']);
    expect(puppet.isLoggedIn).toBe(true);
    expect(puppet.stops).toBe(0);
  });

  test('a token that is missing, and one that does not fit the certificate, without telling it', async () => {
    const endpoint = '127.0.0.1:9';
    expect(await wrongs(config({ endpoint }), { env: {}, running: false })).toEqual([
      expect.stringContaining('set WEIGE_WECHAT_TOKEN'),
    ]);
    const unfit = await wrongs(config({ endpoint, tls: 'embedded' }), {
      env: { WEIGE_WECHAT_TOKEN: 'my_secret' },
      running: false,
    });
    expect(unfit).toEqual([expect.stringContaining('must begin with insecure_')]);
    expect(unfit.join()).not.toContain('my_secret');
  });

  test('an account with a name of its own has a variable of its own', async () => {
    const found = await wrongs(config({ endpoint: '127.0.0.1:9', account: 'hall' }), { env, running: false });
    expect(found).toEqual([expect.stringContaining('set WEIGE_WECHAT_HALL_TOKEN')]);
  });

  test('a certificate file that is not there', async () => {
    const tls = { caFile: '/nowhere/ca.pem', serverName: 'gateway.town' };
    const found = await wrongs(config({ endpoint: '127.0.0.1:9', tls }), { env, running: false });
    expect(found).toEqual([expect.stringContaining('/nowhere/ca.pem')]);
  });

  test('a gateway that is not there', async () => {
    const endpoint = `127.0.0.1:${await freePort()}`;
    expect(await wrongs(config({ endpoint }), { env, running: false })).toEqual([
      expect.stringContaining('start the gateway'),
    ]);
  });

  test('a gateway that refuses the token', async () => {
    const { endpoint } = await opened({ token: 'insecure_another' });
    expect(await wrongs(config({ endpoint }), { env, running: false })).toEqual([
      expect.stringContaining('refuses the token'),
    ]);
  });

  test('a gateway with a certificate, spoken to without', async () => {
    const { endpoint } = await opened({ tls: {} });
    expect(await wrongs(config({ endpoint }), { env, running: false })).toEqual([
      expect.stringContaining('correct endpoint and tls'),
    ]);
  });

  test('nobody is logged in', async () => {
    const { endpoint } = await opened({ loggedIn: false });
    expect(await wrongs(config({ endpoint }), { env, running: false })).toEqual([
      expect.stringContaining('scanning its code'),
    ]);
  });

  test('while a bot runs its stream is left alone; when another program has it, that is said', async () => {
    const s = await scene();
    const { endpoint } = s.gateway;
    expect(await wrongs(config({ endpoint }), { env, running: true })).toEqual([]);
    expect(await wrongs(config({ endpoint }), { env, running: false })).toEqual([
      expect.stringContaining('stop that program'),
    ]);
    s.puppet.say({ id: 'm1', talkerId: 'wxid_li', roomId: R1, text: '在' });
    await heard(s, 'm1');
    expect(s.sink.of('down')).toEqual([]);
  });

  test('talk that crosses a network in the clear is noted', async () => {
    const findings = await checkWechat(config({ endpoint: '192.0.2.1:8788' }), { env, running: false });
    expect(findings.filter(({ level }) => level === 'note').map(({ text }) => text)).toEqual([
      expect.stringContaining('in the clear'),
    ]);
  }, 20_000);
});
