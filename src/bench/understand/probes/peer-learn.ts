/** A process in which a peer learns the corpus, reads the held-out messages, and leaves its model in a file. */
import { writeFileSync } from 'node:fs';
import { warmWords } from '../../../message/understand/words.js';
import { answerWith } from '../../fresh-process.js';
import { peerJobSchema, type Learn } from '../answers.js';
import { corpus, evenly, judgedBy, labelled, splitOf, withText } from '../messages.js';
import { peerNamed } from '../peer.js';

answerWith(async (asked): Promise<Learn> => {
  const job = peerJobSchema.parse(asked);
  const entry = peerNamed(job.peer);
  const peer = await entry.load();
  const samples = corpus();
  const split = splitOf(samples, job.learn);
  const rows = evenly(withText(samples, split.learned), entry.mostRows).map(labelled);
  const judged = judgedBy(samples, split);
  warmWords();
  const start = performance.now();
  const { read, saved } = await peer.learn(rows);
  const seconds = (performance.now() - start) / 1000;
  let right = 0;
  for (const { input, act } of judged) if ((await read(input.text)) === act) right++;
  writeFileSync(job.file, saved);
  return { learned: rows.length, held: judged.length, seconds, actAccuracy: right / judged.length };
});
