/** WeChat as a platform: people speak at a gateway on loopback, and what the bot says is what the gateway was given. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { types, type payloads } from 'wechaty-puppet';
import type { Adapter } from '../../../adapters/adapter.js';
import { photosIn } from '../../../adapters/photos.js';
import { WechatAccount } from '../../../adapters/wechat/account.js';
import { wechatSchema } from '../../../adapters/wechat/config.js';
import type { LinkOptions } from '../../../adapters/wechat/connection.js';
import { loadGateways } from '../../../adapters/wechat/gateway.js';
import { idsOf, type Ids } from '../../../adapters/wechat/ids.js';
import type { Clock } from '../../../src/clock/clock.js';
import { logger } from '../../../src/log.js';
import type { MessageId, PersonId, RoomId } from '../../../src/model/ids.js';
import type { AdapterOptions, PlatformDouble, Said, SendFailure, Shown } from '../platform-double.js';
import { gatewayDouble, TOKEN, type GatewayDouble } from './gateway.js';
import { BOT, type SendFault, type SentMessage } from './puppet.js';

/** As short as a busy machine lets them be. */
export const QUICK: Partial<LinkOptions> = {
  keepAliveMs: 500,
  keepAliveLimitMs: 3000,
  openLimitMs: 2000,
  loginGraceMs: 1000,
  backoffMs: [50, 100, 200],
  refusedMs: 300,
};
const PAUSE_MS = 10;

const FAULTS: Readonly<Record<SendFailure, SendFault>> = {
  refused: { kind: 'error', words: '发送失败' },
  'too-fast': { kind: 'error', words: '操作过于频繁,请稍后再试' },
  'risk-control': { kind: 'error', words: 'risk control: 账号异常,功能受限' },
  'no-answer': { kind: 'lost' },
  reset: { kind: 'reset' },
  'delivered-but-error': { kind: 'error', words: 'server answered 502', out: true },
  'not-in-room': { kind: 'error', words: 'the bot is not a member of the room' },
  cold: { kind: 'error', words: '你还不是他(她)朋友,对方开启了朋友验证' },
  'echo-missing': { kind: 'no-echo' },
};

const KINDS: Readonly<Record<NonNullable<Said['kind']>, payloads.Message['type']>> = {
  voice: types.Message.Audio,
  video: types.Message.Video,
  file: types.Message.Attachment,
  sticker: types.Message.Emoticon,
  location: types.Message.Location,
  card: types.Message.Contact,
};

export const wechatDouble = async (clock: Clock): Promise<WechatDouble> =>
  new WechatDouble(clock, await gatewayDouble());

const cannot = (what: string) => (): Promise<never> => Promise.reject(new Error(`WeChat cannot ${what}`));
const rawRoom = (name: string): string => `${name}@chatroom`;
const rawPerson = (name: string): string => `wxid_${name}`;

export class WechatDouble implements PlatformDouble {
  readonly can = new Set(['recalls', 'echoes', 'renames', 'links'] as const);
  readonly secrets = [TOKEN];
  readonly #folder = mkdtempSync(join(tmpdir(), 'weige-wechat-'));
  readonly #nicknames = new Map<string, string>();
  readonly #said = new Map<string, { readonly raw: string; readonly said: Said }>();
  #ids: Ids = idsOf('wechat');
  #adapter: Adapter | null = null;

  constructor(
    readonly clock: Clock,
    readonly gateway: GatewayDouble,
  ) {
    gateway.puppet.now = () => clock.now();
  }

  async addRoom(name: string, options: { title?: string; members?: readonly string[] } = {}): Promise<void> {
    this.gateway.puppet.room(rawRoom(name), options.title ?? name, (options.members ?? []).map(rawPerson));
  }
  async addPerson(name: string, nickname: string): Promise<void> {
    this.#nicknames.set(name, nickname);
    this.gateway.puppet.person(rawPerson(name), nickname);
    this.gateway.puppet.friends.add(rawPerson(name));
  }

