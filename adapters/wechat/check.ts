/** What `weige doctor` says of a WeChat account: token, certificate, gateway, login; without disturbing a bot that runs. */
import { InputError } from '../../src/cli/fail.js';
import { note, ok, wrong, type Finding } from '../../src/doctor/finding.js';
import type { Checking } from '../platform.js';
import { accessOf, tokenOf, tokenVariable } from './access.js';
import { gatewayError, type GatewayError } from './calls.js';
import type { Access } from './puppet.js';
import type { WechatConfig } from './config.js';
import { loadGateways, type Gateway } from './gateway.js';

const ANSWER_MS = 4_000;
/** A gateway tells who is logged in as soon as it is listened to. */
const LOGIN_MS = 2_000;

export async function checkWechat(config: WechatConfig, { env, running }: Checking): Promise<Finding[]> {
  const { account, endpoint, tls } = config;
  let access: Access;
  try {
    access = accessOf(config, env);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const where = error.where === null || error.where === account ? '' : `${error.where}: `;
    return [wrong(`${account}: ${where}${error.what}`, error.remedy ?? 'correct it')];
  }
  const findings = [ok(`${account}: ${tokenVariable(config)} is set`), ...exposure(config, tokenOf(config, env) ?? '')];
  const gateway = (await loadGateways())(access);
  try {
    const version = await gateway.version(ANSWER_MS);
    findings.push(ok(`${account}: the gateway at ${endpoint} answers (version ${version})`));
    findings.push(await login(config, gateway, running));
  } catch (error) {
    findings.push(refusal(config, gatewayError(error), tls !== 'none'));
  } finally {
    gateway.close();
  }
  return findings;
}

function exposure({ account, endpoint, tls }: WechatConfig, token: string): Finding[] {
  const findings: Finding[] = [];
  const own = /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\]):/.test(endpoint);
  if (tls === 'none' && !own)
    findings.push(
      note(
        `${account}: the token and all talk go to ${endpoint} in the clear`,
        'give the gateway a certificate, see tls',
      ),
    );
  if (!token.includes('_'))
    findings.push(
      note(
        `${account}: the token has no _, and other Wechaty programs refuse such ones`,
        'if the gateway refuses it, take a token with one',
      ),
    );
  return findings;
}

function refusal(
  { account, endpoint, ...config }: WechatConfig,
  { code, details }: GatewayError,
  encrypted: boolean,
): Finding {
  if (code === 16 || code === 7)
    return wrong(
      `${account}: the gateway at ${endpoint} refuses the token`,
      `correct ${tokenVariable({ account, endpoint, ...config })}: it must be the one the gateway was started with`,
    );
  const certificate = encrypted && /certificate|altnames|self.signed|wrong version|tls|ssl/i.test(details);
  if (certificate)
    return wrong(
      `${account}: the certificate of ${endpoint} is not the expected one`,
      'correct tls: caFile and serverName, or none or embedded',
    );
  const silent = code === 4 ? 'does not answer in time' : 'cannot be reached';
  return wrong(`${account}: the gateway at ${endpoint} ${silent}`, 'start the gateway, or correct endpoint and tls');
}

/** Listening takes the stream, so a running bot's is left alone. */
async function login({ account, endpoint }: WechatConfig, gateway: Gateway, running: boolean): Promise<Finding> {
  if (running) return note(`${account}: a bot is running on it; whether an account is logged in was not asked`);
  const found = await loggedIn(gateway);
  if (found === 'taken')
    return wrong(`${account}: another program listens to the gateway at ${endpoint}`, 'stop that program');
  if (found === 'nobody')
    return wrong(
      `${account}: no account is logged in at the gateway`,
      'log in at the gateway by scanning its code with the phone',
    );
  return ok(`${account}: an account is logged in`);
}

function loggedIn(gateway: Gateway): Promise<'somebody' | 'nobody' | 'taken'> {
  return new Promise((tell) => {
    const done = (found: 'somebody' | 'nobody' | 'taken') => {
      clearTimeout(timer);
      stream.cancel();
      tell(found);
    };
    const timer = setTimeout(() => done('nobody'), LOGIN_MS);
    const stream = gateway.listen({
      event: ({ type }) => {
        if (type === 'login') done('somebody');
      },
      unreadable: () => undefined,
      lost: ({ code }) => done(code === 6 ? 'taken' : 'nobody'),
    });
  });
}
