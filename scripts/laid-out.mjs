// Writes files into a folder as those of the repository's docs/ are laid out.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const docs = fileURLToPath(new URL('../docs', import.meta.url));

export const laidOutIn = (folder) => async (name, text) => {
  const file = join(folder, name);
  const options = await resolveConfig(join(docs, name));
  writeFileSync(file, await format(text, { ...options, filepath: file }));
};
