/** Photos: kept once by content, told apart by their first bytes and never by what the sender says they are. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

export const PHOTO_LIMIT_BYTES = 10 * 1024 * 1024;

const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

/** The media type of a picture, or null when it is none that we show. */
export function photoType(bytes: Buffer): string | null {
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png';
  if (bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'image/jpeg';
  if (/^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))) return 'image/gif';
  if (/^RIFF[\s\S]{4}WEBP$/.test(bytes.toString('latin1', 0, 12))) return 'image/webp';
  return null;
}

/** Stands among a message's pictures for one whose bytes could not be had or kept. */
export const MISSING_PHOTO = 'missing';

export interface Photos {
  /** Durable when it resolves. Returns the SHA-256 in hex, or null when the bytes are no picture that we show. */
  keep(bytes: Buffer): Promise<string | null>;
  find(hash: string): Promise<{ readonly bytes: Buffer; readonly type: string } | null>;
  has(hash: string): Promise<boolean>;
}

async function write(folder: string, name: string, bytes: Buffer): Promise<void> {
  const half = join(folder, `.${randomUUID()}`);
  const file = await open(half, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(half, join(folder, name));
}

/** Photos under `<dataDir>/images`, one file a content, named by its hash. */
export function photosIn(dataDir: string): Photos {
  const folder = join(dataDir, 'images');
  const has = async (hash: string) =>
    isHash(hash) &&
    (await stat(join(folder, hash)).then(
      (found) => found.isFile(),
      () => false,
    ));
  return {
    has,
    async keep(bytes) {
      if (photoType(bytes) === null) return null;
      const hash = createHash('sha256').update(bytes).digest('hex');
      await mkdir(folder, { recursive: true });
      if (!(await has(hash))) await write(folder, hash, bytes);
      return hash;
    },
    async find(hash) {
      if (!(await has(hash))) return null;
      const bytes = await readFile(join(folder, hash));
      const type = photoType(bytes);
      return type === null ? null : { bytes, type };
    },
  };
}
