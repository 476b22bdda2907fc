/** A WeChat account as a gateway holds it: remembers what was sent, fails on demand, counts what it is asked. */
import { FileBox, type FileBoxInterface } from 'file-box';
import * as PUPPET from 'wechaty-puppet';
import { mock, PuppetMock } from 'wechaty-puppet-mock';

// The library writes its complaints to the console.
PUPPET.log.level('silent');

export const BOT = 'wxid_bot';
const isRoom = (id: string): boolean => id.endsWith('@chatroom');

const NOBODY = {
  avatar: '',
  gender: PUPPET.types.ContactGender.Unknown,
  type: PUPPET.types.Contact.Individual,
  phone: [],
};

export interface SentMessage {
  readonly id: string;
  readonly to: string;
  readonly kind: 'text' | 'picture' | 'link';
  readonly text: string;
  readonly mentions: readonly string[];
  readonly bytes: Buffer | null;
  readonly url: string | null;
}

/** How one send goes wrong. lost: it is never answered and nothing is out; reset: it is out and the connection breaks. */
export type SendFault =
  | { readonly kind: 'error'; readonly words: string; readonly out?: boolean }
  | { readonly kind: 'lost' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'no-id' }
  | { readonly kind: 'no-echo' };

type Message = PUPPET.payloads.Message;
type Extra = { readonly link?: PUPPET.payloads.UrlLink; readonly file?: Buffer; readonly title?: string };

export class AccountPuppet extends PuppetMock {
  readonly sent: SentMessage[] = [];
  readonly aliases = new Map<string, string>();
  readonly friends = new Set<string>();
  readonly faults: SendFault[] = [];
  /** How often each kind of question was asked. */
  readonly asked = new Map<string, number>();
  /** Times at which Stop or Logout was asked for: the account would be gone. */
  stops = 0;
  accepted: string[] = [];
  /** Questions of these kinds get no answer until it is let go. */
  readonly held = new Map<string, Promise<void>>();
  onReset: () => void = () => undefined;
  disturbance: 'none' | 'duplicate' | 'reorder' = 'none';
  readonly #extras = new Map<string, Extra>();
  readonly #swapping: string[] = [];
  #number = 0;

  constructor() {
    super({ mocker: new mock.Mocker() });
    // A contact of the mock itself: only such ones can log in.
    this.mocker.createContact({ id: BOT, name: '微格小助手' });
  }

  person(id: string, name: string): void {
    this.mocker.cacheContactPayload.set(id, { ...NOBODY, id, name });
  }

  room(id: string, topic: string, members: readonly string[]): void {
    const memberIdList = [BOT, ...members];
    this.mocker.cacheRoomPayload.set(id, { id, topic, memberIdList, adminIdList: [], avatar: '' });
  }

  enter(): void {
    if (!this.isLoggedIn) this.mocker.login(this.mocker.ContactMock.load(BOT));
  }

  /** Somebody says something; gives the message's id. */
  say(message: Partial<Message> & { readonly talkerId: string }, extra: Extra = {}): string {
    this.#number += 1;
    const id = message.id ?? `in-${this.#number}`;
    const plain = { type: PUPPET.types.Message.Text, timestamp: this.now(), mentionIdList: [], text: '' };
    this.#keep({ ...plain, listenerId: BOT, ...message, id });
    this.#extras.set(id, extra);
    this.#announce(id);
    return id;
  }

  /** The time that messages bear; tests may set it. */
  now: () => number = () => Date.now();

  dirty(payloadType: PUPPET.types.Dirty, payloadId: string): void {
    this.emit('dirty', { payloadType, payloadId });
  }

  count(kind: string): number {
    return this.asked.get(kind) ?? 0;
  }

  countAll(): number {
    return [...this.asked.values()].reduce((sum, n) => sum + n, 0);
  }

