// Checks the labelled talk of data/corpus and data/check and counts it: npm run build && npm run corpus:check [FOLDER…]
// Status 1 when anything is wrong, with file:line of each fault on stderr.
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ACTS, URGENCIES, isOpener } from '../dist/src/model/reading.js';
import { loadTaxonomy } from '../dist/src/message/understand/taxonomy.js';
import { loadCorpus } from '../dist/src/message/understand/train/corpus.js';
import { bare, nearDuplicates } from './near-duplicates.mjs';

/** Below so many characters a text is anybody's ("收到"): it is counted only. */
const OWN_WORDS = 8;
const LIKENESS = 0.8;
/** Longer texts stand in one conversation of a file only. */
const SET_PHRASE = 6;
const CATEGORIES = loadTaxonomy().categories.map(({ id }) => id);
const OFFSET_TIME = /T.*(Z|[+-]\d\d:\d\d)$/;

/** The file's rows that the trainer's own loader refuses, with what it says of each. */
function refusals(file, rows) {
  const folder = mkdtempSync(join(tmpdir(), 'weige-corpus-'));
  const copy = join(folder, basename(file));
  const found = [];
  const left = [...rows];
  for (;;) {
    writeFileSync(copy, left.join('\n'));
    try {
      loadCorpus(folder);
      break;
    } catch (error) {
      const [, row, what] = /:(\d+): (.*)$/s.exec(error.message) ?? [];
      if (row === undefined) throw error;
      found.push({ row: Number(row), what });
      left[Number(row) - 1] = '';
    }
  }
  rmSync(folder, { recursive: true });
  return found;
}

function readFile(file) {
  const rows = readFileSync(file, 'utf8').split('\n');
  const faults = refusals(file, rows).map(({ row, what }) => ({ file, row, what }));
  const refused = new Set(faults.map(({ row }) => row));
  const lines = rows.flatMap((text, at) =>
    text.trim() === '' || refused.has(at + 1) ? [] : [{ file, row: at + 1, ...JSON.parse(text) }],
  );
  return { lines, faults };
}

const groupBy = (items, keyOf) => {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
};

/** What is wrong with one set of labels: the line's own, or a second matter's. */
function labelFaults({ act, category = null, urgency = null, location = null, matter = null }, text) {
  const opens = isOpener(act);
  return [
    opens && category === null && 'an opener without a category',
    opens && urgency === null && 'an opener without an urgency',
    opens && matter === null && 'an opener without a matter',
    !opens && category !== null && `category on ${act}`,
    !opens && urgency !== null && `urgency on ${act}`,
    category !== null && !CATEGORIES.includes(category) && `no category ${category}`,
    location !== null && (location === '' || !text.includes(location)) && `location "${location}" is not in the text`,
  ];
}

function talkFaults(talk) {
  const raised = new Set();
  const numbers = new Set();
  return talk.flatMap((line, at) => {
    const labels = [line, ...(line.also ?? [])];
    const before = talk[at - 1];
    for (const { act, matter } of labels) if (isOpener(act)) raised.add(matter);
    const lost = labels.filter(({ matter }) => (matter ?? null) !== null && !raised.has(matter));
    const whats = [
      ...labels.flatMap((label) => labelFaults(label, line.text)),
      ...lost.map(({ matter }) => `matter ${matter} was not raised before`),
      numbers.has(line.n) && `number ${line.n} stands twice in ${line.c}`,
      before !== undefined && line.n < before.n && `number ${line.n} after ${before.n}`,
      before !== undefined && Date.parse(line.at) < Date.parse(before.at) && `earlier than the line before it`,
      !OFFSET_TIME.test(line.at) && 'a time without offset',
      (line.quote ?? null) !== null && !numbers.has(line.quote) && `quote ${line.quote} names nothing before it`,
      line.text === '' && (line.images ?? 0) === 0 && 'neither text nor picture',
    ];
    numbers.add(line.n);
    return whats.filter(Boolean).map((what) => ({ ...line, what }));
  });
}

/** A conversation is one run of lines of one file. */
function conversationFaults(lines) {
  const starts = lines.filter(({ c, file }, at) => lines[at - 1]?.c !== c || lines[at - 1]?.file !== file);
  return [...groupBy(starts, ({ c }) => c).values()].flatMap(([first, ...again]) =>
    again.map((line) => ({ ...line, what: `conversation ${line.c} began at ${place(first)} already` })),
  );
}

