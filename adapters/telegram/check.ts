/** What `weige doctor` says of a Telegram account. */
import type { UserFromGetMe, WebhookInfo } from 'telegraf/types';
import { secretName } from '../../src/config/secrets.js';
import { note, ok, wrong, type Finding } from '../../src/doctor/finding.js';
import type { Checking } from '../platform.js';
import { clientFor, looksLikeToken, secretOf, type Client } from './client.js';
import type { TelegramConfig } from './config.js';
import { failureOf, reasonOf } from './failure.js';
import { PRIVACY_REMEDY } from './session.js';
import { looksLikeSecret } from './webhook.js';

const LIMIT_MS = 8000;
/** Most programs poll again within it, and then Telegram tells of the conflict. */
const POLL_SECONDS = 5;
const BOTFATHER = 'take it from @BotFather in Telegram (/newbot, or /token for a bot that is there)';

export async function checkTelegram(config: TelegramConfig, checking: Checking): Promise<Finding[]> {
  const { account } = config;
  const variable = secretName(config.platform, account, 'token');
  const token = secretOf(checking.env, config, 'token');
  const findings = secret(config, checking.env);
  if (token === null) return [...findings, wrong(`${account}: ${variable} is not set`, BOTFATHER)];
  if (!looksLikeToken(token)) return [...findings, wrong(`${account}: ${variable} is not a token`, BOTFATHER)];
  const client = await clientFor(config, token);
  try {
    const bot = await client.call('getMe', {}, { limitMs: LIMIT_MS });
    const info = await client.call('getWebhookInfo', {}, { limitMs: LIMIT_MS });
    return [
      ...findings,
      ...identity(config, bot),
      ...webhook(config, info),
      ...(await poller(config, info, client, checking)),
    ];
  } catch (error) {
    return [...findings, unanswered(config, variable, error)];
  }
}

function secret(config: TelegramConfig, env: Checking['env']): Finding[] {
  if (config.mode === 'polling') return [];
  const variable = secretName(config.platform, config.account, 'secret');
  const value = secretOf(env, config, 'secret');
  const remedy = 'set it to a long random word of A-Z, a-z, 0-9, _ and -';
  if (value === null) return [wrong(`${config.account}: ${variable} is not set, the webhook needs it`, remedy)];
  if (!looksLikeSecret(value))
    return [wrong(`${config.account}: ${variable} has signs that Telegram does not take`, remedy)];
  return [];
}

function unanswered({ account, apiRoot, proxy }: TelegramConfig, variable: string, error: unknown): Finding {
  const failure = failureOf(error);
  if (failure.kind === 'answered' && (failure.code === 401 || failure.code === 404)) {
    return wrong(`${account}: Telegram refuses the token in ${variable}`, BOTFATHER);
  }
  if (failure.kind === 'answered') return wrong(`${account}: ${reasonOf(failure)}`, 'try again in a few minutes');
  const way =
    proxy === null ? 'set proxy: http://host:port if this network has no way to it' : `see that ${proxy} works`;
  return wrong(`${account}: ${apiRoot} can't be reached (${failure.reason})`, way);
}

function identity({ account }: TelegramConfig, bot: UserFromGetMe): Finding[] {
  const known = ok(`${account}: Telegram knows the token, the bot is @${bot.username}`);
  const privacy = bot.can_read_all_group_messages
    ? ok(`${account}: the bot hears all that is said in its groups`)
    : wrong(`${account}: privacy mode hides what people say in groups`, PRIVACY_REMEDY);
  const groups = bot.can_join_groups
    ? []
    : [wrong(`${account}: the bot may not be added to groups`, 'in BotFather: /setjoingroups, choose the bot, Enable')];
  return [known, privacy, ...groups];
}

function webhook({ account, mode, webhook: wanted }: TelegramConfig, info: WebhookInfo): Finding[] {
  const set = info.url ?? '';
  if (mode === 'polling') {
    if (set === '') return [];
    return [
      wrong(
        `${account}: a webhook is set (${hostOf(set)}), so nothing can be polled`,
        'end the program that set it, or write mode: webhook; a start in polling mode takes it away',
      ),
    ];
  }
  if (set === '') return [note(`${account}: no webhook is set yet`, 'the next start sets it')];
  if (set !== wanted?.url) {
    return [
      wrong(
        `${account}: the webhook leads to ${hostOf(set)}, not to webhook.url`,
        'the next start sets it; end what set the other',
      ),
    ];
  }
  if (info.last_error_message === undefined) return [ok(`${account}: the webhook is set`)];
  const failed = `${account}: Telegram's calls fail (${info.last_error_message}), ${info.pending_update_count} updates wait`;
  return [wrong(failed, 'see that webhook.url leads to host, port and path, with a certificate that others trust')];
}

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : 'somewhere else');

/** A poll that asks for nothing would end the running bot's own poll, so it is left out then. It confirms no update. */
async function poller(
  { account, mode }: TelegramConfig,
  info: WebhookInfo,
  client: Client,
  { running }: Checking,
): Promise<Finding[]> {
  if (mode === 'webhook' || running || (info.url ?? '') !== '') return [];
  try {
    await client.call('getUpdates', { limit: 1, timeout: POLL_SECONDS }, { limitMs: LIMIT_MS });
    return [];
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind === 'answered' && failure.code === 409) {
      return [wrong(`${account}: another program polls with this token`, 'stop it, or make a bot of its own for it')];
    }
    return [note(`${account}: a first poll failed (${reasonOf(failure)})`, 'try again in a few minutes')];
  }
}