  override async onStop(): Promise<void> {
    this.stops += 1;
    await super.onStop();
  }
  override ding(data?: string): void {
    this.emit('dong', { data: data ?? '' });
  }
  override async messagePayload(id: string): Promise<Message> {
    await this.#asked('message');
    return this.mocker.messagePayload(id);
  }
  override async messageFile(id: string): Promise<FileBoxInterface> {
    await this.#asked(`file ${id}`);
    const file = this.#extras.get(id)?.file;
    if (!file) throw new Error('the file is gone');
    return FileBox.fromBase64(file.toString('base64'), 'photo.png');
  }
  override async messageUrl(id: string): Promise<PUPPET.payloads.UrlLink> {
    await this.#asked('url');
    return this.#extras.get(id)?.link ?? { title: '', url: '' };
  }
  override async messageMiniProgram(id: string): Promise<PUPPET.payloads.MiniProgram> {
    return { title: this.#extras.get(id)?.title ?? '' };
  }
  override async messageLocation(): Promise<PUPPET.payloads.Location> {
    return { accuracy: 1, latitude: 30, longitude: 120, name: '柳岸广场', address: '柳岸老街1号' };
  }
  override async contactPayload(id: string): Promise<PUPPET.payloads.Contact> {
    await this.#asked('contact');
    return { ...this.mocker.contactPayload(id), friend: this.friends.has(id) };
  }
  override async roomList(): Promise<string[]> {
    await this.#asked('rooms');
    return [...this.mocker.cacheRoomPayload.keys()];
  }
  override async roomPayload(id: string): Promise<PUPPET.payloads.Room> {
    await this.#asked('room');
    return this.mocker.roomPayload(id);
  }
  override async roomMemberList(id: string): Promise<string[]> {
    await this.#asked('members');
    return this.mocker.roomPayload(id).memberIdList;
  }
  override async roomMemberPayload(room: string, person: string): Promise<PUPPET.payloads.RoomMember> {
    await this.#asked('member');
    const { name } = this.mocker.contactPayload(person);
    return { id: person, name, avatar: '', roomAlias: this.aliases.get(`${room}/${person}`) ?? '' };
  }
  override async friendshipRawPayload(id: string): Promise<PUPPET.payloads.Friendship> {
    const type = PUPPET.types.Friendship.Receive;
    return { id, contactId: id.replace('friendship-', ''), hello: '你好', type, ticket: 't', timestamp: 0 };
  }
  override async friendshipAccept(id: string): Promise<void> {
    this.accepted.push(id);
  }
  override messageSendText(to: string, text: string, mentions: string[] = []): Promise<void> {
    return withId(this.#send({ to, kind: 'text', text, mentions, bytes: null, url: null }));
  }
  override async messageSendFile(to: string, file: FileBoxInterface): Promise<void> {
    return withId(this.#send({ to, kind: 'picture', text: '', mentions: [], bytes: await file.toBuffer(), url: null }));
  }
  override messageSendUrl(to: string, link: PUPPET.payloads.UrlLink): Promise<void> {
    return withId(this.#send({ to, kind: 'link', text: link.title, mentions: [], bytes: null, url: link.url }));
  }

  async #asked(kind: string): Promise<void> {
    this.asked.set(kind, this.count(kind) + 1);
    await this.held.get(kind);
  }

  async #send(what: Omit<SentMessage, 'id'>): Promise<string | undefined> {
    const fault = this.faults.shift();
    if (!this.isLoggedIn) throw new Error('not logged in');
    if (fault?.kind === 'lost') return new Promise(() => undefined);
    if (fault?.kind === 'error' && fault.out !== true) throw new Error(fault.words);
    const id = this.#out(what, fault?.kind !== 'no-echo' && fault?.kind !== 'reset');
    if (fault?.kind === 'reset') {
      this.onReset();
      return new Promise(() => undefined);
    }
    if (fault?.kind === 'error') throw new Error(fault.words);
    return fault?.kind === 'no-id' ? undefined : id;
  }

  #out(what: Omit<SentMessage, 'id'>, echoes: boolean): string {
    this.#number += 1;
    const id = `out-${this.#number}`;
    this.sent.push({ id, ...what });
    const types = { text: 'Text', picture: 'Image', link: 'Url' } as const;
    const type = PUPPET.types.Message[types[what.kind]];
    const where = isRoom(what.to) ? { roomId: what.to } : { listenerId: what.to };
    const base = { id, type, talkerId: BOT, text: what.text, timestamp: this.now(), mentionIdList: [...what.mentions] };
    this.#keep({ ...base, listenerId: '', ...where });
    if (echoes) setTimeout(() => this.emit('message', { messageId: id }), 5);
    return id;
  }

  #keep(message: Message): void {
    this.mocker.cacheMessagePayload.set(message.id, message);
  }

  #announce(id: string): void {
    if (this.disturbance === 'reorder') {
      this.#swapping.push(id);
      if (this.#swapping.length < 2) {
        setTimeout(() => this.#flush(), 60);
        return;
      }
      this.#swapping.reverse();
      this.#flush();
      return;
    }
    this.emit('message', { messageId: id });
    if (this.disturbance === 'duplicate') this.emit('message', { messageId: id });
  }

  #flush(): void {
    for (const id of this.#swapping.splice(0)) this.emit('message', { messageId: id });
  }
}

/** The mock promises no id; gateways give one. */
const withId = (sent: Promise<string | undefined>): Promise<void> => sent as Promise<unknown> as Promise<void>;
