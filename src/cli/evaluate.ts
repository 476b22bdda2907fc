/** `weige evaluate`: how well messages are read, against gold labels. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import type { Command } from 'commander';
import { DateTime } from 'luxon';
import {
  evaluate,
  goldOfSingle,
  goldOfTranscript,
  readGold,
  scoreJoining,
  type Evaluation,
  type GoldLine,
  type JoinScore,
  type Joined,
} from '../message/understand/evaluate/index.js';
import { printEvaluation } from '../message/understand/evaluate/print.js';
import type { ReaderWithFields } from '../message/understand/own-model.js';
import { ticketsOfTranscript } from '../replay/joining.js';
import { InputError } from './fail.js';
import { linesOf } from './lines.js';
import { readerFrom } from './understand.js';

/** What the replay engine lends: which ticket each message of a transcript went to. */
export interface EvaluateTools {
  readonly joinTickets?: (transcriptPath: string) => Promise<Map<string, number>>;
}

export interface Report extends Evaluation {
  readonly joining: JoinScore | null;
}

async function jsonLines(file: string): Promise<unknown[]> {
  const rows: unknown[] = [];
  let row = 0;
  for await (const line of linesOf(createReadStream(file))) {
    row++;
    if (line.trim() === '') continue;
    try {
      rows.push(JSON.parse(line));
    } catch {
      throw new InputError('not JSON', `${file}:${String(row)}`, 'write one JSON object a line');
    }
  }
  return rows;
}

interface GoldSet {
  readonly lines: readonly GoldLine[];
  /** null for single lines. */
  readonly transcript: string | null;
}

async function goldFile(file: string): Promise<GoldSet> {
  const rows = await jsonLines(file);
  const lines = rows.flatMap((row) => goldOfSingle(row) ?? []);
  if (lines.length === 0) throw new InputError('no line with a text', file, 'give JSONL lines with "text" and labels');
  return { lines, transcript: null };
}

async function goldFolder(folder: string): Promise<GoldSet[]> {
  const names = await readdir(folder);
  const pairs = names.filter((name) => /^t\d+\.jsonl$/.test(name) && names.includes(name.replace('t', 'g'))).sort();
  if (pairs.length === 0)
    throw new InputError('no pair of tN.jsonl and gN.jsonl', folder, 'give a folder of such pairs or a JSONL file');
  const sets: GoldSet[] = [];
  for (const name of pairs) {
    const transcript = join(folder, name);
    const gold = await jsonLines(join(folder, name.replace('t', 'g')));
    const lines = goldOfTranscript(await jsonLines(transcript), gold, (at) => DateTime.fromISO(at).toMillis());
    sets.push({ lines, transcript });
  }
  return sets;
}

async function goldSets(path: string): Promise<GoldSet[]> {
  const found = await stat(path).catch(() => null);
  if (found === null)
    throw new InputError('no such file or folder', path, 'give a JSONL file or a folder of tN/gN pairs');
  return found.isDirectory() ? goldFolder(path) : [await goldFile(path)];
}

async function joinedOf({ lines, transcript }: GoldSet, tools: EvaluateTools): Promise<Joined[]> {
  if (transcript === null || tools.joinTickets === undefined) return [];
  const tickets = await tools.joinTickets(transcript);
  return lines.map(({ id, ticket }) => {
    const number = id === null ? undefined : tickets.get(id);
    const name = (side: string): string => `${transcript} ${side}`;
    return {
      gold: ticket === null ? null : name(ticket),
      predicted: number === undefined ? null : name(String(number)),
    };
  });
}

/** Reads all gold, then scores it as one. Throws InputError naming the file (and line) that can't be used. */
export async function evaluateGold(
  paths: readonly string[],
  reader: ReaderWithFields,
  tools: EvaluateTools = {},
): Promise<Report> {
  const sets = (await Promise.all(paths.map(goldSets))).flat();
  const rows = sets.flatMap(({ lines }) => readGold(lines, reader));
  const joined: Joined[] = [];
  for (const set of sets) joined.push(...(await joinedOf(set, tools)));
  return { ...evaluate(rows), joining: joined.length === 0 ? null : scoreJoining(joined) };
}

export async function runEvaluate(
  paths: readonly string[],
  options: { readonly model?: string; readonly json?: boolean },
  sink: Writable,
  tools: EvaluateTools = {},
): Promise<void> {
  const report = await evaluateGold(paths, await readerFrom(options.model), tools);
  sink.write(options.json === true ? `${JSON.stringify(report)}\n` : printEvaluation(report));
}

/** `tools`: without `joinTickets` the report says nothing of joining. */
export function register(program: Command, tools: EvaluateTools = { joinTickets: ticketsOfTranscript }): void {
  program
    .command('evaluate')
    .description('compare readings with gold labels')
    .argument('<gold...>', 'JSONL files with text and labels, or folders of tN/gN pairs')
    .option('--model <dir>', 'a model folder made by weige train')
    .option('--json', 'one JSON object instead of tables')
    .action(async (gold: string[], options: { model?: string; json?: boolean }) => {
      await runEvaluate(gold, options, process.stdout, tools);
    });
}
