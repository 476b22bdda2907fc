/** node-nlp's manager, with the Chinese words and the neural classifier it brings along. */
import type { NlpManager } from 'node-nlp';
import type { Peer, ReadText } from './peer.js';

const LANGUAGE = 'zh';

async function manager(): Promise<NlpManager> {
  const { NlpManager: Manager } = await import('node-nlp');
  const quiet = { forceNER: false, autoSave: false, autoLoad: false, nlu: { log: false } };
  return new Manager({ languages: [LANGUAGE], ...quiet });
}

/** Nothing fits: that is what `chat` stands for among the acts. */
const actOf = (intent: string): string => (intent === 'None' ? 'chat' : intent);

const reading =
  (from: NlpManager): ReadText =>
  async (text) =>
    actOf((await from.process(LANGUAGE, text)).intent);

export const nodeNlp: Peer = {
  async learn(rows) {
    const made = await manager();
    for (const { text, label } of rows) made.addDocument(LANGUAGE, text, label);
    await made.train();
    return { read: reading(made), saved: made.export() };
  },
  async restore(saved) {
    const made = await manager();
    made.import(saved);
    return reading(made);
  },
};