  async adapter({ account = 'wechat', log, photos }: AdapterOptions = {}): Promise<Adapter> {
    this.#ids = idsOf(account);
    const rates = { lookupsPerSecond: 100, memberLookupsPerSecond: 100 };
    const config = wechatSchema.parse({
      platform: 'wechat',
      account,
      endpoint: this.gateway.endpoint,
      tls: 'none',
      ...rates,
    });
    const deps = {
      clock: this.clock,
      log: log ?? logger('error', { write: () => undefined }),
      photos: photos ?? photosIn(this.#folder),
      folder: join(this.#folder, account),
      botNames: ['微格'],
      env: { WEIGE_WECHAT_TOKEN: TOKEN, [`WEIGE_WECHAT_${account.toUpperCase()}_TOKEN`]: TOKEN },
    };
    const tuning = { link: QUICK, sendLimitMs: 1500, retryMs: 50 };
    this.#adapter = new WechatAccount(config, deps, await loadGateways(), tuning);
    return this.#adapter;
  }

  async say(name: string, said: Said): Promise<MessageId> {
    const [file] = said.images ?? [];
    const where = said.room === null ? {} : { roomId: rawRoom(said.room) };
    const bot = said.mentionsBot === true ? [BOT] : [];
    const raw = this.gateway.puppet.say(
      {
        talkerId: rawPerson(said.from),
        type: file ? types.Message.Image : said.kind ? KINDS[said.kind] : types.Message.Text,
        text: this.#quoting(said),
        timestamp: said.at ?? this.clock.now(),
        mentionIdList: [...(said.mentions ?? []).map(rawPerson), ...bot],
        ...where,
      },
      file ? { file } : {},
    );
    this.#said.set(name, { raw, said });
    return this.messageId(name);
  }

  async recall(name: string): Promise<void> {
    const { raw, said } = this.#line(name);
    const where = said.room === null ? {} : { roomId: rawRoom(said.room) };
    this.gateway.puppet.say({ talkerId: rawPerson(said.from), type: types.Message.Recalled, text: raw, ...where });
  }

  edit = cannot('change what was said');
  press = cannot('show buttons');

  async join(room: string, person: string): Promise<void> {
    this.#members(room).push(rawPerson(person));
    this.#joined(room, [rawPerson(person)], BOT);
  }
  async leave(room: string, person: string): Promise<void> {
    const members = this.#members(room);
    members.splice(members.indexOf(rawPerson(person)), 1);
    this.#left(room, rawPerson(person), rawPerson(person));
  }
  async renamePerson(room: string, person: string, nickname: string): Promise<void> {
    this.gateway.puppet.aliases.set(`${rawRoom(room)}/${rawPerson(person)}`, nickname);
    this.gateway.puppet.dirty(types.Dirty.RoomMember, rawRoom(room));
  }
  async renameRoom(room: string, title: string): Promise<void> {
    const { puppet } = this.gateway;
    const roomId = rawRoom(room);
    const payload = puppet.mocker.roomPayload(roomId);
    const oldTopic = payload.topic;
    payload.topic = title;
    puppet.emit('room-topic', { changerId: BOT, newTopic: title, oldTopic, roomId, timestamp: this.clock.now() });
  }
  async putBotIn(room: string, by: string): Promise<void> {
    const { puppet } = this.gateway;
    if (!puppet.mocker.cacheRoomPayload.has(rawRoom(room))) puppet.room(rawRoom(room), room, [rawPerson(by)]);
    this.#joined(room, [BOT], rawPerson(by));
  }
  async removeBot(room: string, by: string): Promise<void> {
    this.gateway.puppet.mocker.cacheRoomPayload.delete(rawRoom(room));
    this.#left(room, BOT, rawPerson(by));
  }

  shown = (): readonly Shown[] => this.gateway.puppet.sent.map((sent) => this.#shown(sent));
  async showed(count: number): Promise<void> {
    for (let tries = 0; this.gateway.puppet.sent.length < count; tries += 1) {
      if (tries > 1000) throw new Error(`only ${this.gateway.puppet.sent.length} of ${count} were shown`);
      await wait(PAUSE_MS);
    }
  }

  roomId = (name: string): RoomId => this.#ids.room(rawRoom(name));
  personId = (name: string): PersonId => this.#ids.person(rawPerson(name));
  messageId = (name: string): MessageId => this.#ids.message(this.#line(name).raw);

  failSends(...kinds: readonly SendFailure[]): void {
    this.gateway.puppet.faults.push(...kinds.map((kind) => FAULTS[kind]));
  }
  disturb(how: 'duplicate' | 'reorder' | 'none'): void {
    this.gateway.puppet.disturbance = how;
  }
  goDown = (): Promise<void> => this.gateway.goDown();
  comeBack = (): Promise<void> => this.gateway.comeBack();

  async stop(): Promise<void> {
    await this.#adapter?.stop();
    await this.gateway.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #line(name: string): { readonly raw: string; readonly said: Said } {
    const line = this.#said.get(name);
    if (line === undefined) throw new Error(`nobody said ${name}`);
    return line;
  }

  /** WeChat writes a quotation into the text. */
  #quoting(said: Said): string {
    if (said.quote === undefined) return said.text;
    const { said: quoted } = this.#line(said.quote);
    const speaker = this.#nicknames.get(quoted.from) ?? quoted.from;
    return `「${speaker}:${quoted.text}」\n- - - - - - - - - - - - - - -\n${said.text}`;
  }

  #members(room: string): string[] {
    return this.gateway.puppet.mocker.roomPayload(rawRoom(room)).memberIdList;
  }
  #joined(room: string, inviteeIdList: string[], inviterId: string): void {
    const timestamp = this.clock.now();
    this.gateway.puppet.emit('room-join', { inviteeIdList, inviterId, roomId: rawRoom(room), timestamp });
  }
  #left(room: string, person: string, removerId: string): void {
    const timestamp = this.clock.now();
    this.gateway.puppet.emit('room-leave', { removeeIdList: [person], removerId, roomId: rawRoom(room), timestamp });
  }

  #shown({ id, to, text, mentions, bytes, url }: SentMessage): Shown {
    const room = to.endsWith('@chatroom') ? to.replace('@chatroom', '') : null;
    return {
      room,
      person: room === null ? to.replace('wxid_', '') : null,
      text,
      mentions: mentions.map((raw) => raw.replace('wxid_', '')),
      images: bytes === null ? [] : [bytes],
      link: url,
      buttons: [],
      id: this.#ids.message(id),
    };
  }
}
