// fastText in WebAssembly on jieba words, with pairs of words and the characters inside them.
import { getFastTextClass, getFastTextModule } from 'fasttext.wasm.js';
import { tokens } from '../../dist/src/message/understand/index.js';

/** Chosen by trying: fewer rounds or a lower rate leave the categories unlearned, more change little. */
const OPTIONS = { epoch: 30, lr: 0.5, dim: 50, wordNgrams: 2, minn: 1, maxn: 3, bucket: 200_000, loss: 'softmax' };
const LABEL = '__label__';

const lineOf = (text) => tokens(text).join(' ');

export const fastText = {
  name: 'fastText (wasm)',
  reads: 'jieba words, pairs, characters in words',
  async train(rows, { seed }) {
    const FastText = await getFastTextClass({ getFastTextModule });
    const lines = rows.map(({ text, label }) => `${LABEL}${label} ${lineOf(text)}\n`).join('');
    // It fetches what it learns from, and Node fetches data: addresses.
    const address = `data:text/plain;base64,${Buffer.from(lines).toString('base64')}`;
    const heard = () => undefined;
    const model = await new FastText().trainSupervised(address, { ...OPTIONS, minCount: 1, verbose: 0, seed }, heard);
    const predict = (text) => {
      const found = model.predict(`${lineOf(text)}\n`, 1, 0);
      const label = found.size() === 0 ? rows[0].label : found.get(0)[1].slice(LABEL.length);
      found.delete();
      return label;
    };
    return { predict, bytes: model.saveModel().size };
  },
};
