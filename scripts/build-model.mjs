// Rebuilds data/model from data/corpus and data/lexicon, byte for byte: npm run build && npm run model:build
import { buildModel } from '../dist/src/message/understand/train/index.js';

buildModel((done) => process.stderr.write(`${done}\n`));
