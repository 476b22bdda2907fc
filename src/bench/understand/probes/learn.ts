/** A process that trains our reader on what peers learn too, and reads the held-out messages. */
import { Judge } from '../../../message/understand/judge.js';
import { loadLexicon } from '../../../message/understand/lexicon.js';
import { loadTaxonomy } from '../../../message/understand/taxonomy.js';
import { readThrough, trainClassifiers } from '../../../message/understand/train/reader.js';
import { warmWords } from '../../../message/understand/words.js';
import type { Act } from '../../../model/reading.js';
import { answerWith } from '../../fresh-process.js';
import { learnJobSchema, type Learn } from '../answers.js';
import { corpus, judgedBy, splitOf } from '../messages.js';

/** As the shipped model is learned. */
const EPOCHS = 6;
const SEED = 7;

/**
 * Learns the three classifiers once, taking what stands before a message to have been read as it is labelled. The
 * shipped model is learned in a dozen such rounds, so that it knows how faulty that reading is; here one must do.
 */
answerWith((asked): Promise<Learn> => {
  const samples = corpus();
  const split = splitOf(samples, learnJobSchema.parse(asked).learn);
  const { learned, held } = split;
  const lexicon = loadLexicon();
  const categories = loadTaxonomy().categories.map(({ id }) => id);
  const gold = samples.map(({ act }) => act);
  warmWords();
  const start = performance.now();
  const classifiers = trainClassifiers(samples, learned, gold, { lexicon, categories, epochs: EPOCHS, seed: SEED });
  const seconds = (performance.now() - start) / 1000;
  const acts: (Act | undefined)[] = [];
  readThrough(new Judge(classifiers, lexicon), samples, held, acts);
  const actOf = new Map(samples.map((sample, position) => [sample, acts[position]]));
  const judged = judgedBy(samples, split);
  const right = judged.filter((sample) => actOf.get(sample) === sample.act).length;
  return Promise.resolve({ learned: learned.length, held: judged.length, seconds, actAccuracy: right / judged.length });
});
