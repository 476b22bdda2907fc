import { Writable } from 'node:stream';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainFiles } from '../../src/cli/train.js';
import { readerFrom, understandLine } from '../../src/cli/understand.js';
import { decodeClassifier, encodeClassifier } from '../../src/message/understand/linear/file.js';
import { TextTrainer } from '../../src/message/understand/train/text.js';

const ROWS = [
  ['路灯不亮了', '灯'],
  ['楼道的灯坏了', '灯'],
  ['巷子口的灯一闪一闪', '灯'],
  ['灯泡烧了没人换', '灯'],
  ['门口黑灯瞎火的', '灯'],
  ['家里没水了', '水'],
  ['水龙头一滴水都没有', '水'],
  ['停水到几点', '水'],
  ['水管爆了满街是水', '水'],
  ['自来水发黄', '水'],
] as const;

const silent = new Writable({
  write: (_chunk, _encoding, done) => {
    done();
  },
});

function trained(): Buffer {
  const trainer = new TextTrainer('topic');
  for (const [text, label] of ROWS) trainer.add({ text, label });
  return encodeClassifier(trainer.train(() => undefined));
}

describe('training', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weige-train-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('gives the same model for the same rows, byte for byte', () => {
    expect(trained().equals(trained())).toBe(true);
  });

  it('keeps a model whole through its file', () => {
    const bytes = trained();
    expect(encodeClassifier(decodeClassifier(bytes)).equals(bytes)).toBe(true);
  });

  it('refuses a file that is cut short or no model', () => {
    expect(() => decodeClassifier(trained().subarray(0, -1))).toThrow(/cut short/);
    expect(() => decodeClassifier(Buffer.from('{}\n'))).toThrow(/not a model/);
  });

  it('teaches understand a field of the town’s own', async () => {
    const corpus = join(folder, 'topics.jsonl');
    await writeFile(corpus, ROWS.map(([text, label]) => JSON.stringify({ text, 主题: label })).join('\n'));
    await trainFiles([corpus], join(folder, 'model'), '主题', silent);
    expect((await readFile(join(folder, 'model', '主题.model'))).length).toBeGreaterThan(100);
    const reader = await readerFrom(join(folder, 'model'));
    expect(understandLine('{"id":1,"text":"又没水了"}', 1, reader)).toMatchObject({ id: 1, 主题: '水' });
  });

  it('takes the place of the built-in reader for the field it was trained on', async () => {
    const corpus = join(folder, 'categories.jsonl');
    await writeFile(corpus, ROWS.map(([text, label]) => JSON.stringify({ text, category: label })).join('\n'));
    await trainFiles([corpus], join(folder, 'own'), 'category', silent);
    const line = understandLine('{"id":"a","text":"楼下的灯坏了"}', 1, await readerFrom(join(folder, 'own')));
    expect(line).toMatchObject({ category: '灯' });
    expect(Object.keys(line).slice(0, 4)).toEqual(['id', 'act', 'category', 'urgency']);
  });

  it('says which line of which file it can’t use', async () => {
    const corpus = join(folder, 'bad.jsonl');
    await writeFile(corpus, '{"text":"好","act":"chat"}\n{"text":\n');
    await expect(trainFiles([corpus], join(folder, 'x'), 'act', silent)).rejects.toThrow(/bad\.jsonl:2: not JSON/);
    await expect(trainFiles([join(folder, 'none.jsonl')], folder, 'act', silent)).rejects.toThrow(
      /none\.jsonl: no such file/,
    );
    await writeFile(corpus, '{"text":"好","act":"chat"}\n');
    await expect(trainFiles([corpus], folder, 'act', silent)).rejects.toThrow(/fewer than two/);
    await expect(trainFiles([corpus], folder, '../act', silent)).rejects.toThrow(/field name/);
  });
});
