/** Codes that people read to each other: good once and for a day, kept as hashes only. */
import { createHash } from 'node:crypto';
import type { Instant } from '../model/ids.js';

export const CODE_LIVES_MS: Instant = 24 * 3600_000;
/** Without 0 O 1 I L, which are mistaken for each other when a code is read out. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const LENGTH = 8;

/** The same seed gives the same code: whoever must not know the code must not know the seed. */
export function codeFrom(seed: string): string {
  const bytes = createHash('sha256').update(seed).digest();
  return [...bytes.subarray(0, LENGTH)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
}

export const codeHash = (code: string): string => createHash('sha256').update(code).digest('hex');

/** A code as typed, small letters and the gaps of reading it out taken away; half width is the caller's. "" when nothing is left. */
export const typedCode = (words: string): string => words.toUpperCase().replace(/[\s-]/g, '');
