/** Commands of the built program that end by themselves, while the platform in this process goes on answering. */
import { spawn } from 'node:child_process';
import { ENTRY, type Ran } from '../cli/weige.js';

export interface RanFor extends Ran {
  readonly ms: number;
}

/** `killAfterMs`: it is killed so long after it was begun, unless it has ended. */
export function ran(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  killAfterMs?: number,
): Promise<RanFor> {
  const began = performance.now();
  const child = spawn(process.execPath, [ENTRY, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => {
    child.once('close', (status) => {
      clearTimeout(kill);
      resolve({ status, stdout, stderr, ms: performance.now() - began });
    });
  });
}
