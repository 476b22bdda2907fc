/** Commands of the built program that end by themselves, while the platform in this process goes on answering. */
import { spawn } from 'node:child_process';
import { ENTRY, type Ran } from '../cli/weige.js';

export interface RanFor extends Ran {
  readonly ms: number;
}

/** `killWhen`: it is killed when that resolves, unless it has ended. Never rejects. */
export function ran(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  killWhen?: () => Promise<void>,
): Promise<RanFor> {
  const began = performance.now();
  const child = spawn(process.execPath, [ENTRY, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  void killWhen?.().then(() => child.kill('SIGKILL'));
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => {
    child.once('close', (status) => {
      resolve({ status, stdout, stderr, ms: performance.now() - began });
    });
  });
}
