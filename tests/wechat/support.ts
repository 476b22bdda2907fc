/** One account on one gateway, with the sink that listens. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, vi } from 'vitest';
import type { Outgoing } from '../../adapters/adapter.js';
import { photosIn, type Photos } from '../../adapters/photos.js';
import { WechatAccount, type Tuning } from '../../adapters/wechat/account.js';
import { wechatSchema } from '../../adapters/wechat/config.js';
import { loadGateways } from '../../adapters/wechat/gateway.js';
import { idsOf } from '../../adapters/wechat/ids.js';
import { systemClock } from '../../src/clock/clock.js';
import { logger } from '../../src/log.js';
import { RecordingSink } from '../contracts/adapters/sink.js';
import { QUICK } from '../support/wechat/double.js';
import { gatewayDouble, TOKEN, type GatewayDouble } from '../support/wechat/gateway.js';

const endings: (() => Promise<void> | void)[] = [];
/** Undone after the test, the latest first. */
export const atEnd = (end: () => Promise<void> | void): void => void endings.push(end);

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

export const WAIT = { timeout: 20_000, interval: 10 };
export const ids = idsOf('wechat');

export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'weige-wechat-test-'));
  atEnd(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

export interface AccountOptions {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly tuning?: Tuning;
  readonly folder?: string;
  readonly photos?: Photos;
  readonly sink?: RecordingSink;
}

export interface Listening {
  readonly adapter: WechatAccount;
  readonly sink: RecordingSink;
  readonly folder: string;
}

/** Not started. */
export async function accountAt(endpoint: string, options: AccountOptions = {}): Promise<Listening> {
  const place = options.folder ?? folder();
  const given = { platform: 'wechat', endpoint, tls: 'none', lookupsPerSecond: 100, memberLookupsPerSecond: 100 };
  const adapter = new WechatAccount(
    wechatSchema.parse({ ...given, ...options.config }),
    {
      clock: systemClock,
      log: logger('error', { write: () => undefined }),
      photos: options.photos ?? photosIn(place),
      folder: place,
      botNames: ['微格'],
      env: options.env ?? { WEIGE_WECHAT_TOKEN: TOKEN },
    },
    await loadGateways(),
    { retryMs: 50, sendLimitMs: 1500, ...options.tuning, link: { ...QUICK, ...options.tuning?.link } },
  );
  atEnd(() => adapter.stop());
  return { adapter, sink: options.sink ?? new RecordingSink(), folder: place };
}

/** Started, and connected. */
export async function connectedAt(endpoint: string, options: AccountOptions = {}): Promise<Listening> {
  const made = await accountAt(endpoint, options);
  await made.adapter.start(made.sink);
  await well(made);
  return made;
}

export interface Scene extends Listening {
  readonly gateway: GatewayDouble;
  readonly puppet: GatewayDouble['puppet'];
}

/** A gateway with two rooms and three people, and an account that is connected to it. */
export async function scene(options: AccountOptions = {}): Promise<Scene> {
  const gateway = await gatewayDouble();
  atEnd(() => gateway.stop());
  peopled(gateway);
  const made = await connectedAt(gateway.endpoint, options);
  return { ...made, gateway, puppet: gateway.puppet };
}

export const R1 = 'r1@chatroom';
export const R2 = 'r2@chatroom';

export function peopled({ puppet }: GatewayDouble): void {
  puppet.person('wxid_li', '李姐');
  puppet.person('wxid_wang', '王师傅');
  puppet.person('wxid_out', '路人');
  for (const id of ['wxid_li', 'wxid_wang']) puppet.friends.add(id);
  puppet.room(R1, '莲花1号楼群', ['wxid_li', 'wxid_wang']);
  puppet.room(R2, '莲花2号楼群', ['wxid_li', 'wxid_wang']);
}

export const well = ({ adapter }: Pick<Listening, 'adapter'>): Promise<void> =>
  vi.waitFor(() => expect(adapter.health()).toMatchObject({ ok: true }), WAIT);
export const unwell = ({ adapter }: Pick<Listening, 'adapter'>): Promise<void> =>
  vi.waitFor(() => expect(adapter.health()).toMatchObject({ ok: false }), WAIT);

/** The message with the gateway's id, once it is kept. */
export const heard = ({ sink }: Pick<Listening, 'sink'>, raw: string) =>
  vi.waitFor(() => {
    const message = sink.message(ids.message(raw));
    if (!message) throw new Error(`${raw} has not come`);
    return message;
  }, WAIT);

let numbered = 0;
export function speech(
  to: { room: string } | { person: string },
  text: string,
  more: Partial<Outgoing> = {},
): Outgoing {
  numbered += 1;
  const place = 'room' in to ? { room: ids.room(to.room) } : { person: ids.person(to.person) };
  return {
    to: place,
    text,
    images: [],
    link: null,
    mentions: [],
    replyTo: null,
    buttons: [],
    outboxId: numbered,
    ...more,
  };
}
