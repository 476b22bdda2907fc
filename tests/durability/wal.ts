/** SQLite's write-ahead log as it lies in the file: its frames, which of them end a commit, and how much of it is in the database's file already. */
import { existsSync, readFileSync } from 'node:fs';

export interface Wal {
  readonly bytes: Buffer;
  /** Changes when the log begins anew. */
  readonly salt: string;
  readonly frameBytes: number;
  /** Where the frames of this log end; behind it may lie those of an earlier one. */
  readonly end: number;
  /** Where each commit ends, in order. */
  readonly commits: readonly number[];
  /** Up to here it is copied into the database's file, which no power cut takes back. */
  readonly settled: number;
}

const HEADER = 32;
const FRAME_HEADER = 24;
/** In the index beside the log: how many frames are copied into the database's file. */
const SETTLED_AT = 96;

/** null: there is no log. */
export function readWal(file: string): Wal | null {
  if (!existsSync(`${file}-wal`)) return null;
  const bytes = readFileSync(`${file}-wal`);
  if (bytes.length < HEADER) return null;
  const frameBytes = FRAME_HEADER + bytes.readUInt32BE(8);
  const salt = saltAt(bytes, 16);
  const commits: number[] = [];
  let end = HEADER;
  while (end + frameBytes <= bytes.length && saltAt(bytes, end + 8) === salt) {
    const ends = bytes.readUInt32BE(end + 4) !== 0;
    end += frameBytes;
    if (ends) commits.push(end);
  }
  const index = existsSync(`${file}-shm`) ? readFileSync(`${file}-shm`) : Buffer.alloc(0);
  const settledFrames = index.length < SETTLED_AT + 4 ? 0 : index.readUInt32LE(SETTLED_AT);
  return { bytes, salt, frameBytes, end, commits, settled: HEADER + settledFrames * frameBytes };
}

const saltAt = (bytes: Buffer, at: number): string => bytes.toString('hex', at, at + 8);

/** How a power cut may leave the log: `at` is where in the file. */
export interface Tear {
  readonly how: 'cut' | 'flipped' | 'lost';
  readonly at: number;
}

const SECTOR = 512;
/** What no frame holds for a whole sector: one of zeros may be lost and nothing with it. */
const GARBAGE = 0xa5;

export function torn(wal: Wal, { how, at }: Tear): Buffer {
  if (how === 'cut') return wal.bytes.subarray(0, at);
  const bytes = Buffer.from(wal.bytes);
  if (how === 'flipped') bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  else bytes.fill(GARBAGE, at, Math.min(at + SECTOR, bytes.length));
  return bytes;
}

/** The log up to the last commit that is whole after the tear. */
export function wholeCommits(wal: Wal, { how, at }: Tear): Buffer {
  const touched = how === 'cut' ? at : HEADER + Math.floor((at - HEADER) / wal.frameBytes) * wal.frameBytes;
  return wal.bytes.subarray(0, wal.commits.findLast((end) => end <= touched) ?? HEADER);
}
