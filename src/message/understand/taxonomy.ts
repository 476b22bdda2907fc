/** The vocabulary of reading as data/taxonomy.yaml spells it out; a town may add categories in its own copy. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageRoot } from '../../config/paths.js';
import { ACTS, OPENERS, URGENCIES } from '../../model/reading.js';

const text = z.string().trim().min(1);
const words = { zh: text, en: text, belongs: text };

const taxonomySchema = z
  .strictObject({
    acts: z.array(z.strictObject({ id: z.enum(ACTS), opens: z.boolean(), ...words })),
    categories: z
      .array(
        z.strictObject({ id: z.string().regex(/^[a-z][a-z0-9_-]*$/), ...words, not: text.nullable().default(null) }),
      )
      .min(1),
    urgencies: z.array(z.strictObject({ id: z.enum(URGENCIES), ...words })),
  })
  .superRefine((taxonomy, context) => {
    const sections = [
      ['acts', taxonomy.acts, ACTS],
      ['categories', taxonomy.categories, ['other']],
      ['urgencies', taxonomy.urgencies, URGENCIES],
    ] as const;
    for (const [name, entries, required] of sections) {
      const ids = entries.map((entry): string => entry.id);
      const twice = ids.find((id, at) => ids.indexOf(id) !== at);
      const missing = required.find((id) => !ids.includes(id));
      if (twice !== undefined) context.addIssue({ code: 'custom', path: [name], message: `${twice} stands twice` });
      if (missing !== undefined) context.addIssue({ code: 'custom', path: [name], message: `${missing} is missing` });
    }
    for (const act of taxonomy.acts)
      if (act.opens !== OPENERS.some((opener) => opener === act.id))
        context.addIssue({ code: 'custom', path: ['acts', act.id], message: 'whether an act opens a ticket is fixed' });
  });

export type Taxonomy = z.output<typeof taxonomySchema>;

/** The file that comes with the program. */
export const taxonomyFile = (): string => join(packageRoot(), 'data', 'taxonomy.yaml');

let shipped: Taxonomy | null = null;

/** Throws an Error of one line naming the file and the first thing wrong in it. The file that comes with the program is read once. */
export function loadTaxonomy(file?: string): Taxonomy {
  return file === undefined ? (shipped ??= readTaxonomy(taxonomyFile())) : readTaxonomy(file);
}

function readTaxonomy(file: string): Taxonomy {
  const parsed = taxonomySchema.safeParse(parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a taxonomy'}`);
}
