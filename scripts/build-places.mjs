// Rebuilds data/model/places.model from data/corpus, byte for byte: npm run build && node scripts/build-places.mjs
// With names of corpus files behind it, these are left out, and a second file is written beside: node scripts/build-places.mjs --out FILE suiyu xinqu
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { encodeWeights, weightsFile } from '../dist/src/message/understand/slots/place-model.js';
import { learnPlaces } from '../dist/src/message/understand/slots/place-training.js';
import { placedMessages } from '../dist/src/message/understand/slots/place-corpus.js';

const { values, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true });
const messages = placedMessages().filter(({ author }) => !positionals.includes(author));
const weights = learnPlaces(messages);
writeFileSync(values.out ?? weightsFile(), encodeWeights(weights));
process.stderr.write(`learnt from ${messages.length} messages\n`);
