/** A town on Telegram accounts that the test holds, on either store: programs are started, killed and started again, the platform outlives them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { idsOf } from '../../adapters/telegram/ids.js';
import { accountId } from '../../src/model/ids.js';
import { openStore, type Db, type Store } from '../../src/store/open.js';
import { postgres } from '../../src/store/postgres.js';
import { sqlite } from '../../src/store/sqlite.js';
import { QUICK, startProcess, type Process } from '../processes/process.js';
import { newDatabase, type TestDatabase } from '../support/postgres.js';
import { accountOf, configOf, goOn, seed, type Account } from './accounts.js';
import type { Said, Shown } from './invariants.js';

export interface TownOptions {
  /** A server in which a database is made; null: SQLite. */
  readonly server: string | null;
  readonly accounts: number;
  /** Residents' rooms of each account. */
  readonly rooms: number;
  /** An existing folder for the store; one of its own when missing. */
  readonly folder?: string;
  /** The store is there already, and the platform numbers its messages behind those that were said. */
  readonly goesOn?: boolean;
}

/** More than the outbox, its pace and two takeovers ever take. */
const IDLE_LIMIT_MS = 90_000;

export class Town {
  readonly processes: Process[] = [];
  readonly said: Said[] = [];
  readonly url: string | null;
  readonly file: string;

  static async open(options: TownOptions): Promise<Town> {
    const accounts: Account[] = [];
    for (let i = 1; i <= options.accounts; i += 1) accounts.push(await accountOf(`tg${String(i)}`, options.rooms));
    const database = options.server === null ? null : await newDatabase(options.server);
    const town = new Town(accounts, database, options);
    if (options.goesOn !== true) await town.ask((store) => seed(store, accounts, town.rooms));
    else for (const { double } of accounts) goOn(double, town.rooms);
    return town;
  }

  readonly folder: string;
  readonly rooms: readonly string[];

  private constructor(
    readonly accounts: readonly Account[],
    private readonly database: TestDatabase | null,
    { rooms, folder }: TownOptions,
  ) {
    this.rooms = Array.from({ length: rooms }, (_, i) => `r${String(i + 1)}`);
    this.folder = mkdtempSync(join(tmpdir(), 'weige-durability-'));
    this.url = database?.url ?? null;
    this.file = join(folder ?? this.folder, 'weige.db');
    this.configure(this.folder, this.url === null ? 'sqlite' : 'postgres', this.file);
  }

