/** Fresh processes to measure in: what one loads and learns neither warms nor burdens another. */
import { fork } from 'node:child_process';

const MIB = 1024 * 1024;

/** Runs `file`, hands it `job`, and resolves with what it answers. Rejects with the error that ended it. */
export function inFreshProcess(file: string, job: object): Promise<unknown> {
  // Libraries print as they like; nothing of it may reach our stdout.
  const child = fork(file, [], { execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-4000)));
  return new Promise((resolve, reject) => {
    let answer: unknown;
    child.once('error', reject);
    child.once('message', (message) => (answer = message));
    child.once('close', (status) => {
      const reason = complaints.split('\n').find((line) => /\w*Error\b/.test(line)) ?? `status ${String(status)}`;
      if (status === 0) resolve(answer);
      else reject(new Error(`a measuring process failed: ${reason}`));
    });
    child.send(job);
  });
}

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
