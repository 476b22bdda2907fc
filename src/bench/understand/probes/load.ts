/** A process that loads the reader: imports nothing else, so that what it takes is the reader's. */
import { answerWith, residentMiB } from '../../fresh-process.js';

answerWith(async () => {
  const start = performance.now();
  const { loadReader } = await import('../../../message/understand/index.js');
  const reader = await loadReader();
  const sinceStartMs = performance.now();
  // Nothing is left to be loaded at the first message.
  reader.read({ text: '楼道灯坏了', at: '', role: 'resident', images: 0, quote: null, before: [] });
  return { loadMs: sinceStartMs - start, sinceStartMs, residentMiB: residentMiB() };
});
