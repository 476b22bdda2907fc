/** The platform: a Bot API server on loopback for each account of the district, and its people, who say what they are told to. */
import type { Clock } from '../../../src/clock/clock.js';
import { Crowd } from '../../support/telegram/crowd.js';
import { BotApiServer } from '../../support/telegram/server.js';
import type { ApiMessage } from '../../support/telegram/world.js';
import {
  accountOf,
  accountOfRoom,
  accountOfTown,
  botUser,
  CHAT,
  nicknameOf,
  tokenOf,
  USER,
  type Size,
} from './district.js';
import type { Line } from './day.js';
import { idsOfAccount } from './move-in.js';

export class Stage {
  readonly #servers: readonly BotApiServer[];
  readonly #crowds: readonly Crowd[];
  /** Messages by the key of their line: what answers them quotes them. */
  readonly #said = new Map<number, ApiMessage>();

  private constructor(
    readonly size: Size,
    clock: Clock,
  ) {
    this.#servers = Array.from(
      { length: size.accounts },
      (_, account) =>
        new BotApiServer({ clock, token: tokenOf(account), username: `weige_district_${botUser(account)}_bot` }),
    );
    this.#crowds = this.#servers.map((server) => new Crowd(server));
    this.#furnish();
  }

  static async open(size: Size, clock: Clock): Promise<Stage> {
    const stage = new Stage(size, clock);
    for (const server of stage.#servers) await server.listen();
    return stage;
  }

  get endpoints(): string[] {
    return this.#servers.map(({ address }) => address);
  }

  /** Whether every account has been asked for what was said. */
  get polled(): boolean {
    return this.#servers.every(({ delivery }) => delivery.polls > 0);
  }

  /** How many texts the bot has brought, on all accounts. */
  get shown(): number {
    return this.#servers.reduce((sum, { world }) => sum + world.sent.length, 0);
  }

  /** Gives the message's id as the adapter makes it. */
  say({ room, by, text, quote, key }: Line): string {
    const user = by === 'leader' ? USER.leader(room) : USER.resident(room, by);
    const name = by === 'leader' ? `微网格长${room + 1}` : nicknameOf(this.size, room, by);
    const quoted = quote === null ? undefined : this.#said.get(quote);
    const body = quoted?.chat.id === CHAT.room(room) ? { text, reply_to_message: quoted } : { text };
    const account = accountOfRoom(this.size, room);
    const message = this.#put(account, CHAT.room(room), { id: user, name }, body);
    this.#said.set(key, message);
    return idsOfAccount(account).message(message.chat.id, message.message_id);
  }

  /** What was said before is quoted no more. */
  forget(): void {
    this.#said.clear();
  }

  sayAmongStaff(community: number, user: number, name: string, text: string): void {
    this.#put(accountOf(this.size, community), CHAT.staff(community), { id: user, name }, { text });
  }

  sayInTown(town: number, text: string): void {
    const user = { id: USER.town(town), name: `镇里 小何${town + 1}` };
    this.#put(accountOfTown(this.size, town), CHAT.town(town), user, { text });
  }

  sayInDistrict(text: string): void {
    this.#put(0, CHAT.district, { id: USER.district, name: '区中心 小陆' }, { text });
  }

  async stop(): Promise<void> {
    for (const server of this.#servers) await server.stop();
  }

  #put(
    account: number,
    chat: number,
    { id, name }: { readonly id: number; readonly name: string },
    body: Readonly<Record<string, unknown>>,
  ): ApiMessage {
    const crowd = this.#crowds[account];
    if (crowd === undefined) throw new Error(`there is no account ${account}`);
    return crowd.say(chat, { id, is_bot: false, first_name: name }, body);
  }

  #furnish(): void {
    const { size } = this;
    const group = (account: number, id: number, title: string): void =>
      void this.#servers[account]?.world.addChat({ id, type: 'supergroup', title });
    group(0, CHAT.district, '江北区治理中心');
    for (let town = 0; town < size.towns; town += 1)
      group(accountOfTown(size, town), CHAT.town(town), `第${town + 1}镇治理中心`);
    for (let at = 0; at < size.communities; at += 1)
      group(accountOf(size, at), CHAT.staff(at), `第${at + 1}社区工作群`);
    this.#servers.forEach(({ world }) => letPeopleBeWrittenTo(world));
    for (let room = 0; room < size.rooms; room += 1)
      group(accountOfRoom(size, room), CHAT.room(room), `第${room + 1}微网格群`);
  }
}

/** A million people would fill the double's memory: each gets a chat when first written to. */
function letPeopleBeWrittenTo(world: BotApiServer['world']): void {
  const open = world.openChat.bind(world);
  const met = new Set<number>();
  world.openChat = (id) => {
    if (id > 0 && !met.has(id)) {
      met.add(id);
      world.addChat({ id, type: 'private', first_name: '住户' });
    }
    return open(id);
  };
}
