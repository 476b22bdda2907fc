import { telegramDouble, telegramWebhookDouble } from '../support/telegram/double.js';
import { adapterContract } from './adapters.js';

await adapterContract('Telegram', telegramDouble);
await adapterContract('Telegram (by webhook)', telegramWebhookDouble);
