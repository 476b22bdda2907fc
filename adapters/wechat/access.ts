/** Where the gateway is, the secret and the certificates, from the configuration; a mistake is told with its remedy. */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../src/cli/fail.js';
import { accountSecret, secretName } from '../../src/config/secrets.js';
import type { Access } from './puppet.js';
import type { WechatConfig } from './config.js';

/** The name in the certificate that every Wechaty gateway brings; a gateway has it under a token that begins with it. */
const EMBEDDED_NAME = 'insecure';

export const tokenVariable = ({ platform, account }: WechatConfig): string => secretName(platform, account, 'token');

export const tokenOf = (
  { platform, account }: WechatConfig,
  env: Readonly<Record<string, string | undefined>>,
): string | null => accountSecret(env, platform, account, 'token')?.trim() ?? null;

/** Throws InputError on what an operator must change first. */
export function accessOf(config: WechatConfig, env: Readonly<Record<string, string | undefined>>): Access {
  const token = tokenOf(config, env);
  if (token === null)
    throw new InputError('the token of the gateway is missing', config.account, `set ${tokenVariable(config)}`);
  const wrong = wrongForm(config, token);
  if (wrong !== null) throw new InputError(wrong.what, tokenVariable(config), wrong.remedy);
  return { endpoint: config.endpoint, token, tls: tlsOf(config) };
}

/** What is wrong with a token for the chosen certificates; null when nothing is. Its value is never repeated. */
export function wrongForm(
  { tls }: WechatConfig,
  token: string,
): { readonly what: string; readonly remedy: string } | null {
  if (!/^[\x21-\x7e]+$/.test(token))
    return { what: 'the token has characters that no token has', remedy: 'copy it anew' };
  if (tls === 'embedded' && !token.startsWith(`${EMBEDDED_NAME}_`))
    return {
      what: `with tls: embedded the token must begin with ${EMBEDDED_NAME}_`,
      remedy: 'start the gateway with such a token, or give its own certificate at tls',
    };
  return null;
}

function tlsOf({ tls, account }: WechatConfig): Access['tls'] {
  if (tls === 'none') return null;
  if (tls === 'embedded') return { ca: embeddedCa(), serverName: EMBEDDED_NAME };
  try {
    return { ca: readFileSync(tls.caFile), serverName: tls.serverName };
  } catch {
    throw new InputError(`the certificate of ${account} cannot be read`, tls.caFile, 'correct tls.caFile');
  }
}

/** It lies inside wechaty-puppet-service, which does not hand it out: one of the reasons why that version is pinned. */
function embeddedCa(): Buffer {
  const require = createRequire(import.meta.url);
  const file = join(dirname(require.resolve('wechaty-puppet-service')), 'auth', 'ca.js');
  const { TLS_CA_CERT } = z.object({ TLS_CA_CERT: z.string() }).parse(require(file));
  return Buffer.from(TLS_CA_CERT);
}
