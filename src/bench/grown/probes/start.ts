/** A process that starts the bot on a store with much in it. */
import { loadReader } from '../../../message/understand/index.js';
import { answerWith, memoryNow } from '../../fresh-process.js';
import { openAt } from '../../place.js';
import { createBenchBot } from '../../scene.js';
import { placeJobSchema, type StartFigures } from '../answers.js';

answerWith(async (asked): Promise<StartFigures> => {
  const { place } = placeJobSchema.parse(asked);
  const begun = performance.now();
  const store = await openAt(place);
  const opened = performance.now();
  const reader = await loadReader();
  const loaded = performance.now();
  const { bot } = await createBenchBot({ store, reader, account: 0 });
  await bot.recover();
  const ready = performance.now();
  const memory = memoryNow();
  await store.close();
  return { storeMs: opened - begun, readerMs: loaded - opened, botMs: ready - loaded, sinceStartMs: ready, memory };
});
