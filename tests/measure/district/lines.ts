/** The lines that people of the simulated district say, as they stand in lines.yaml. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const some = z.array(z.string().min(1)).nonempty();

const linesSchema = z.strictObject({
  greetings: some,
  chat: some,
  trade: some,
  receipts: some,
  questions: some,
  reports: some,
  followUps: some,
  answers: some,
  settled: some,
  thanks: some,
  typhoonReports: some,
  typhoonChat: some,
});
export type Lines = z.output<typeof linesSchema>;

export const readLines = (): Lines =>
  linesSchema.parse(parse(readFileSync(new URL('./lines.yaml', import.meta.url), 'utf8')));
