/**
 * The client of wechaty-puppet-service inside a Wechaty of its own, one pair a connection. What they do of their own accord when
 * things go wrong is taken out of their hands:
 * - the watchdog logs the remote account out, and so does a stop: neither is ever let happen;
 * - a lost stream is opened again by nobody, and the wait before a new connection grows to two minutes: both are ours;
 * - Wechaty asks for every member of a room at its first message (21,857 calls for 300 rooms): it hears of nothing said;
 * - a cache under the home folder serves last week's names and crashes a second process: nothing is kept there;
 * This leans on members that the libraries do not promise: their versions are pinned, and the tests of the link hold them to it.
 */
import { impls } from 'wechaty';
import { grpc, puppet as protocol } from 'wechaty-grpc';
import { PuppetService } from 'wechaty-puppet-service';
import { systemClock } from '../../src/clock/clock.js';
import { gatewayError } from './calls.js';

type GrpcManager = PuppetService['grpcManager'];
export type Client = InstanceType<typeof protocol.PuppetClient>;

export interface Access {
  readonly endpoint: string;
  readonly token: string;
  /** null: nothing is encrypted. */
  readonly tls: { readonly ca: Buffer; readonly serverName: string } | null;
}

/** Twenty days, nearly the longest that a timer can be set to. */
const NO_WATCHDOG_SECONDS = 20 * 24 * 3600;
const MOST_BYTES = 32 * 1024 * 1024;

export class GatewayPuppet extends PuppetService {
  constructor(
    access: Access,
    readonly client: Client,
  ) {
    const { endpoint, token, tls } = access;
    const certificate = tls === null ? { disable: true } : { caCert: tls.ca.toString(), serverName: tls.serverName };
    super({ token, endpoint, tls: certificate, timeoutSeconds: NO_WATCHDOG_SECONDS });
  }

  /** Lets go of every timer and listener. The protocol's own Stop is never called: it would end the account's session. */
  detach(): void {
    this.__watchdog.stop();
    for (const clean of this._cleanupCallbackList.splice(0)) clean();
    this.removeAllListeners();
  }

  /** Called with the manager of the connection before it begins: the client is ours, and it opens no stream and starts nothing. */
  protected override bridgeGrpcEventStream(manager: GrpcManager): void {
    Reflect.set(manager, '_client', this.client);
    Reflect.set(manager, 'start', () => Promise.resolve());
  }

  /** The cache of the home folder is not opened. */
  protected override hookPayloadStore(): void {
    // Names are kept by the adapter, in the account's own folder.
  }
}

type How<Response> = [
  metadata: grpc.Metadata,
  options: grpc.CallOptions,
  done: (error: grpc.ServiceError | null, response: Response) => void,
];

/** A moment of the machine's clock, whatever clock the town lives by. */
export const until = (limitMs: number) => ({ deadline: systemClock.now() + limitMs });

/** A call of the protocol itself, which the gateway is told to leave alone when its time is over. */
export function ask<Response>(limitMs: number, call: (...how: How<Response>) => unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    call(new grpc.Metadata(), until(limitMs), (error, response) => {
      if (error) reject(gatewayError(error));
      else resolve(response);
    });
  });
}

/** It reads pictures and links for us and hears nothing: what is said comes from the gateway's stream, in its order. */
class QuietWechaty extends impls.WechatyImpl {
  override __setupPuppetEvents(): void {
    // Left out on purpose.
  }
}

/** A Wechaty on a puppet of its own. No call has gone out when it resolves. */
export async function openWechaty(
  access: Access,
  client: Client,
): Promise<{ readonly puppet: GatewayPuppet; readonly wechaty: QuietWechaty }> {
  const puppet = new GatewayPuppet(access, client);
  // Emitters without a listener for errors throw them.
  puppet.on('error', () => undefined);
  const wechaty = new QuietWechaty({ puppet });
  await wechaty.init();
  await puppet.start();
  return { puppet, wechaty };
}

export function clientOf({ endpoint, token, tls }: Access): Client {
  return new protocol.PuppetClient(endpoint, credentials(token, tls), {
    // Without TLS a gateway takes the token from here.
    'grpc.default_authority': token,
    ...(tls === null ? {} : { 'grpc.ssl_target_name_override': tls.serverName }),
    // Each connection is really a new one, and a restarted gateway is found at once: by default the wait grows to 120 s.
    'grpc.use_local_subchannel_pool': 1,
    'grpc.initial_reconnect_backoff_ms': 500,
    'grpc.max_reconnect_backoff_ms': 5_000,
    'grpc.keepalive_time_ms': 20_000,
    'grpc.keepalive_timeout_ms': 10_000,
    'grpc.max_receive_message_length': MOST_BYTES,
    'grpc.max_send_message_length': MOST_BYTES,
  });
}

function credentials(token: string, tls: Access['tls']): grpc.ChannelCredentials {
  if (tls === null) return grpc.credentials.createInsecure();
  const call = grpc.credentials.createFromMetadataGenerator((_, done) => {
    const metadata = new grpc.Metadata();
    metadata.add('authorization', `Wechaty ${token}`);
    done(null, metadata);
  });
  return grpc.credentials.combineChannelCredentials(grpc.credentials.createSsl(tls.ca), call);
}
