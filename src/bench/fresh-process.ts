/** Fresh processes to measure in: what one loads and learns neither warms nor burdens another. */
import { fork } from 'node:child_process';

const MIB = 1024 * 1024;

/** Runs `file`, hands it `job`, and resolves with what it answers. Rejects with the error that ended it. */
export function inFreshProcess(file: string, job: object): Promise<unknown> {
  // Libraries print as they like; nothing of it may reach our stdout.
  const child = fork(file, [], { execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-20_000)));
  return new Promise((resolve, reject) => {
    let answer: unknown;
    child.once('error', reject);
    child.once('message', (message) => (answer = message));
    child.once('close', (status) => {
      if (status === 0) resolve(answer);
      else reject(new Error(`a measuring process failed: ${reasonIn(complaints) ?? `status ${String(status)}`}`));
    });
    child.send(job);
  });
}

/** Of what a process that failed has said: the line that names the error. */
export const reasonIn = (complaints: string): string | null =>
  complaints.split('\n').find((line) => /^\w*Error\b/.test(line)) ?? null;

/** The other end: waits for the job, answers, and ends; it ends as well when whoever asked has gone. */
export function answerWith(work: (job: unknown) => Promise<object>): void {
  process.once('disconnect', () => process.exit());
  process.once('message', (job) => {
    void work(job).then((answer) => process.send?.(answer, () => process.exit()));
  });
}

/** Resident memory of this process in MiB, after garbage has been collected where the process was started for it. */
export function residentMiB(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss / MIB;
}

export interface Memory {
  readonly residentMiB: number;
  /** Of JavaScript's own heap, in use. */
  readonly heapMiB: number;
}

/** After garbage has been collected where the process was started for it. */
export function memoryNow(): Memory {
  const residentNow = residentMiB();
  return { residentMiB: residentNow, heapMiB: process.memoryUsage().heapUsed / MIB };
}
