/** A process in which a peer loads what it learned, is weighed, and reads the same messages as our reader is timed on. */
import { readFileSync } from 'node:fs';
import { answerWith, residentMiB } from '../../fresh-process.js';
import { timeSteps } from '../../timing.js';
import { peerUseJobSchema, type Use } from '../answers.js';
import { peerNamed } from '../peer.js';

const WARM_UP = 50;

answerWith(async (asked): Promise<Use> => {
  const job = peerUseJobSchema.parse(asked);
  const start = performance.now();
  const peer = await peerNamed(job.peer).load();
  const read = await peer.restore(readFileSync(job.file, 'utf8'));
  const loadMs = performance.now() - start;
  await read('楼道灯坏了');
  const loaded = residentMiB();
  const { corpus, marked, timedMessages, turn } = await import('../messages.js');
  const inputs = timedMessages(corpus(), job.most);
  const step = { ready: (at: number) => marked(turn(inputs, at), at).text, run: read };
  return {
    loadMs,
    residentMiB: loaded,
    timing: await timeSteps(step, Math.min(WARM_UP, inputs.length), inputs.length),
  };
});
