/** Where the package stands, so that its data files are found from src, from dist and from an installed copy alike. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const packageSchema = z.object({ name: z.string() });

let found: string | null = null;

function isWeige(folder: string): boolean {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return false;
  const parsed = packageSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return parsed.success && parsed.data.name === 'weige';
}

/** Absolute path of the folder whose package.json is named weige. Throws when this file stands in none. */
export function packageRoot(): string {
  if (found !== null) return found;
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    if (isWeige(folder)) return (found = folder);
    if (folder === dirname(folder)) throw new Error(`no package.json named weige above ${start}`);
  }
}
