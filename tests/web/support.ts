/** A small town kept in memory that stands in for the core behind the web chat: it keeps what is said and knows a few words. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Echo, Sink } from '../../adapters/adapter.js';
import type {
  Change,
  Console,
  Line,
  NoticeView,
  PersonView,
  Place,
  PlayOptions,
  Playing,
  PrivateView,
  RoomView,
  TicketDetail,
} from '../../adapters/web/console.js';
import { photosIn } from '../../adapters/photos.js';
import type { WebConfig } from '../../adapters/web/config.js';
import { createWebAdapter, type WebAdapter } from '../../adapters/web/index.js';
import type { Incoming, IncomingMessage } from '../../src/model/event.js';
import { accountId, messageId, personId, platformId, roomId, type Instant } from '../../src/model/ids.js';
import type { Purpose } from '../../src/model/speech.js';

export const START = Date.parse('2021-12-06T08:00:00+08:00');
export const R13 = roomId('r13');
export const R14 = roomId('r14');
export const S7 = roomId('s7');
export const YAO = personId('yao');
export const WU = personId('wu');

const person = (id: string, name: string, household: string | null, rooms: string[], role?: 'leader' | 'worker') =>
  ({
    id: personId(id),
    name,
    household,
    roles: role ? [{ role, unitName: role === 'leader' ? '七村第13微网格' : '七村第一网格', department: null }] : [],
    rooms: rooms.map(roomId),
  }) satisfies PersonView;

const PEOPLE: readonly PersonView[] = [
  person('wu', '武赛芬', '14-302', ['r13']),
  person('chen', '陈建国', '14-201', ['r13']),
  person('lin', '3-2-501 林姐', '3-2-501', ['r13']),
  person('zhao', '赵敏', '15-201', ['r14']),
  person('yao', '姚丽燕', null, ['r13', 's7'], 'leader'),
  person('hu', '胡国强', null, ['s7', 'c'], 'worker'),
];

const ROOMS = [
  { id: 'r13', name: '七村第13微网格群', kind: 'residents', unit: { name: '七村第13微网格', level: 'microgrid' } },
  { id: 'r14', name: '七村第14微网格群', kind: 'residents', unit: { name: '七村第14微网格', level: 'microgrid' } },
  { id: 's7', name: '七村网格工作群', kind: 'staff', unit: { name: '七村', level: 'community' } },
  { id: 'c', name: '虹桥镇治理中心', kind: 'center', unit: { name: '虹桥镇', level: 'town' } },
] as const;

interface Told {
  readonly to: Place;
  readonly text: string;
  readonly purpose: Purpose;
  readonly ticket: number | null;
  readonly notice?: number;
  readonly replyTo?: string;
}

export class Village implements Console, Sink {
  readonly zone = 'Asia/Shanghai';
  readonly events: Incoming[] = [];
  readonly echoes: number[] = [];
  readonly #lines: { line: Line; person: string | null }[] = [];
  readonly #tickets = new Map<number, TicketDetail>();
  readonly #notices: NoticeView[] = [];
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #told = new Map<number, Told>();
  #now = START;
  /** Set to make receive() fail, as a full disk does. */
  full = false;
  adapter: WebAdapter | null = null;

  now = (): Instant => this.#now;
  townName = () => '虹桥镇';

  rooms(): Promise<RoomView[]> {
    return Promise.resolve(
      ROOMS.map((room) => ({ ...room, id: roomId(room.id), ...this.#activity({ room: roomId(room.id) }) })),
    );
  }
  privates(): Promise<PrivateView[]> {
    const ids = new Set(this.#lines.flatMap(({ person: id }) => (id === null ? [] : [id])));
    return Promise.resolve(
      [...ids].map((id) => ({ person: personId(id), ...this.#activity({ person: personId(id) }) })),
    );
  }
  people = () => Promise.resolve(PEOPLE);
  history = (place: Place, limit: number) => Promise.resolve(this.#at(place).slice(-limit));
  line = (id: string) => Promise.resolve(this.#lines.find(({ line }) => line.id === id)?.line ?? null);
  tickets(place: Place) {
    const all = [...this.#tickets.values()].reverse();
    const here = new Set(this.#at(place).map(({ id }) => id));
    const wide = 'room' in place && (place.room === 's7' || place.room === 'c');
    return Promise.resolve(all.filter(({ messages }) => wide || messages.some((id) => here.has(id))));
  }
  ticket = (number: number) => Promise.resolve(this.#tickets.get(number) ?? null);
  notices = () => Promise.resolve([...this.#notices]);
  advance(minutes: number): Promise<void> {
    this.#now += minutes * 60_000;
    this.changed({ type: 'clock', now: this.#now });
    return Promise.resolve();
  }
  onChange(listener: (change: Change) => void) {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
  changed(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  /** Plays one line a step; the test (or the preview) steps it. */
  step: () => Promise<void> = () => Promise.resolve();
  play(options: PlayOptions): Playing {
    const day = ['早啊', '路灯又灭了', '停水到几点?', '菜场门口有人卖橘子'];
    let done = 0;
    let state: 'playing' | 'paused' | 'stopped' | 'finished' = 'playing';
    const tell = () => options.onProgress({ state, done, total: day.length, at: this.#now });
    this.step = async () => {
      if (state !== 'playing') return;
      this.#now += 20 * 60_000;
      await this.hear({ id: messageId(`day${done}`), room: R13, from: personId('chen'), text: day[done] ?? '' });
      done += 1;
      if (done === day.length) state = 'finished';
      tell();
    };
    const become = (next: typeof state) => {
      state = next;
      tell();
    };
    tell();
    return {
      pause: () => become('paused'),
      resume: () => become('playing'),
      setSpeed: () => undefined,
      stop: async () => become('stopped'),
    };
  }

  async receive(event: Incoming): Promise<void> {
    if (this.full) throw new Error('disk full');
    this.events.push(event);
    if (event.type === 'message') this.#keep(event);
    if (event.type !== 'recall') return;
    const found = this.#lines.find(({ line }) => line.id === event.message);
    if (found) found.line = { ...found.line, recalled: true };
  }
  echoed(echo: Echo): Promise<void> {
    if ('outboxId' in echo) this.echoes.push(echo.outboxId);
    return Promise.resolve();
  }
  remembered(): Promise<null> {
    return Promise.resolve(null);
  }
  remember(): Promise<void> {
    return Promise.resolve();
  }

  /** Something said outside the page. */
  async hear(said: Partial<IncomingMessage> & Pick<IncomingMessage, 'id' | 'from' | 'text'>): Promise<void> {
    const source = { platform: platformId('web'), account: accountId('web') };
    const none = {
      room: null,
      roomName: null,
      kind: 'text',
      fromName: null,
      images: [],
      quote: null,
      mentions: [],
      mentionsBot: false,
    } as const;
    this.#keep({ type: 'message', source, at: this.#now, ...none, ...said });
    this.changed({ type: 'talk', place: said.room ? { room: said.room } : { person: said.from } });
  }

  /** The bot speaks through the adapter, as the outbox would have it. */
  async tell(told: Told): Promise<void> {
    const outboxId = this.#told.size + 1;
    this.#told.set(outboxId, told);
    const sent = await this.adapter?.send({
      to: told.to,
      text: told.text,
      images: [],
      link: null,
      buttons: [],
      mentions: [],
      replyTo: told.replyTo === undefined ? null : messageId(told.replyTo),
      outboxId,
    });
    if (sent?.state !== 'accepted') return;
    this.#lines.push({ line: this.#botLine(sent.id, told), person: 'person' in told.to ? told.to.person : null });
  }

  putTicket(ticket: Partial<TicketDetail> & { number: number }): void {
    const old = this.#tickets.get(ticket.number) ?? blankTicket(ticket.number, this.#now);
    this.#tickets.set(ticket.number, { ...old, ...ticket });
    this.changed({ type: 'ticket', number: ticket.number });
  }
  putNotice(notice: NoticeView): void {
    this.#notices.unshift(notice);
    this.changed({ type: 'notice', number: notice.number });
  }

  #keep(message: IncomingMessage): void {
    const { id, at, from, room, text, images, quote } = message;
    const name = PEOPLE.find((each) => each.id === from)?.name ?? from;
    const act = text.includes('灯') ? 'report' : text.includes('几点') ? 'question' : 'chat';
    const line = {
      id,
      at,
      from,
      roomName: null,
      kind: 'text',
      fromName: name,
      room,
      text,
      images,
      quote,
      replyTo: null,
      recalled: false,
      act,
    } as const;
    this.#lines.push({
      line: { ...line, purpose: null, ticket: null, notice: null },
      person: room === null ? from : null,
    });
    if (text.includes('灯')) void this.#open(message);
    const settled = /^\/?(受理|办结) (\d+)/.exec(text);
    if (settled) this.#move(message, settled[1] === '受理' ? 'accepted' : 'resolved', Number(settled[2]));
  }
  async #open(message: IncomingMessage): Promise<void> {
    const number = this.#tickets.size + 1;
    const steps = [{ at: this.#now, change: 'opened', person: null, note: null, message: message.id }] as const;
    const summary = message.text.slice(0, 40);
    this.putTicket({ number, summary, messages: [message.id], reporters: [message.from], households: 1, steps });
    const text = `收到,已记为 ${number} 号,正在找姚丽燕处理。`;
    const to: Place = message.room === null ? { person: message.from } : { room: message.room };
    await this.tell({ to, text, purpose: 'ack', ticket: number, replyTo: message.id });
  }
  #move(message: IncomingMessage, status: 'accepted' | 'resolved', number: number): void {
    const ticket = this.#tickets.get(number);
    if (!ticket) return;
    const name = PEOPLE.find((each) => each.id === message.from)?.name ?? null;
    const step = { at: this.#now, change: status, person: name, note: null, message: message.id };
    this.putTicket({ number, status, holder: name, steps: [...ticket.steps, step] });
  }
  #botLine(id: Line['id'], { to, text, purpose, ticket, notice, replyTo }: Told): Line {
    const none = {
      images: [],
      quote: null,
      recalled: false,
      act: null,
      from: null,
      roomName: null,
      kind: 'text',
      fromName: '',
    } as const;
    const about = {
      purpose,
      ticket,
      notice: notice ?? null,
      replyTo: replyTo === undefined ? null : messageId(replyTo),
    };
    return { id, at: this.#now, room: 'room' in to ? to.room : null, text, ...none, ...about };
  }
  #at(place: Place): Line[] {
    const here = ({ line, person: whose }: { line: Line; person: string | null }) =>
      'room' in place ? line.room === place.room : line.room === null && whose === place.person;
    return this.#lines.filter(here).map(({ line }) => line);
  }
  #activity(place: Place) {
    const lines = this.#at(place);
    const last = lines.at(-1);
    const from = last?.from === null ? null : (last?.fromName ?? null);
    return { lines: lines.length, last: last ? { at: last.at, from, text: last.recalled ? '' : last.text } : null };
  }
}

const blankTicket = (number: number, now: Instant): TicketDetail => ({
  number,
  summary: '',
  status: 'open',
  act: 'report',
  category: 'facilities',
  categoryLabel: { 'zh-CN': '公共设施', en: 'Public facilities' },
  urgency: 'normal',
  level: 'microgrid',
  unitName: '七村第13微网格',
  location: '14号门口',
  holder: null,
  reporters: [],
  households: 0,
  openedAt: now,
  dueAt: now + 24 * 3600_000,
  chases: 0,
  satisfaction: null,
  messages: [],
  steps: [],
});

export interface Running {
  readonly village: Village;
  readonly adapter: WebAdapter;
  /** Without the last slash. */
  readonly address: string;
  readonly failures: unknown[];
  readonly dataDir: string;
}

/** A started web chat on a free port of loopback. */
export async function running(config: Partial<WebConfig> = {}, token?: string): Promise<Running> {
  const village = new Village();
  const failures: unknown[] = [];
  const dataDir = mkdtempSync(join(tmpdir(), 'weige-web-'));
  const adapter = createWebAdapter(
    { platform: 'web', account: 'web', host: '127.0.0.1', port: 0, demo: true, ...config },
    village,
    {
      photos: photosIn(dataDir),
      locale: 'zh-CN',
      botNames: ['微格', 'bot'],
      env: token === undefined ? {} : { WEIGE_WEB_TOKEN: token },
      failed: (error) => failures.push(error),
    },
  );
  village.adapter = adapter;
  await adapter.start(village);
  return { village, adapter, address: (adapter.address ?? '').replace(/\/$/, ''), failures, dataDir };
}

/** What the page posts when somebody speaks; each with a key of its own. */
export const postOf = (text: string, more: object = {}) => ({
  key: randomUUID(),
  as: 'wu',
  room: 'r13',
  text,
  ...more,
});

export const post = (address: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(address + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** A picture of one pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
