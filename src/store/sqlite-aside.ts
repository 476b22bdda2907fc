/** Long reading of a SQLite file beside the writing: a thread with a connection of its own, asked by the caller's thread. */
import { Worker } from 'node:worker_threads';
import {
  SqliteAdapter,
  SqliteIntrospector,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
} from 'kysely';
import { z } from 'zod';
import { PlannedOnce } from './sqlite-habits.js';

/** What the thread is asked. */
export interface Question {
  readonly text: string;
  readonly values: readonly unknown[];
}
/** What it answers, in the order in which it was asked. */
export type Answer = { readonly rows: readonly unknown[] } | { readonly failed: string };

/** Our own thread's answer: only that it is one is looked at. */
const answerSchema = z.union([
  z.object({ rows: z.custom<unknown[]>(Array.isArray) }),
  z.object({ failed: z.string() }),
]);

export const readingAside = (file: string): Dialect => ({
  createDriver: () => new AsideDriver(file),
  createAdapter: () => new SqliteAdapter(),
  createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
  createQueryCompiler: () => new PlannedOnce(),
});

/** One connection: whoever wants it waits until it is free. */
class AsideDriver implements Driver {
  readonly #thread: Thread;
  #taken: Promise<void> = Promise.resolve();
  #free: () => void = () => undefined;
  constructor(file: string) {
    this.#thread = new Thread(file);
  }

  init = (): Promise<void> => Promise.resolve();
  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#taken;
    let free = (): void => undefined;
    this.#taken = new Promise((resolve) => {
      free = resolve;
    });
    await before;
    this.#free = free;
    return new AsideConnection(this.#thread);
  }
  beginTransaction = (): Promise<void> => this.#thread.run('begin');
  commitTransaction = (): Promise<void> => this.#thread.run('commit');
  /** The thread that broke has forgotten what it began. */
  rollbackTransaction = (): Promise<void> => this.#thread.run('rollback').catch(() => undefined);
  releaseConnection(): Promise<void> {
    this.#free();
    return Promise.resolve();
  }
  destroy = (): Promise<void> => this.#thread.end();
}

class AsideConnection implements DatabaseConnection {
  constructor(private readonly thread: Thread) {}

  async executeQuery<R>({ sql: text, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    return { rows: await this.thread.ask<R>({ text, values: parameters }) };
  }

  // eslint-disable-next-line require-yield
  async *streamQuery(): AsyncIterableIterator<never> {
    await Promise.reject(new Error('nothing is streamed here'));
  }
}

interface Asked {
  answered(answer: z.output<typeof answerSchema>): void;
}

/** Begins with the first question. One that breaks fails what it was asked; the next question begins another. */
class Thread {
  #worker: Worker | null = null;
  readonly #asked: Asked[] = [];
  constructor(private readonly file: string) {}

  async run(text: string): Promise<void> {
    await this.ask({ text, values: [] });
  }

  ask<R>(question: Question): Promise<R[]> {
    return new Promise((resolve, reject) => {
      const worker = (this.#worker ??= this.#begun());
      this.#asked.push({
        answered: (answer) => {
          // The rows are what the query's type says: nobody else knows.
          if ('rows' in answer) resolve(z.custom<R[]>(Array.isArray).parse(answer.rows));
          else reject(new Error(answer.failed));
        },
      });
      worker.ref();
      worker.postMessage(question);
    });
  }

  /** What it was asked and has not answered fails. */
  async end(): Promise<void> {
    await this.#worker?.terminate();
  }

  #begun(): Worker {
    const worker = new Worker(new URL('./sqlite-aside.thread.js', import.meta.url), { workerData: this.file });
    let failed = 'the reading thread was ended';
    worker.on('message', (told: unknown) => {
      const answer = answerSchema.parse(told);
      this.#asked.shift()?.answered(answer);
      // Nobody waits: it keeps no process from ending.
      if (this.#asked.length === 0) worker.unref();
    });
    worker.on('error', (why: unknown) => {
      failed = `the reading thread broke: ${String(why)}`;
    });
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = null;
      for (const asked of this.#asked.splice(0)) asked.answered({ failed });
    });
    return worker;
  }
}
