/** A gateway on loopback: the real server of the puppet service over gRPC, around an account that misbehaves on demand. */
import { PuppetServer } from 'wechaty-puppet-service';
import { AccountPuppet } from './puppet.js';
import { freePort } from '../../../src/bench/free-port.js';

export interface GatewayTls {
  readonly disable?: true;
  readonly serverCert?: string;
  readonly serverKey?: string;
}

export interface GatewayDouble {
  readonly puppet: AccountPuppet;
  readonly endpoint: string;
  readonly token: string;
  /** Ends the server and its connections, as if it were killed; the account itself stays as it is. */
  goDown(): Promise<void>;
  comeBack(options?: { readonly token?: string }): Promise<void>;
  stop(): Promise<void>;
}

export const TOKEN = 'insecure_00000000-1111-2222-3333-444444444444';

export async function gatewayDouble(
  options: {
    readonly tls?: GatewayTls;
    readonly port?: number;
    readonly token?: string;
    readonly loggedIn?: boolean;
    /** false: nobody listens at the address yet. */
    readonly open?: boolean;
  } = {},
): Promise<GatewayDouble> {
  const puppet = new AccountPuppet();
  const endpoint = `127.0.0.1:${options.port ?? (await freePort())}`;
  const token = options.token ?? TOKEN;
  let server: PuppetServer | null = null;
  const comeBack = async (again: { readonly token?: string } = {}) => {
    const next = new PuppetServer({
      endpoint,
      puppet,
      token: again.token ?? token,
      tls: options.tls ?? { disable: true },
    });
    await next.start();
    server = next;
  };
  const goDown = async () => {
    const last = server;
    server = null;
    await last?.stop();
  };
  await puppet.start();
  if (options.loggedIn !== false) puppet.enter();
  puppet.onReset = () => void goDown().then(() => comeBack());
  if (options.open !== false) await comeBack();
  return { puppet, endpoint, token, goDown, comeBack, stop: goDown };
}
