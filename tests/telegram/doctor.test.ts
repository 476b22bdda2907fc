import { createServer } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkTelegram } from '../../adapters/telegram/check.js';
import { telegramSchema, type TelegramConfig } from '../../adapters/telegram/config.js';
import { systemClock } from '../../src/clock/clock.js';
import { telegramDouble, telegramWebhookDouble } from '../support/telegram/double.js';

async function examined(
  {
    webhook = false,
    running = false,
    env,
    change = (c) => c,
  }: {
    webhook?: boolean;
    running?: boolean;
    env?: Record<string, string>;
    change?: (config: TelegramConfig) => TelegramConfig;
  },
  prepare: (double: Awaited<ReturnType<typeof telegramDouble>>) => void = () => undefined,
): Promise<string> {
  const double = await (webhook ? telegramWebhookDouble : telegramDouble)(systemClock);
  onTestFinished(() => double.stop());
  double.server.fail(/^getUpdates$/, {
    kind: 'answer',
    code: 409,
    description: 'Conflict: terminated by other getUpdates request',
  });
  prepare(double);
  const findings = await checkTelegram(change(double.config()), { env: env ?? double.env(), running });
  const told = findings.map(({ level, text, remedy }) => `${level}: ${text}; ${remedy ?? ''}`).join('\n');
  for (const secret of double.secrets) expect(told).not.toContain(secret);
  return told;
}

describe('The doctor', () => {
  test('finds nothing wrong where nothing is, and does not poll beside a running bot', async () => {
    const told = await examined({ running: true });
    expect(told).toContain('ok: telegram: Telegram knows the token, the bot is @weige_test_bot');
    expect(told).not.toContain('wrong');
  });

  test.each([
    ['no token', {}, /WEIGE_TELEGRAM_TOKEN is not set; .*BotFather/],
    ['half a token', { WEIGE_TELEGRAM_TOKEN: 'abc' }, /WEIGE_TELEGRAM_TOKEN is not a token; .*BotFather/],
    [
      'a refused token',
      { WEIGE_TELEGRAM_TOKEN: '100:other' },
      /refuses the token in WEIGE_TELEGRAM_TOKEN; .*BotFather/,
    ],
  ])('names %s, with the remedy', async (_, env, expected) => {
    expect(await examined({ env })).toMatch(expected);
  });

  test('tells of another program that polls', async () => {
    expect(await examined({})).toMatch(/wrong: .*another program polls.*; stop it/);
  });

  test('tells of privacy mode', async () => {
    expect(await examined({ running: true }, (d) => void (d.server.methods.privacy = true))).toMatch(
      /wrong: .*privacy mode.*setprivacy/,
    );
  });

  test('tells of a webhook that keeps polls from working', async () => {
    const told = await examined({}, (d) => d.server.delivery.setWebhook('https://other.example/hook', null));
    expect(told).toMatch(/wrong: .*a webhook is set \(other\.example\).*mode: webhook/);
  });

  test('tells of a webhook that leads elsewhere, of a missing one, and of calls that fail', async () => {
    const elsewhere = await examined({ webhook: true }, (d) =>
      d.server.delivery.setWebhook('https://other.example/x', null),
    );
    expect(elsewhere).toMatch(/wrong: .*leads to other\.example/);
    expect(await examined({ webhook: true })).toMatch(/note: .*no webhook is set yet/);
    const failing = await examined({ webhook: true }, (d) => {
      d.server.delivery.setWebhook(d.config().webhook?.url ?? '', null);
      if (d.server.delivery.webhook !== null)
        d.server.delivery.webhook.lastError = { date: 1, message: 'Connection refused' };
    });
    expect(failing).toMatch(/wrong: .*calls fail \(Connection refused\)/);
  });

  test('tells of a webhook without its secret', async () => {
    const told = await examined({ webhook: true, env: { WEIGE_TELEGRAM_TOKEN: '100:TEST-token_of-the-double' } });
    expect(told).toMatch(/WEIGE_TELEGRAM_SECRET is not set/);
  });

  test('offers a proxy where Telegram can not be reached', async () => {
    const told = await examined({ change: (config) => ({ ...config, apiRoot: 'http://127.0.0.1:9' }) });
    expect(told).toMatch(/wrong: .*can't be reached \(.*ECONNREFUSED.*set proxy/);
  });

  test('goes through the proxy that is set', async () => {
    const asked: string[] = [];
    const proxy = createServer().on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      socket.end('HTTP/1.1 503 Unavailable\r\n\r\n');
    });
    await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const bound = proxy.address();
    const port = bound !== null && typeof bound !== 'string' ? bound.port : 0;
    const through = { apiRoot: 'https://api.telegram.test', proxy: `http://127.0.0.1:${port}` };
    await examined({ change: (config) => ({ ...config, ...through }) });
    expect(asked).toEqual(['api.telegram.test:443']);
  });
});

describe('The configuration', () => {
  const problems = (config: object) =>
    telegramSchema.safeParse({ platform: 'telegram', ...config }).error?.issues.map(({ message }) => message) ?? [];

  test.each([
    [{}, []],
    [{ mode: 'webhook' }, [expect.stringContaining('no address is given')]],
    [{ webhook: { url: 'http://plain.example' } }, [expect.stringContaining('https')]],
    [{ proxy: 'http://user:word@host:1' }, [expect.stringContaining('no name and password')]],
    [{ proxy: 'http://host:1', apiRoot: 'http://host:2' }, [expect.stringContaining('https apiRoot only')]],
    [{ apiRoot: 'telegram' }, [expect.stringContaining('not an address')]],
  ])('%o', (config, expected) => {
    expect(problems(config)).toEqual(expected);
  });
});