  /** A folder in which the program runs for this town's accounts on such a store. */
  configure(folder: string, kind: Store['dialect']['name'], file: string): void {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'bot.config.yaml'), stringify(configOf(this.accounts, { kind, file })));
  }

  start(folder = this.folder): Process {
    const lengths = this.url === null ? {} : { lengths: QUICK };
    const process = startProcess(folder, this.env(), lengths);
    this.processes.push(process);
    return process;
  }

  env(): Record<string, string> {
    const secrets = this.accounts.flatMap(({ name, double }) => Object.entries(double.env(name)));
    return { ...Object.fromEntries(secrets), ...(this.url !== null && { WEIGE_POSTGRES_URL: this.url }) };
  }

  /** Asks the store on a connection of its own, also while programs run; none is left open over a kill. */
  async ask<T>(look: (store: Store) => Promise<T>): Promise<T> {
    const store = await openStore(this.url === null ? sqlite(this.file) : await postgres(this.url));
    try {
      return await look(store);
    } finally {
      await store.close();
    }
  }

  async say(account: number, room: string | null, from: string, text: string): Promise<void> {
    const { name, double } = this.#account(account);
    const key = `m${String(this.said.length)}`;
    await double.say(key, { room, from, text });
    const { chat, message_id: id } = double.message(key);
    const ids = idsOf(accountId(name));
    this.said.push({
      id: ids.message(chat.id, id),
      place: room === null ? ids.person(chat.id) : ids.room({ chat: chat.id, topic: null }),
    });
  }

  /** All that the bot said on the platform. */
  shown(): Shown[] {
    return this.accounts.flatMap(({ name, double }) => {
      const ids = idsOf(accountId(name));
      return double.server.world.sent.map((message) => ({
        id: ids.message(message.chat.id, message.message_id),
        place:
          message.chat.type === 'private'
            ? ids.person(message.chat.id)
            : ids.room({ chat: message.chat.id, topic: null }),
        text: typeof message['text'] === 'string' ? message['text'] : '',
      }));
    });
  }

  /** What the platform was told is kept: it never gives it again. */
  acknowledged(): Said[] {
    const waiting = new Set(
      this.accounts.flatMap(({ name, double }) =>
        double.server.delivery.updates.flatMap((update) => {
          const found = /"message_id":(\d+).*?"chat":\{"id":(-?\d+)/.exec(JSON.stringify(update));
          return found === null ? [] : [idsOf(accountId(name)).message(Number(found[2]), Number(found[1]))];
        }),
      ),
    );
    return this.said.filter(({ id }) => ![...waiting].some((one) => one === id));
  }

  /** Waits until something holds, looking every 50 ms; what cannot be asked does not hold. Throws with what the programs said. */
  async until(what: string, holds: () => Promise<boolean> | boolean, limitMs = IDLE_LIMIT_MS): Promise<void> {
    const end = performance.now() + limitMs;
    for (;;) {
      if (await Promise.resolve(holds()).catch(() => false)) return;
      if (performance.now() > end) throw new Error(`never came true: ${what}\n${this.#told()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Everything said is kept and handled, and nothing waits to be said. Throws with what is left. */
  async idle(): Promise<void> {
    let left = 'the store cannot be asked';
    const empty = async () => {
      left = await this.ask((store) => store.snapshot((db) => this.#left(db)));
      return left === '';
    };
    await this.until('everything is handled and said', empty).catch((error: unknown) => {
      throw new Error(`${left}; ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  handled(): Promise<number> {
    return this.ask(async ({ db }) => {
      const rows = await db.selectFrom('messages').select('id').where('state', '=', 'handled').execute();
      return rows.length;
    });
  }

  async kill(process: Process): Promise<void> {
    process.signal('SIGKILL');
    await process.ended;
  }

  async remove(): Promise<void> {
    await Promise.all(this.processes.map((process) => this.kill(process)));
    await Promise.all(this.accounts.map(({ double }) => double.stop()));
    await this.database?.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** As of one moment: what a clock has just done waits to be said. */
  async #left(db: Db): Promise<string> {
    const messages = await db.selectFrom('messages').select('state').execute();
    const texts = await db.selectFrom('outbox').select('state').where('state', 'in', ['queued', 'sending']).execute();
    const acks = await db
      .selectFrom('due')
      .select('id')
      .where('kind', '=', 'ticket-acknowledge')
      .where('state', '=', 'pending')
      .execute();
    const unhandled = messages.filter(({ state }) => state === 'accepted').length;
    const unkept = Math.max(0, this.said.length - messages.length);
    const sending = texts.filter(({ state }) => state === 'sending').length;
    if (unkept + unhandled + texts.length + acks.length === 0) return '';
    return (
      `${unkept} messages are not kept, ${unhandled} not handled, ${texts.length} texts not said, ` +
      `${sending} of them begun, ${acks.length} acknowledgements to come`
    );
  }

  #account(index: number): Account {
    const found = this.accounts[index % this.accounts.length];
    if (found === undefined) throw new Error('a town needs an account');
    return found;
  }

  #told = (): string =>
    this.processes
      .map((one, i) => [`program ${i + 1}${one.runs() ? '' : ' (ended)'}:`, ...lastWords(one)].join('\n  '))
      .join('\n');
}

const lineSchema = z.object({ msg: z.string(), err: z.object({ message: z.string() }).optional() });

/** What went wrong stands in few words: an error's own record may be long. */
const lastWords = (one: Process): string[] =>
  one
    .tail()
    .split('\n')
    .map((line) => {
      const { msg, err } = lineSchema.safeParse(parsed(line)).data ?? { msg: line };
      return err === undefined ? msg : `${msg} (${err.message})`;
    });

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
