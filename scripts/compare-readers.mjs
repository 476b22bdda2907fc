// Compares ways of reading, all taught the same labelled talk: npm run compare:readers -- [FOLDER] [--quick] [--json FILE]
// FOLDER: transcripts as pairs of tN.jsonl and gN.jsonl, read as well. Takes ten to twenty minutes; --quick, with a tenth of the talk, about two.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { tokens } from '../dist/src/message/understand/index.js';
import { goldOfTranscript } from '../dist/src/message/understand/evaluate/index.js';
import { loadCorpus } from '../dist/src/message/understand/train/corpus.js';
import { foldsOf } from '../dist/src/message/understand/train/folds.js';
import { bayes } from './readers/bayes.mjs';
import { fastText } from './readers/fasttext.mjs';
import { softmax, svm } from './readers/linear.mjs';
import { neural } from './readers/neural.mjs';
import { costTable, qualityTable, scoresOf } from './readers/scores.mjs';
import { SHIPPED, buildShipped, readSamples, readTranscript } from './readers/shipped.mjs';

const MODELS = [bayes, softmax, svm, fastText, neural];
const FIELDS = ['act', 'category', 'urgency'];
const SEED = 7;
const QUICK_SHARE = 10;
const TIMED = 300;
/** What is read, by its key in the JSON. */
const SETS = {
  heldOut: 'Held out: each author read by what the others taught',
  check: 'data/check: written apart, never learned from',
  transcripts: 'Transcripts',
};

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
});

const say = (what) => process.stderr.write(`${((performance.now() - begun) / 1000).toFixed(0)} s: ${what}\n`);
const begun = performance.now();

/** Whole conversations, every tenth, so that the talk before a message stays what it was. */
function thinned(samples) {
  const talks = [...new Set(samples.map(({ author, conversation }) => `${author} ${conversation}`))];
  const kept = new Set(talks.filter((_, at) => at % QUICK_SHARE === 0));
  return samples.flatMap(({ author, conversation }, at) => (kept.has(`${author} ${conversation}`) ? [at] : []));
}

const goldOf = ({ act, category, urgency }) => ({ act, category, urgency });

function transcriptsOf(folder) {
  const rowsOf = (name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line));
  return readdirSync(folder)
    .filter((name) => /^t\d+\.jsonl$/.test(name) && existsSync(join(folder, name.replace('t', 'g'))))
    .sort()
    .map((name) => goldOfTranscript(rowsOf(name), rowsOf(name.replace('t', 'g')), Date.parse));
}

/** One classifier a field, taught the samples at `at`; a picture alone is chat to what reads texts only. */
async function teach(model, samples, at, timed) {
  const classifiers = {};
  for (const field of FIELDS) {
    const rows = at.flatMap((position) => {
      const { input, [field]: label } = samples[position];
      return label === null || input.text.trim() === '' ? [] : [{ text: input.text, label }];
    });
    classifiers[field] = await model.train(rows, { seed: SEED, timed });
  }
  const nothing = { act: 'chat', category: 'other', urgency: 'normal' };
  return {
    read: (text) =>
      text.trim() === ''
        ? nothing
        : Object.fromEntries(FIELDS.map((field) => [field, classifiers[field].predict(text)])),
    bytes: FIELDS.reduce((sum, field) => sum + classifiers[field].bytes, 0),
  };
}

async function heldOut(model, { samples, at }) {
  const read = new Map();
  for (const fold of foldsOf(samples, at)) {
    const own = new Set(fold);
    const taught = await teach(
      model,
      samples,
      at.filter((position) => !own.has(position)),
      false,
    );
    for (const position of fold) read.set(position, taught.read(samples[position].input.text));
    say(`${model.name}: ${read.size} of ${at.length} held out`);
  }
  return read;
}

/** Processor time of this process in microseconds: unlike the clock's it doesn't grow when others keep the machine busy. */
function worked() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Microseconds a message, the mean over some messages from all over the data; others, read before, warm the code. */
function microsecondsOf(read, items) {
  const every = Math.max(2, Math.floor(items.length / TIMED));
  const [warming, timed] = [1, 0].map((rest) => items.filter((_, at) => at % every === rest));
  warming.forEach(read);
  const start = worked();
  timed.forEach(read);
  return (worked() - start) / timed.length;
}

function scoresOn({ samples, at, check, transcripts }, read) {
  const heldOut = at.map((position) => read.held.get(position));
  const gold = transcripts.flat().map(({ labels }) => goldOf(labels));
  return {
    heldOut: scoresOf(
      at.map((position) => goldOf(samples[position])),
      heldOut,
    ),
    check: scoresOf(check.map(goldOf), read.check),
    ...(gold.length > 0 && { transcripts: scoresOf(gold, read.transcripts) }),
  };
}

async function compared(model, data) {
  const held = await heldOut(model, data);
  const start = worked();
  const taught = await teach(model, data.samples, data.at, true);
  const trainSeconds = (worked() - start) / 1e6;
  const texts = data.at.map((position) => data.samples[position].input.text);
  const microseconds = microsecondsOf(taught.read, texts);
  const readAll = (items) => items.map(({ input }) => taught.read(input.text));
  const transcripts = readAll(data.transcripts.flat());
  const scores = scoresOn(data, { held, check: readAll(data.check), transcripts });
  say(`${model.name}: done`);
  return { name: model.name, reads: model.reads, trainSeconds, microseconds, bytes: taught.bytes, scores };
}

function comparedShipped(data) {
  const start = worked();
  const built = buildShipped(data.samples, data.at, SEED, (done) => say(`${SHIPPED.name}: ${done}`));
  const trainSeconds = (worked() - start) / 1e6;
  const inputs = data.at.map((position) => data.samples[position].input);
  const microseconds = microsecondsOf((input) => built.reader.read(input), inputs);
  const transcripts = data.transcripts.flatMap((lines) => readTranscript(built.reader, lines));
  const check = readSamples(built.reader, data.check);
  const scores = scoresOn(data, { held: built.held, check, transcripts });
  return { ...SHIPPED, trainSeconds, microseconds, bytes: built.bytes, scores };
}

tokens('');
const samples = loadCorpus('data/corpus');
const at = options.quick ? thinned(samples) : samples.map((_, position) => position);
const transcripts = positionals.flatMap(transcriptsOf);
const data = { samples, at, check: loadCorpus('data/check'), transcripts };
say(`${at.length} messages to learn, ${data.check.length} to check, ${transcripts.flat().length} in transcripts`);
const results = [];
for (const model of MODELS) results.push(await compared(model, data));
results.push(comparedShipped(data));
for (const set of Object.keys(results[0].scores)) console.log(qualityTable(results, set, SETS[set]));
console.log(costTable(results));
if (options.json !== undefined)
  writeFileSync(options.json, `${JSON.stringify({ learned: at.length, quick: options.quick, results }, null, 2)}\n`);
