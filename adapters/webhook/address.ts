/** Where an outlet's texts go: its address from the environment, and whether it may be used. */
import { BlockList, isIP } from 'node:net';
import { accountSecret, secretName } from '../../src/config/secrets.js';
import type { WebhookConfig } from './config.js';
import type { Receiver } from './format.js';
import { FORMAT_OF } from './formats.js';

export interface Mistake {
  readonly what: string;
  readonly remedy: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

export const addressVariable = ({ platform, account }: WebhookConfig): string => secretName(platform, account, 'url');
export const secretVariable = ({ platform, account }: WebhookConfig): string => secretName(platform, account, 'secret');

/** Nothing in what is said of a mistake repeats the address: a robot's is its password. */
export function receiverOf(config: WebhookConfig, environment: Environment): Receiver | Mistake {
  const variable = addressVariable(config);
  const format = FORMAT_OF[config.format];
  const text = accountSecret(environment, config.platform, config.account, 'url')?.trim() ?? '';
  if (text === '')
    return { what: `${variable} is not set`, remedy: 'set it to the address that the receiver was given' };
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    return { what: `${variable} is no address`, remedy: 'it must begin with https://' };
  const lacking = format.lacks(url);
  if (lacking !== null)
    return { what: `${variable} is no ${format.title} address: it lacks ${lacking}`, remedy: 'copy all of it again' };
  if (url.protocol === 'http:' && !config.allowHttp && !isNear(url.hostname))
    return {
      what: `${variable} leads to a public address without encryption`,
      remedy: 'write https://, or allowHttp: true if anybody on the way may read and change what is sent',
    };
  return { url, secret: accountSecret(environment, config.platform, config.account, 'secret') };
}

const near = new BlockList();
near.addSubnet('127.0.0.0', 8);
near.addSubnet('10.0.0.0', 8);
near.addSubnet('172.16.0.0', 12);
near.addSubnet('192.168.0.0', 16);
near.addAddress('::1', 'ipv6');
near.addSubnet('fc00::', 7, 'ipv6');

/** This machine or a private network. A name may lead anywhere, but for localhost. */
export function isNear(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  const version = isIP(bare);
  return host === 'localhost' || (version !== 0 && near.check(bare, version === 6 ? 'ipv6' : 'ipv4'));
}
