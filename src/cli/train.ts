/** `weige train`: a text classifier for any field of a JSONL corpus. */
import { createReadStream } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import type { Command } from 'commander';
import { z } from 'zod';
import { encodeClassifier } from '../message/understand/linear/file.js';
import { FIELD_NAME, modelFile } from '../message/understand/linear/place.js';
import { TextTrainer } from '../message/understand/train/text.js';
import { InputError } from './fail.js';
import { linesOf } from './lines.js';

const PROGRESS_ROWS = 5_000;
const rowSchema = z.looseObject({ text: z.string() });
const labelSchema = z.union([z.string().min(1), z.number(), z.boolean()]).transform(String);

/** null: the row has no label in this field (or null there) and teaches nothing. */
function labelOf(row: Record<string, unknown>, field: string, where: string): string | null {
  const raw = row[field];
  if (raw === undefined || raw === null) return null;
  const label = labelSchema.safeParse(raw);
  if (!label.success) throw new InputError(`"${field}" is not a label`, where, 'give a text or a number');
  return label.data;
}

function rowOf(line: string, where: string): Record<string, unknown> & { text: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new InputError('not JSON', where, 'write one JSON object a line');
  }
  const row = rowSchema.safeParse(value);
  if (!row.success) throw new InputError('no text', where, 'write one JSON object a line with "text" in it');
  return row.data;
}

async function readCorpus(file: string, field: string, trainer: TextTrainer, log: Writable): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found?.isFile() !== true) throw new InputError('no such file', file, 'give a JSONL file');
  let row = 0;
  for await (const line of linesOf(createReadStream(file))) {
    row++;
    if (line.trim() === '') continue;
    const where = `${file}:${String(row)}`;
    const data = rowOf(line, where);
    const label = labelOf(data, field, where);
    if (label === null) continue;
    trainer.add({ text: data.text, label });
    if (trainer.rows % PROGRESS_ROWS === 0) log.write(`read ${String(trainer.rows)} rows\n`);
  }
}

/** Writes DIR/FIELD.model. Throws InputError for a bad field name, file or line, and when there are not two labels. */
export async function trainFiles(files: readonly string[], out: string, field: string, log: Writable): Promise<void> {
  if (!FIELD_NAME.test(field))
    throw new InputError(`"${field}" is no field name`, '--field', 'use letters, digits, _ and -');
  const trainer = new TextTrainer(field);
  for (const file of files) await readCorpus(file, field, trainer, log);
  if (trainer.labelCount < 2)
    throw new InputError(
      `fewer than two different labels in "${field}"`,
      files.join(' '),
      'name the label field with --field',
    );
  log.write(`training on ${String(trainer.rows)} rows, ${String(trainer.labelCount)} labels\n`);
  const model = trainer.train((label, labels) => log.write(`label ${String(label)} of ${String(labels)}\n`));
  await mkdir(out, { recursive: true });
  await writeFile(join(out, modelFile(field)), encodeClassifier(model));
  log.write(`wrote ${join(out, modelFile(field))}\n`);
}

export function register(program: Command): void {
  program
    .command('train')
    .description('train a text classifier from JSONL lines with "text" and a label')
    .argument('<corpus...>', 'JSONL files')
    .requiredOption('--out <dir>', 'folder for the model')
    .option('--field <name>', 'the label field', 'act')
    .action(async (files: string[], options: { out: string; field: string }) => {
      await trainFiles(files, options.out, options.field, process.stderr);
    });
}
