/** One WeChat account: its connection, its ears and its mouth put together. */
import { join } from 'node:path';
import { isoTime } from '../../src/clock/zone.js';
import { InputError } from '../../src/cli/fail.js';
import { lockStore } from '../../src/config/open-store.js';
import type { Source } from '../../src/model/event.js';
import { accountId, platformId, type AccountId, type Instant, type PlatformId } from '../../src/model/ids.js';
import type { Adapter, Capabilities, Health, Outgoing, SendResult, Sink } from '../adapter.js';
import type { AdapterDeps } from '../platform.js';
import { accessOf, tokenVariable } from './access.js';
import type { Access } from './puppet.js';
import type { WechatConfig } from './config.js';
import { LINK_OPTIONS, type LinkOptions } from './connection.js';
import type { Gateway } from './gateway.js';
import { healthOf } from './health.js';
import { idsOf, type Ids } from './ids.js';
import { Hearing } from './incoming.js';
import { Link } from './link.js';
import { Members } from './members.js';
import { Names } from './names.js';
import { Order } from './order.js';
import { Speaking, TEXT_LIMIT } from './outgoing.js';
import { PhotoKeeper } from './photos.js';
import { Sent } from './sent.js';
import { Talk } from './talk.js';

/** Where the account's last heard moment is remembered. */
const HEARD_KEY = 'heard-until';
const SAVE_NAMES_MS = 10 * 60_000;
/** The queue of what concerns no room. */
const ACCOUNT = '';

export type AccountDeps = Omit<AdapterDeps, 'console' | 'locale'>;

export interface Tuning {
  readonly link?: Partial<LinkOptions>;
  /** How long a message waits for a name, a picture may take, a send may take, an event waits before it is given again. */
  readonly nameWaitMs?: number;
  readonly pictureLimitMs?: number;
  readonly sendLimitMs?: number;
  readonly retryMs?: number;
}

interface Parts {
  readonly link: Link;
  readonly order: Order;
  readonly members: Members;
  readonly names: Names;
  readonly photos: PhotoKeeper;
  readonly speaking: Speaking;
  readonly saving: NodeJS.Timeout;
  readonly sink: Sink;
  readonly unlock: () => void;
}

export class WechatAccount implements Adapter {
  readonly platform: PlatformId;
  readonly account: AccountId;
  readonly capabilities: Capabilities = {
    mentions: true,
    images: true,
    quotes: false,
    buttons: false,
    links: true,
    recalls: true,
    edits: false,
    coldPrivate: false,
    paced: true,
    echoes: true,
    replays: false,
    hears: true,
    textLimit: TEXT_LIMIT,
  };
  readonly #ids: Ids;
  readonly #source: Source;
  #parts: Parts | null = null;

  constructor(
    private readonly config: WechatConfig,
    private readonly deps: AccountDeps,
    private readonly connect: (access: Access) => Gateway,
    private readonly tuning: Tuning = {},
  ) {
    this.platform = platformId(config.platform);
    this.account = accountId(config.account);
    this.#ids = idsOf(config.account);
    this.#source = { platform: this.platform, account: this.account };
  }

