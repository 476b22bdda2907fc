import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { evaluateGold, runEvaluate } from '../../src/cli/evaluate.js';
import { readerFrom, understandStream } from '../../src/cli/understand.js';
import type { ReaderWithFields } from '../../src/message/understand/own-model.js';

class Collected extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

const lineSchema = z.record(z.string(), z.unknown());

describe('weige understand', () => {
  let reader: ReaderWithFields;
  beforeAll(async () => {
    reader = await readerFrom(undefined);
  });

  async function understood(lines: readonly string[]): Promise<Record<string, unknown>[]> {
    const sink = new Collected();
    await understandStream(Readable.from([Buffer.from(lines.join('\n'))]), sink, reader);
    return sink.text
      .trimEnd()
      .split('\n')
      .map((line) => lineSchema.parse(JSON.parse(line)));
  }

  it('answers each line in order with the keys of the contract', async () => {
    const found = await understood(['{"id":"a","text":"路灯不亮了"}', '{"id":2,"text":"收到"}']);
    expect(found.map((line) => line['id'])).toEqual(['a', 2]);
    expect(Object.keys(found[0] ?? {})).toEqual(
      'id act category urgency location phones people time items confidence alternatives'.split(' '),
    );
  });

  it('puts an error in the place of a line that is not JSON and goes on', async () => {
    const found = await understood(['{"id":1,"text":"收到"}', '{"id":', '', '{"id":4,"text":"收到"}']);
    expect(found).toMatchObject([{ id: 1 }, { error: 'line 2: not JSON' }, { error: 'line 3: not JSON' }, { id: 4 }]);
  });

  it('reads what has no text, or text of another kind, as chat', async () => {
    const found = await understood([
      '{"id":1}',
      '{"id":2,"text":7}',
      '{"id":3,"text":null}',
      '[]',
      'null',
      '{"id":6,"text":""}',
    ]);
    expect(found.map((line) => line['act'])).toEqual(Array(6).fill('chat'));
  });

  it('overlooks context that makes no sense', async () => {
    const found = await understood([
      '{"id":1,"text":"收到","at":"gestern","role":5,"quote":"x","before":[1,{"text":"a"}],"images":-1}',
    ]);
    expect(found[0]).toMatchObject({ id: 1, act: 'receipt', time: null });
  });

  it('does not break a line at a line separator inside a text', async () => {
    expect(await understood(['{"id":1,"text":"上\u2028下"}', '{"id":2,"text":"收到"}'])).toHaveLength(2);
  });

  it('says in one line why a model folder can’t be used', async () => {
    await expect(readerFrom('/nowhere')).rejects.toThrow(/^\/nowhere: no usable model/);
  });
});

describe('weige evaluate', () => {
  let folder = '';
  let reader: ReaderWithFields;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weige-evaluate-'));
    reader = await readerFrom(undefined);
    const talk = [
      {
        type: 'setup',
        units: [],
        rooms: [],
        people: [{ id: 'w', name: '小王', roles: [{ role: 'worker', unit: 'u' }] }],
      },
      {
        type: 'message',
        at: '2023-05-17T08:00:00+08:00',
        id: 'm1',
        room: 'r',
        from: 'a',
        text: '南门口路灯坏了没人修',
      },
      { type: 'message', at: '2023-05-17T08:01:00+08:00', id: 'm2', room: 'r', from: 'a', text: '', images: 1 },
      { type: 'message', at: '2023-05-17T08:02:00+08:00', id: 'm3', room: 'r', from: 'b', text: '收到' },
    ];
    const none = { category: null, urgency: null, location: null, ticket: null };
    const gold = [
      { id: 'm1', act: 'report', category: 'facilities', urgency: 'normal', location: '南门口', ticket: 'T1' },
      { ...none, id: 'm2', act: 'detail', ticket: 'T1' },
      { ...none, id: 'm3', act: 'receipt' },
      { ticket: 'T1', act: 'report', category: 'facilities', opener: 'm1' },
    ];
    await mkdir(join(folder, 'dev'));
    await writeFile(join(folder, 'dev', 't1.jsonl'), talk.map((line) => JSON.stringify(line)).join('\n'));
    await writeFile(join(folder, 'dev', 'g1.jsonl'), gold.map((line) => JSON.stringify(line)).join('\n'));
    await writeFile(
      join(folder, 'lines.jsonl'),
      '{"text":"收到","act":"receipt"}\n{"text":"哈哈哈哈","act":"report"}\n',
    );
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('scores single lines for the fields they carry', async () => {
    const report = await evaluateGold([join(folder, 'lines.jsonl')], reader);
    expect(report.fields['act']).toMatchObject({ count: 2, accuracy: 0.5, confusion: { report: { chat: 1 } } });
    expect(Object.keys(report.fields)).toEqual(['act']);
    expect(report.location).toBeNull();
  });

  it('reads a transcript in its order: a picture belongs to the report before it', async () => {
    const report = await evaluateGold([join(folder, 'dev')], reader);
    expect(report.fields['act']).toMatchObject({ count: 3, accuracy: 1 });
    expect(report.opener).toEqual({ precision: 1, recall: 1, f1: 1 });
    expect(report.joining).toBeNull();
  });

  it('scores joining when the replay engine lends its tickets', async () => {
    const joinTickets = (tickets: Record<string, number>) => () => Promise.resolve(new Map(Object.entries(tickets)));
    const right = await evaluateGold([join(folder, 'dev')], reader, { joinTickets: joinTickets({ m1: 7, m2: 7 }) });
    expect(right.joining).toMatchObject({ pairs: { f1: 1 }, bCubed: { f1: 1 } });
    const wrong = await evaluateGold([join(folder, 'dev')], reader, { joinTickets: joinTickets({ m1: 7, m2: 8 }) });
    expect(wrong.joining).toMatchObject({ pairs: { f1: 0 }, bCubed: { precision: 1, recall: 0.5 } });
  });

  it('prints tables, or one JSON object', async () => {
    const [tables, json] = [new Collected(), new Collected()];
    await runEvaluate([join(folder, 'lines.jsonl')], {}, tables);
    await runEvaluate([join(folder, 'lines.jsonl')], { json: true }, json);
    expect(tables.text).toContain('report read as chat');
    expect(JSON.parse(json.text)).toMatchObject({ lines: 2 });
  });

  it('names what it can’t use', async () => {
    await expect(evaluateGold([join(folder, 'none')], reader)).rejects.toThrow(/none: no such file or folder/);
    await expect(evaluateGold([folder], reader)).rejects.toThrow(/no pair of tN\.jsonl and gN\.jsonl/);
  });
});
