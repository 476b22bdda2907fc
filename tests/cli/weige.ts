/** Runs the built program the way an operator does. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/config/paths.js';

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const ENTRY = join(packageRoot(), 'dist', 'src', 'cli', 'weige.js');

/** Runs `weige ARGS` in a folder; the environment has nothing of the machine's but the path. */
export function weige(folder: string, args: readonly string[], environment: Record<string, string> = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [ENTRY, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', ...environment },
  });
  return { status, stdout, stderr };
}
