// Writes data/knowledge-background.json: in how many messages of data/corpus each word of two characters or more stands.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tokens } from '../dist/src/message/understand/index.js';

const AT_LEAST = 8;
const folder = new URL('../data/corpus/', import.meta.url);
const texts = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split('\n').filter(Boolean))
  .map((line) => JSON.parse(line).text);
const counts = new Map();
for (const text of texts)
  for (const word of new Set(tokens(text)))
    if (word.length > 1 && !/\d/.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
const words = Object.fromEntries(
  [...counts].filter(([, n]) => n >= AT_LEAST).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)),
);
const file = new URL('../data/knowledge-background.json', import.meta.url);
writeFileSync(file, `${JSON.stringify({ messages: texts.length, words }, null, 2)}\n`);
