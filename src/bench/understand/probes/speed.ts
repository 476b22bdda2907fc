/** A process that times our reader, as messages come in use and as they come after a restart. */
import { loadReader } from '../../../message/understand/index.js';
import type { ReadInput, Reader } from '../../../model/reading.js';
import { answerWith } from '../../fresh-process.js';
import { medianOf, timeSteps, type Step } from '../../timing.js';
import { speedJobSchema, type Speed } from '../answers.js';
import { corpus, lengthOf, marked, timedMessages, turn, withoutActs } from '../messages.js';

const WARM_UP = 200;
const NOTHING_BEFORE = { at: '', images: 0, quote: null, before: [] } as const;

/** The message is new, the eight before it have just been read and are known by their acts. */
const warm = (reader: Reader, inputs: readonly ReadInput[]): Step<ReadInput> => ({
  ready: (at) => {
    const input = marked(turn(inputs, at), 2 * at);
    for (const { text, role } of input.before) reader.read({ ...NOTHING_BEFORE, text, role });
    return input;
  },
  run: (input) => reader.read(input),
});

/** Neither the message nor any before it was ever seen, and nobody tells their acts. */
const cold = (reader: Reader, inputs: readonly ReadInput[]): Step<ReadInput> => ({
  ready: (at) => withoutActs(marked(turn(inputs, at), 2 * at + 1)),
  run: (input) => reader.read(input),
});

answerWith(async (asked): Promise<Speed> => {
  const { most } = speedJobSchema.parse(asked);
  const reader = await loadReader();
  const inputs = timedMessages(corpus(), most);
  const warmUp = Math.min(WARM_UP, inputs.length);
  return {
    medianCharacters: medianOf(inputs.map(({ text }) => lengthOf(text))),
    warm: await timeSteps(warm(reader, inputs), warmUp, inputs.length),
    cold: await timeSteps(cold(reader, inputs), warmUp, inputs.length),
  };
});
