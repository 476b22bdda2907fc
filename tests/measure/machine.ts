/** What the figures were taken on, and how they are given: percentiles, medians, one JSON object each. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { machineNow } from '../../src/bench/machine.js';
import { rounded } from '../../src/bench/rounded.js';

/** Milliseconds of the machine's clock, finer than whole ones; the same in every process. */
export const nowMs = (): number => performance.timeOrigin + performance.now();

export interface Machine {
  readonly cpus: number;
  readonly node: string;
  /** Of one minute. */
  readonly load: number;
  /** To write a page of 4 KB and have it on the disk: what each commit pays, median. */
  readonly diskSyncMs: number;
}

export function machine(): Machine {
  const { cores, node, loadBefore, diskSync } = machineNow();
  return { cpus: cores, node, load: loadBefore, diskSyncMs: diskSync.medianMs };
}

/** Nearest rank; 0 when there are no values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const spread = (values: readonly number[]) => ({
  count: values.length,
  p50: percentile(values, 0.5),
  p95: percentile(values, 0.95),
  p99: percentile(values, 0.99),
  most: percentile(values, 1),
});

const FOLDER = 'data/run/measure';

/** On stdout and in data/run/measure/NAME.json. */
export function print(name: string, figures: object): void {
  const text = JSON.stringify({ measured: name, ...rounded(figures) });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/${name}.json`, `${text}\n`);
  process.stdout.write(`${text}\n`);
}

/** On stderr: what a person reads. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const cells = [head, ...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? digits(cell) : cell)))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const lines = cells.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '));
  process.stderr.write(`${lines.join('\n')}\n`);
}

const digits = (value: number): string => String(Number(value.toPrecision(4)));
