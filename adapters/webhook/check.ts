/** What `weige doctor` says of an outlet: its address, its secret, whether it can be reached. Nothing is sent to it. */
import { connect as plainConnect, isIP, type Socket } from 'node:net';
import { connect as secureConnect } from 'node:tls';
import { note, ok, wrong, type Finding } from '../../src/doctor/finding.js';
import type { Checking } from '../platform.js';
import { addressVariable, isNear, receiverOf, secretVariable } from './address.js';
import type { WebhookConfig } from './config.js';
import type { Receiver } from './format.js';
import { FORMAT_OF } from './formats.js';

const REACH_WITHIN_MS = 5000;

export async function checkWebhook(config: WebhookConfig, { env }: Checking): Promise<Finding[]> {
  const receiver = receiverOf(config, env);
  if ('what' in receiver) return [wrong(`${config.account}: ${receiver.what}`, receiver.remedy)];
  return [
    ...host(config, receiver.url),
    ...secret(config, receiver),
    ...protocol(config, receiver.url),
    await reach(config, receiver.url),
  ];
}

/** A robot's own vendor, somebody else's, or a company's own installation. */
function host(config: WebhookConfig, { hostname }: URL): Finding[] {
  const { hosts, title } = FORMAT_OF[config.format];
  if (hosts.length === 0 || hosts.includes(hostname)) return [];
  const owner = Object.entries(FORMAT_OF).find(([, format]) => format.hosts.includes(hostname));
  if (owner !== undefined)
    return [
      wrong(`${config.account}: ${addressVariable(config)} leads to ${owner[1].title}`, `write format: ${owner[0]}`),
    ];
  return [note(`${config.account}: ${hostname} is not ${title}'s own`, 'right only for an installation of your own')];
}

function secret(config: WebhookConfig, { secret }: Receiver): Finding[] {
  const variable = secretVariable(config);
  if (config.format === 'wecom')
    return secret === null
      ? []
      : [note(`${config.account}: ${variable} is set and not used`, 'a WeCom robot knows no signature')];
  if (secret !== null) return [ok(`${config.account}: ${variable} is set`)];
  const why =
    config.format === 'generic'
      ? 'without it the receiver cannot tell our texts from those of others'
      : 'needed if the robot asks for a signature; a keyword or an IP list does without';
  return [note(`${config.account}: ${variable} is not set`, why)];
}

function protocol(config: WebhookConfig, { protocol, hostname }: URL): Finding[] {
  if (protocol === 'https:' || isNear(hostname)) return [];
  return [
    note(`${config.account}: plain http to a public address`, 'anybody on the way may read and change what is sent'),
  ];
}

async function reach(config: WebhookConfig, url: URL): Promise<Finding> {
  const trouble = await refusal(url);
  const place = url.host;
  if (trouble === null) return ok(`${config.account}: ${place} can be reached`);
  const remedy = /CERT|SIGNED|SIGNATURE|TLS|SSL/.test(trouble)
    ? 'its certificate or encryption is not accepted: renew it, or name the authority in NODE_EXTRA_CA_CERTS'
    : 'look at the address, the network and the firewall';
  return wrong(`${config.account}: ${place} cannot be reached (${trouble})`, remedy);
}

/** The error's code; null when a connection, with its certificate, came about. */
function refusal({ protocol, hostname, port }: URL): Promise<string | null> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const secure = protocol === 'https:';
  const at = { host, port: port === '' ? (secure ? 443 : 80) : Number(port) };
  return new Promise((resolve) => {
    const end = (trouble: string | null) => {
      socket.destroy();
      resolve(trouble);
    };
    const socket: Socket = secure
      ? secureConnect({ ...at, ...(isIP(host) === 0 && { servername: host }) })
      : plainConnect(at);
    socket.setTimeout(REACH_WITHIN_MS, () => {
      end('no answer');
    });
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      end(null);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      end(error.code ?? error.name);
    });
  });
}
