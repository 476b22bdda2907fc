/** A single line of JSON as the command line gets it: lenient in all that isn't the text. */
import { z } from 'zod';
import type { ReadInput } from '../../model/reading.js';

const role = z.enum(['resident', 'staff', 'bot']).catch('resident');
const text = z.string().catch('');

const beforeSchema = z.object({
  text,
  role,
  sameSpeaker: z.boolean().catch(false),
  agoMs: z.number().nonnegative().optional().catch(undefined),
});

export const singleSchema = z.object({
  id: z.unknown().optional(),
  text,
  /** Without it words like 今晚 have no day to stand on and no time is read. */
  at: z.iso.datetime({ offset: true }).catch(''),
  role,
  images: z.number().int().nonnegative().catch(0),
  quote: z.object({ text: z.string(), role: role.optional() }).nullable().catch(null),
  before: z.array(z.unknown()).catch([]),
});

export interface Single {
  readonly id: unknown;
  readonly input: ReadInput;
}

/** Anything that isn't an object, or lacks what it should have, is read as far as it goes. */
export function singleOf(value: unknown): Single {
  const parsed = singleSchema.safeParse(value);
  const line = parsed.success ? parsed.data : singleSchema.parse({});
  const before = line.before.flatMap((item) => {
    const earlier = beforeSchema.safeParse(item);
    if (!earlier.success) return [];
    const { agoMs, ...rest } = earlier.data;
    return [agoMs === undefined ? rest : { ...rest, agoMs }];
  });
  const quote = line.quote === null ? null : { text: line.quote.text, role: line.quote.role ?? 'resident' };
  const input = { text: line.text, at: line.at, role: line.role, images: line.images, quote, before };
  return { id: line.id ?? null, input };
}
