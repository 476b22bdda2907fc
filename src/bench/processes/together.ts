/** Several processes that begin at one moment: each says when it is ready, and waits for the others. */
import { fork, type ChildProcess } from 'node:child_process';
import { reasonIn } from '../fresh-process.js';

const READY = 'ready';

/** Runs `file` once a job; resolves with what each answers. When one fails all are ended, and its last words are the reason. */
export async function together(file: string, jobs: readonly object[]): Promise<unknown[]> {
  const children = jobs.map(() =>
    fork(file, [], { execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] }),
  );
  try {
    const ready = children.map((child) => nextMessage(child));
    children.forEach((child, at) => child.send(jobs[at] ?? {}));
    await Promise.all(ready);
    const answers = children.map((child) => nextMessage(child));
    for (const child of children) child.send('go');
    return await Promise.all(answers);
  } finally {
    for (const child of children) child.kill();
  }
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-20_000)));
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    child.once('close', () => {
      reject(new Error(`one of several processes failed: ${reasonIn(complaints) ?? 'it ended'}`));
    });
  });
}

/** The other end: gets ready for the job, says so, and does it when told to. */
export function answerTogether(getReady: (job: unknown) => Promise<() => Promise<object>>): void {
  process.once('disconnect', () => process.exit());
  process.once('message', (job) => {
    void getReady(job).then((work) => {
      process.once('message', () => {
        void work().then((answer) => process.send?.(answer));
      });
      process.send?.(READY);
    });
  });
}
