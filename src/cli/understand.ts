/** `weige understand`: messages in, readings out, one a line, in order. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Command } from 'commander';
import { loadReaderWithFields, type ReaderWithFields } from '../message/understand/own-model.js';
import { singleOf } from '../message/understand/single.js';
import { InputError } from './fail.js';
import { linesOf } from './lines.js';

const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The model folder's reader; throws InputError naming the folder when it can't be used. */
export async function readerFrom(folder: string | undefined): Promise<ReaderWithFields> {
  try {
    return await loadReaderWithFields(folder ?? null);
  } catch (error) {
    if (folder === undefined) throw error;
    throw new InputError(`no usable model: ${errorText(error)}`, folder, 'make one with: weige train CORPUS --out DIR');
  }
}

function parsed(line: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(line) };
  } catch {
    return null;
  }
}

/** One output object for one input line; `row` counts from 1. Never throws. */
export function understandLine(line: string, row: number, { reader, fields }: ReaderWithFields): object {
  const json = parsed(line);
  if (json === null) return { error: `line ${String(row)}: not JSON` };
  const { id, input } = singleOf(json.value);
  const reading = reader.read(input);
  return {
    id,
    act: reading.act,
    category: reading.category,
    urgency: reading.urgency,
    location: reading.location,
    phones: reading.phones,
    people: reading.people,
    time: reading.time,
    items: reading.items,
    confidence: reading.confidence,
    alternatives: reading.alternatives,
    ...fields(input.text),
  };
}

/** Runs the whole stream; waits when the output is slower than the input. */
export async function understandStream(
  source: AsyncIterable<Buffer | string>,
  sink: Writable,
  reader: ReaderWithFields,
): Promise<void> {
  let row = 0;
  for await (const line of linesOf(source)) {
    row++;
    if (!sink.write(`${JSON.stringify(understandLine(line, row, reader))}\n`)) await once(sink, 'drain');
  }
}

export function register(program: Command): void {
  program
    .command('understand')
    .description('read messages (JSONL on stdin) and write what they mean (JSONL on stdout)')
    .option('--model <dir>', 'a model folder made by weige train')
    .action(async (options: { model?: string }) => {
      await understandStream(process.stdin, process.stdout, await readerFrom(options.model));
    });
}
