/** Builds dist/ once before tests that run the program, unless it is newer than every source. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/config/paths.js';

function newest(folder: string): number {
  if (!existsSync(folder)) return 0;
  const times = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? newest(path) : statSync(path).mtimeMs;
  });
  return Math.max(0, ...times);
}

export default function build(): void {
  const root = packageRoot();
  const sources = Math.max(newest(join(root, 'src')), newest(join(root, 'adapters')));
  const entry = join(root, 'dist', 'src', 'cli', 'weige.js');
  const builtAt = (): number => (existsSync(entry) ? statSync(entry).mtimeMs : 0);
  if (builtAt() >= sources) return;
  // Types are the typecheck's business: a wrong one still builds.
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, encoding: 'utf8' });
  if (builtAt() < sources) throw new Error(`the program could not be built:\n${stdout}`);
}
