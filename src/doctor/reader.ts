/** Which model reads the messages: the one that comes with the program, or the town's own. */
import { storeFile, type LoadedConfig } from '../config/load.js';
import { townModelFolder } from '../learning/index.js';
import { findModel } from '../message/understand/learn/keep.js';
import { loadShipped } from '../message/understand/learn/shipped.js';
import { note, ok, type Finding } from './finding.js';

const AGAIN = 'it is made anew from the kept corrections when the bot runs';

export function checkReader(loaded: LoadedConfig): Finding[] {
  if (loaded.config.learning.nightly === null) return [ok('the shipped model reads; learning is off')];
  const { hash, classifiers } = loadShipped();
  const found = findModel(townModelFolder(storeFile(loaded)), hash, classifiers);
  switch (found.state) {
    case 'none':
      return [ok('the shipped model reads; nothing was learned from corrections yet')];
    case 'stale':
      return [note("the shipped model reads; the town's own stands on another one", AGAIN)];
    case 'damaged':
      return [note(`the shipped model reads; the town's own is damaged (${found.why})`, AGAIN)];
    case 'sound': {
      const { examples, madeAt } = found.about;
      const count = Object.values(examples).reduce((sum, n) => sum + n, 0);
      return [ok(`the town's own model reads, learned from ${count} corrections at ${madeAt}`)];
    }
  }
}