  async start(sink: Sink): Promise<void> {
    const access = accessOf(this.config, this.deps.env);
    const unlock = this.#lock();
    try {
      const heard = Number(await sink.remembered(this.#source, HEARD_KEY));
      this.#parts = await this.#assembled(sink, access, heard > 0 ? heard : null, unlock);
    } catch (error) {
      unlock();
      throw error;
    }
    await this.#parts.link.start();
  }

  async send(message: Outgoing): Promise<SendResult> {
    if (this.#parts === null) return { state: 'unready', reason: 'not started', retryAfterMs: 1000 };
    try {
      return await this.#parts.speaking.send(message);
    } catch (error) {
      this.deps.log.error(
        { account: this.account, outbox: message.outboxId, err: error },
        'a send failed in the adapter',
      );
      return { state: 'unknown', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  health(): Health {
    return healthOf({
      state: this.#parts?.link.state ?? { kind: 'stopped' },
      endpoint: this.config.endpoint,
      variable: tokenVariable(this.config),
      waiting: this.#parts?.order.waiting ?? 0,
      photosLost: this.#parts?.photos.diskFailed ?? false,
      time: (at) => isoTime(at, 'Asia/Shanghai'),
    });
  }

  async stop(): Promise<void> {
    const parts = this.#parts;
    if (parts === null) return;
    this.#parts = null;
    clearInterval(parts.saving);
    if (parts.link.self !== null) await this.#remember(parts.sink, this.deps.clock.now());
    await parts.link.stop();
    await parts.members.stop();
    await parts.order.stop();
    await this.#saveNames(parts.names);
    parts.unlock();
  }

  /** Two processes of one account would end each other's stream. */
  #lock(): () => void {
    try {
      return lockStore(join(this.deps.folder, 'account'));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new InputError(`the account ${this.account}: ${error.what}`, error.where, error.remedy);
    }
  }

  async #assembled(sink: Sink, access: Access, heardUntil: Instant | null, unlock: () => void): Promise<Parts> {
    const { config, deps, tuning } = this;
    const { clock, log } = deps;
    const account = config.account;
    const names = new Names(join(deps.folder, 'names.json'));
    await names.load();
    const gateway = () => link.gateway;
    const self = () => link.self;
    const { retryMs = 1000, nameWaitMs: waitMs = 1000 } = tuning;
    const order = new Order({ sink, log, account, retryMs, flow: (open) => link.flow(open) });
    const shared = { source: this.#source, ids: this.#ids, clock, log, account, names, order, gateway, self };
    const members = new Members({ ...shared, ...this.#given(order), ...rates(config), waitMs });
    const photos = new PhotoKeeper({ ...shared, photos: deps.photos, ...limit(tuning.pictureLimitMs) });
    const common = { ...shared, members, sent: new Sent() };
    const botNames = [...deps.botNames, ...config.botNames];
    const hearing = new Hearing({ ...common, sink, photos, botNames, acceptFriends: config.acceptFriends }, new Talk());
    const trouble = () => this.health().reason;
    const speaking = new Speaking({ ...common, photos: deps.photos, trouble, ...limit(tuning.sendLimitMs) });
    const keepAliveMs = config.keepAliveSeconds * 1000;
    const options = { ...LINK_OPTIONS, keepAliveMs, ...tuning.link };
    const link: Link = new Link(
      { clock, log, account, connect: () => this.connect(access), options, heardUntil },
      this.#listening({ sink, order, members, hearing }),
    );
    const saving = setInterval(() => void this.#saveNames(names), SAVE_NAMES_MS).unref();
    return { link, order, members, names, photos, speaking, saving, sink, unlock };
  }

  #given(order: Order): Pick<ConstructorParameters<typeof Members>[0], 'renamed' | 'counted'> {
    const base = (room: string) => ({ source: this.#source, at: this.deps.clock.now(), room: this.#ids.room(room) });
    return {
      renamed: (room, person, name) =>
        order.give(room, { ...base(room), type: 'rename', person: this.#ids.person(person), name }),
      counted: (room, people) => {
        const members = people.map(({ person, name }) => ({ person: this.#ids.person(person), name }));
        order.give(room, { ...base(room), type: 'members', members });
      },
    };
  }

  #listening(parts: {
    readonly sink: Sink;
    readonly order: Order;
    readonly members: Members;
    readonly hearing: Hearing;
  }): ConstructorParameters<typeof Link>[1] {
    const { sink, order, members, hearing } = parts;
    const source = this.#source;
    return {
      event: (event, self) => hearing.heard(event, self),
      heard: (at) => void this.#remember(sink, at),
      down: (at, reason) => order.give(ACCOUNT, { type: 'down', source, at, reason }),
      up: (gateway, self, cutSince) => {
        const now = this.deps.clock.now();
        if (cutSince !== null) order.give(ACCOUNT, { type: 'gap', source, at: cutSince, until: now, replayed: false });
        void this.#remember(sink, now);
        hearing.resume(self);
        members.resume();
        void this.#tellRooms(order, members, gateway);
      },
    };
  }

  async #tellRooms(order: Order, members: Members, gateway: Gateway): Promise<void> {
    try {
      const rooms = await members.rooms(gateway);
      this.deps.log.info({ account: this.account, rooms: rooms.length }, 'the account hears');
      const known = rooms.map(({ room, name }) => ({ room: this.#ids.room(room), name }));
      order.give(ACCOUNT, { type: 'rooms', source: this.#source, at: this.deps.clock.now(), rooms: known });
    } catch (error) {
      this.deps.log.warn({ account: this.account, err: error }, 'the rooms of the account could not be told');
    }
  }

  async #remember(sink: Sink, at: Instant): Promise<void> {
    try {
      await sink.remember(this.#source, HEARD_KEY, String(at));
    } catch (error) {
      this.deps.log.warn({ account: this.account, err: error }, 'the last heard moment could not be kept');
    }
  }

  async #saveNames(names: Names): Promise<void> {
    try {
      await names.save();
    } catch (error) {
      this.deps.log.warn(
        { account: this.account, err: error },
        'the names could not be kept; they are asked for again',
      );
    }
  }
}

const rates = ({ lookupsPerSecond, memberLookupsPerSecond }: WechatConfig) => ({
  lookupsPerSecond,
  memberLookupsPerSecond,
});

const limit = (limitMs: number | undefined): { readonly limitMs?: number } =>
  limitMs === undefined ? {} : { limitMs };
