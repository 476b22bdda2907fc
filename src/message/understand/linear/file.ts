/** The model file: a line of JSON, then ids, scales, bias and weights as little-endian arrays. */
import { z } from 'zod';
import { FEATURE_BITS } from '../features/sink.js';
import type { Classifier } from './model.js';

const FORMAT = 'weige-linear-1';

const headSchema = z.object({
  format: z.literal(FORMAT),
  field: z.string(),
  labels: z.array(z.string()).min(1),
  temperature: z.number().positive(),
  bits: z.literal(FEATURE_BITS),
  rows: z.number().int().nonnegative(),
});

export function encodeClassifier(model: Classifier): Buffer {
  const rows = model.scales.length;
  const head = {
    format: FORMAT,
    field: model.field,
    labels: model.labels,
    temperature: model.temperature,
    bits: FEATURE_BITS,
    rows,
  };
  const line = Buffer.from(`${JSON.stringify(head)}\n`);
  const body = Buffer.alloc(rows * 8 + model.bias.length * 4 + model.weights.length);
  model.rowOf.forEach((row, id) => {
    if (row >= 0) body.writeInt32LE(id, row * 4);
  });
  model.scales.forEach((scale, row) => body.writeFloatLE(scale, rows * 4 + row * 4));
  model.bias.forEach((bias, label) => body.writeFloatLE(bias, rows * 8 + label * 4));
  Buffer.from(model.weights.buffer, model.weights.byteOffset, model.weights.length).copy(
    body,
    rows * 8 + model.bias.length * 4,
  );
  return Buffer.concat([line, body]);
}

/** Throws an Error saying what is wrong when the bytes are no model of this format. */
export function decodeClassifier(bytes: Buffer): Classifier {
  const end = bytes.indexOf(10);
  const head = headSchema.safeParse(end < 0 ? null : JSON.parse(bytes.toString('utf8', 0, end)));
  if (!head.success) throw new Error('not a model file of this version; train it again');
  const { rows, labels, field, temperature } = head.data;
  const body = bytes.subarray(end + 1);
  const weightsAt = rows * 8 + labels.length * 4;
  if (body.length !== weightsAt + rows * labels.length) throw new Error('the model file is cut short; train it again');
  const rowOf = new Int32Array(1 << FEATURE_BITS).fill(-1);
  for (let row = 0; row < rows; row++) rowOf[body.readInt32LE(row * 4)] = row;
  const scales = Float32Array.from({ length: rows }, (_, row) => body.readFloatLE(rows * 4 + row * 4));
  const bias = Float32Array.from(labels, (_, label) => body.readFloatLE(rows * 8 + label * 4));
  const weights = new Int8Array(body.subarray(weightsAt));
  return { field, labels, temperature, rowOf, scales, weights, bias };
}
