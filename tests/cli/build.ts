/** Builds dist/ once before tests that run the program, unless it stands for these sources already. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/config/paths.js';

export default function build(): void {
  const script = join(packageRoot(), 'scripts', 'build-when-older.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the program could not be built:\n${stderr}`);
}
