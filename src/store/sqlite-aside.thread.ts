/** The thread of sqlite-aside.ts: reads what it is asked, one question after another, on a connection that cannot write. */
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { z } from 'zod';
import type { Answer, Question } from './sqlite-aside.js';
import { CACHE_KIB, withStatementsKept } from './sqlite-habits.js';

const questionSchema = z.object({ text: z.string(), values: z.array(z.unknown()) });

const database = new Database(z.string().parse(workerData), { readonly: true, fileMustExist: true });
database.pragma('busy_timeout = 5000');
database.pragma(`cache_size = -${String(CACHE_KIB)}`);
const statements = withStatementsKept(database);

function answer({ text, values }: Question): Answer {
  try {
    const statement = statements.prepare(text);
    if (statement.reader) return { rows: statement.all(values) };
    statement.run(values);
    return { rows: [] };
  } catch (error) {
    // The database's own errors do not pass between threads.
    return { failed: String(error) };
  }
}

parentPort?.on('message', (asked: unknown) => parentPort?.postMessage(answer(questionSchema.parse(asked))));
