// Builds dist/ unless it was built from these very sources: `npx weige` in a checkout prepares the package once more, tests do so each time.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'dist', '.built');
const entry = join(root, 'dist', 'src', 'cli', 'weige.js');

function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  // The folder's own time tells of removed files.
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const sources = Math.max(
  ...['src', 'adapters', 'package.json', 'tsconfig.json', 'tsconfig.build.json'].map((name) =>
    newest(join(root, name)),
  ),
);
if (!existsSync(entry) || !existsSync(stamp) || statSync(stamp).mtimeMs < sources) {
  const build = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (build.status !== 0) process.stderr.write(build.stdout + build.stderr);
  // Wrong types still build, and are the type check's business; nothing built is a failure.
  if (!existsSync(entry)) process.exit(build.status ?? 1);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
  // What was changed during the build is newer than it.
  utimesSync(stamp, (sources + 1) / 1000, (sources + 1) / 1000);
}
