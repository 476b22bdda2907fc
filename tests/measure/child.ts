/** Programs of the measurements in processes of their own, so that none takes the turns of another; asked and answered by messages. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export interface Child {
  /** Rejects when the program says that it could not, or has ended. */
  ask<T>(order: unknown, answer: z.ZodType<T>): Promise<T>;
  /** As kill -9. */
  kill(): Promise<void>;
  /** Lets the program end by itself. */
  end(): Promise<void>;
}

export interface ChildOptions {
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const askedSchema = z.object({ number: z.number(), order: z.unknown() });
const saidSchema = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ number: z.number(), answer: z.unknown() }),
  z.object({ number: z.number(), failed: z.string() }),
]);

interface Waiting {
  readonly done: (answer: unknown) => void;
  readonly failed: (error: Error) => void;
}

/** Resolves when the program answers. `program` stands beside this file. */
export async function child(program: string, args: readonly string[], options: ChildOptions = {}): Promise<Child> {
  const typescript = new URL('../support/wechat/typescript.mjs', import.meta.url).href;
  const running = fork(fileURLToPath(new URL(program, import.meta.url)), args, {
    execArgv: ['--import', typescript, ...(options.nodeArgs ?? [])],
    env: { ...process.env, NODE_NO_WARNINGS: '1', ...options.env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, Waiting>();
  const gone = once(running, 'exit').then(() => {
    for (const { failed } of waiting.values()) failed(new Error(`${program} has ended`));
  });
  const ready = new Promise<void>((open, failed) => {
    waiting.set(0, { done: () => open(), failed });
    running.on('message', (raw) => hear(saidSchema.parse(raw), waiting));
  });
  await ready;
  let asked = 0;
  return {
    ask: async (order, answer) => {
      asked += 1;
      const number = asked;
      const answered = new Promise<unknown>((done, failed) => waiting.set(number, { done, failed }));
      running.send({ number, order });
      return answer.parse(await answered);
    },
    kill: async () => {
      running.kill('SIGKILL');
      await gone;
    },
    end: async () => {
      if (running.connected) running.disconnect();
      await gone;
    },
  };
}

function hear(said: z.output<typeof saidSchema>, waiting: Map<number, Waiting>): void {
  const number = 'ready' in said ? 0 : said.number;
  const asking = waiting.get(number);
  waiting.delete(number);
  if ('failed' in said) asking?.failed(new Error(said.failed));
  else asking?.done('ready' in said ? null : said.answer);
}

/** The program's side: answers what it is asked, one by one as they come, and ends with whoever started it. */
export function answering<T>(orders: z.ZodType<T>, answer: (order: T) => unknown, end: () => unknown): void {
  const tell = (said: z.input<typeof saidSchema>): void => void process.send?.(said);
  process.on('message', (raw) => {
    const { number, order } = askedSchema.parse(raw);
    const answered = async () => answer(orders.parse(order));
    answered().then(
      (given) => tell({ number, answer: given ?? null }),
      (error: unknown) => tell({ number, failed: error instanceof Error ? (error.stack ?? error.message) : 'failed' }),
    );
  });
  process.on('disconnect', () => {
    const ended = async () => end();
    void ended().finally(() => process.exit(0));
  });
  tell({ ready: true });
}
