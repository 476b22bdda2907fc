/** Clients as the libraries' own documentation has them, which write a line for each message into a file and do nothing else. */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/clock/clock.js';
import { BotApiServer } from '../support/telegram/server.js';
import { TOKEN } from '../support/wechat/gateway.js';

/** Resolves when it hears; `heard` is called for each message after its line was written. */
export async function bareWechaty(endpoint: string, folder: string, heard: () => void): Promise<void> {
  const { WechatyBuilder } = await import('wechaty');
  const lines = createWriteStream(join(folder, 'bare.txt'));
  const bot = WechatyBuilder.build({
    puppet: 'wechaty-puppet-service',
    puppetOptions: { endpoint, token: TOKEN, tls: { disable: true } },
  });
  const ready = new Promise<void>((done) => bot.on('login', () => done()));
  bot.on('error', () => undefined);
  bot.on('message', (message) => {
    lines.write(`Message: ${message.toString()}\n`);
    heard();
  });
  await bot.start();
  await ready;
}

export async function bareTelegraf(endpoint: string, folder: string, heard: () => void): Promise<void> {
  const { Telegraf } = await import('telegraf');
  const { message } = await import('telegraf/filters');
  const lines = createWriteStream(join(folder, 'bare.txt'));
  const bot = new Telegraf(new BotApiServer({ clock: systemClock }).token, { telegram: { apiRoot: endpoint } });
  bot.on(message('text'), (context) => {
    lines.write(`${context.message.from.first_name}: ${context.message.text}\n`);
    heard();
  });
  await new Promise<void>((done) => void bot.launch(() => done()));
}