function copies(lines) {
  const long = lines.filter(({ text }) => [...text].length > SET_PHRASE);
  return [...groupBy(long, ({ file, text }) => `${file} ${text}`).values()].flatMap(([first, ...again]) =>
    again
      .filter(({ c }) => c !== first.c)
      .map((line) => ({ ...line, what: `the text of ${place(first)}: ${line.text}` })),
  );
}

function likenesses(lines) {
  const own = lines
    .map((line) => ({ line, words: bare(line.text) }))
    .filter(({ words }) => [...words].length >= OWN_WORDS);
  const apart = (a, b) => own[a].line.file !== own[b].line.file;
  return nearDuplicates(
    own.map(({ words }) => words),
    LIKENESS,
    apart,
  ).map(([a, b, likeness]) => ({
    ...own[b].line,
    what: `${likeness.toFixed(2)} like ${place(own[a].line)}: ${own[b].line.text} | ${own[a].line.text}`,
  }));
}

const shortName = (file) =>
  dirname(file) === folders[0] ? basename(file, '.jsonl') : `${basename(dirname(file))}/${basename(file, '.jsonl')}`;

const place = ({ file, row }) => `${file}:${row}`;

function table(title, names, columns, valueOf) {
  const rows = names.map((name) => [name, ...columns.map(([, lines]) => String(valueOf(name, lines)))]);
  const head = [title, ...columns.map(([name]) => name)];
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at].length)));
  const print = (row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[at]))).join('  ');
  console.log(`${[head, ...rows].map(print).join('\n')}\n`);
}

function printCounts(lines) {
  const columns = [...groupBy(lines, ({ file }) => file)].map(([file, own]) => [shortName(file), own]);
  columns.push(['all', lines]);
  const sizes = {
    messages: (own) => own.length,
    conversations: (own) => new Set(own.map(({ c }) => c)).size,
    matters: (own) => new Set(own.filter(({ matter }) => matter).map(({ c, matter }) => `${c} ${matter}`)).size,
    'by staff': (own) => own.filter(({ role }) => role === 'staff').length,
    quoting: (own) => own.filter(({ quote }) => (quote ?? null) !== null).length,
    'with pictures': (own) => own.filter(({ images }) => images > 0).length,
    'two matters': (own) => own.filter(({ also }) => also?.length > 0).length,
    'median characters': (own) => own.map(({ text }) => [...text].length).sort((a, b) => a - b)[own.length >> 1],
  };
  table('', Object.keys(sizes), columns, (name, own) => sizes[name](own));
  const having = (field) => (name, own) => own.filter((line) => line[field] === name).length;
  table('act', ACTS, columns, having('act'));
  table('category', CATEGORIES, columns, having('category'));
  table('urgency', URGENCIES, columns, having('urgency'));
}

function printSetPhrases(lines) {
  const short = lines.filter(({ text }) => text !== '' && [...bare(text)].length < OWN_WORDS);
  const shared = [...groupBy(short, ({ text }) => bare(text))]
    .filter(([words, own]) => words !== '' && new Set(own.map(({ file }) => file)).size > 1)
    .sort(([, a], [, b]) => b.length - a.length);
  const count = shared.reduce((sum, [, own]) => sum + own.length, 0);
  console.log(
    `${short.length} texts of fewer than ${OWN_WORDS} characters; ${count} of them are ${shared.length} phrases`,
  );
  console.log('that stand in more than one file:');
  console.log(`${shared.map(([words, own]) => `${words} ${own.length}`).join(', ')}\n`);
}

const folders = process.argv.length > 2 ? process.argv.slice(2) : ['data/corpus', 'data/check'];
const files = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => join(folder, name)),
);
const read = files.map(readFile);
const lines = read.flatMap((file) => file.lines);
const talks = [...groupBy(lines, ({ file, c }) => `${file} ${c}`).values()];
const faults = [
  ...read.flatMap((file) => file.faults),
  ...talks.flatMap(talkFaults),
  ...conversationFaults(lines),
  ...copies(lines),
  ...likenesses(lines),
];
printCounts(lines);
printSetPhrases(lines);
for (const fault of faults) process.stderr.write(`${place(fault)}: ${fault.what}\n`);
console.log(`${lines.length} messages in ${files.length} files, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
