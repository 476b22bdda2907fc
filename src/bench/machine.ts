/** What figures hold for: the machine, how fast its disk is, and what else it was doing. */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { spreadOf } from './timing.js';

const GIB = 1024 ** 3;
const SYNCS = 100;
const PAGE_BYTES = 4096;

export interface Machine {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  /** To write a page and have it on the disk: what each commit pays at least. */
  readonly diskSync: { readonly medianMs: number; readonly p99Ms: number };
  /** Of the last minute; near the number of cores or above, times are too long. */
  readonly loadBefore: number;
}

export const loadNow = (): number => loadavg()[0] ?? 0;

export function machineNow(): Machine {
  const { median, p99 } = spreadOf(syncsMs());
  return {
    node: process.version,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: totalmem() / GIB,
    diskSync: { medianMs: median, p99Ms: p99 },
    loadBefore: loadNow(),
  };
}

function syncsMs(): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'weige-bench-disk-'));
  const file = openSync(join(folder, 'page'), 'w');
  const page = Buffer.alloc(PAGE_BYTES, 1);
  const times = Array.from({ length: SYNCS }, () => {
    const begun = performance.now();
    writeSync(file, page);
    fsyncSync(file);
    return performance.now() - begun;
  });
  closeSync(file);
  rmSync(folder, { recursive: true });
  return times;
}
