import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/config/paths.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weige-corpus-check-'));
  for (const name of ['corpus', 'check']) mkdirSync(join(folder, name));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const MATTER = { act: 'report', category: 'facilities', urgency: 'normal', matter: 'm1' };

let minute = 0;
/** A line of `conversation`; times go on from line to line. */
const line = (c: string, n: number, text: string, labels: object = {}): string => {
  const at = `2024-01-01T08:${String(minute++ % 60).padStart(2, '0')}:00+08:00`;
  const none = { act: 'chat', category: null, urgency: null, location: null, matter: null };
  return JSON.stringify({ c, n, at, who: 'u1', role: 'resident', text, ...none, ...labels });
};
const write = (file: string, lines: readonly string[]): void => {
  minute = 0;
  writeFileSync(join(folder, `${file}.jsonl`), `${lines.join('\n')}\n`);
};

function check(): { status: number | null; stdout: string; faults: string[] } {
  const script = join(packageRoot(), 'scripts', 'check-corpus.mjs');
  const ran = spawnSync(process.execPath, [script, 'corpus', 'check'], { cwd: folder, encoding: 'utf8' });
  return { status: ran.status, stdout: ran.stdout, faults: ran.stderr.split('\n').filter((one) => one !== '') };
}

describe('The check of the labelled talk', () => {
  test('passes sound files, and counts what stands in them', () => {
    write('corpus/a', [
      line('a-1', 1, '3号楼楼道灯坏了', { ...MATTER, location: '3号楼楼道' }),
      line('a-1', 2, '我们这层也不亮', { act: 'echo', matter: 'm1', quote: 1 }),
    ]);
    write('check/b', [line('b-1', 1, '收到'), line('b-2', 1, '收到')]);
    const { status, stdout, faults } = check();
    expect([status, faults]).toEqual([0, []]);
    expect(stdout).toMatch(/^report +1 +0 +1$/m);
    expect(stdout).toContain('4 messages in 2 files, 0 faults');
  });

  test('names every fault with its file and line', () => {
    write('corpus/a', [
      'no json',
      line('a-1', 1, '路灯坏了', { act: 'report', location: '三楼' }),
      line('a-1', 2, '嗯', { act: 'nonsense' }),
      line('a-1', 3, '来电了', { act: 'resolved', matter: 'm9', quote: 7 }),
      line('a-2', 1, '好的', { category: 'roads', at: '2024-01-01T08:00:00+08:00' }),
      line('a-1', 4, '在家', { at: '2023-01-01T08:00:00+08:00' }),
      line('a-3', 1, '门坏了', { ...MATTER, category: 'doors' }),
    ]);
    const { status, faults } = check();
    expect(status).toBe(1);
    expect(faults.map((fault) => fault.replace(/Invalid option.*/, 'not a label'))).toEqual([
      'corpus/a.jsonl:1: not JSON',
      'corpus/a.jsonl:3: act: not a label',
      'corpus/a.jsonl:2: an opener without a category',
      'corpus/a.jsonl:2: an opener without an urgency',
      'corpus/a.jsonl:2: an opener without a matter',
      'corpus/a.jsonl:2: location "三楼" is not in the text',
      'corpus/a.jsonl:4: matter m9 was not raised before',
      'corpus/a.jsonl:4: quote 7 names nothing before it',
      'corpus/a.jsonl:6: earlier than the line before it',
      'corpus/a.jsonl:5: category on chat',
      'corpus/a.jsonl:7: no category doors',
      'corpus/a.jsonl:6: conversation a-1 began at corpus/a.jsonl:2 already',
    ]);
  });

  test('finds the same words in two places, above all where reading is checked with what was learned', () => {
    write('corpus/a', [
      line('a-1', 1, '今天天气真不错啊'),
      line('a-2', 1, '今天天气真不错啊'),
      line('a-3', 1, '6号楼后面的垃圾桶满了三天了'),
      line('a-4', 1, '我的电话13800000101'),
    ]);
    write('check/b', [
      line('b-1', 1, '6号楼后面的垃圾桶,满了三天了!'),
      line('b-2', 1, '我的电话13800000102'),
      line('b-3', 1, '6号楼后面没有垃圾桶,要走三百米'),
    ]);
    expect(check().faults).toEqual([
      'corpus/a.jsonl:2: the text of corpus/a.jsonl:1: 今天天气真不错啊',
      expect.stringMatching(/^check\/b\.jsonl:1: 1\.00 like corpus\/a\.jsonl:3: /),
    ]);
  });
});
