/** Pictures are fetched in bounded time and kept once by content; one that can't be had does not keep its words back. */
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import type { Log } from '../../src/log.js';
import { MISSING_PHOTO, PHOTO_LIMIT_BYTES, type Photos } from '../photos.js';
import { within, type Client } from './client.js';
import type { Picture } from './content.js';
import { failureOf, reasonOf } from './failure.js';

export interface PicturesDeps {
  readonly client: Client;
  readonly photos: Photos;
  readonly log: Log;
  readonly limitMs: number;
  /** The account stops. */
  readonly signal: AbortSignal;
}

/** Rejects when the answer is not 200, or larger than we keep. */
function download(address: URL, agent: Client['agent'], signal: AbortSignal): Promise<Buffer> {
  const get = address.protocol === 'http:' ? getPlain : getSecure;
  return new Promise((resolve, reject) => {
    const request = get(address, { signal, ...(agent === undefined ? {} : { agent }) }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      if (response.statusCode !== 200) request.destroy(new Error(`the file was answered ${response.statusCode ?? 0}`));
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > PHOTO_LIMIT_BYTES) request.destroy(new Error('the file is larger than we keep'));
      });
      response.on('error', reject);
      response.on('end', () => resolve(Buffer.concat(chunks)));
    });
    request.on('error', reject);
  });
}

export class Pictures {
  #trouble: string | null = null;

  constructor(private readonly deps: PicturesDeps) {}

  /** Why the last picture could not be had; null when it could. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** The content's hash, or MISSING_PHOTO. Rejects only when the account stops: the next run fetches it again. */
  async fetch({ fileId, bytes }: Picture): Promise<string> {
    if (bytes !== null && bytes > PHOTO_LIMIT_BYTES) return MISSING_PHOTO;
    const content = await this.#load(fileId);
    return content === null ? MISSING_PHOTO : await this.#keep(content);
  }

  async #load(fileId: string): Promise<Buffer | null> {
    const { client, limitMs, signal: stops } = this.deps;
    try {
      return await within({ limitMs, signal: stops }, async (signal) => {
        const file = await client.call('getFile', { file_id: fileId }, { limitMs, signal });
        return download(await client.fileAddress(file), client.agent, signal);
      });
    } catch (error) {
      if (stops.aborted) throw error;
      this.#missed(`a photo could not be fetched: ${reasonOf(failureOf(error))}`);
      return null;
    }
  }

  async #keep(content: Buffer): Promise<string> {
    try {
      const hash = await this.deps.photos.keep(content);
      this.#trouble = null;
      return hash ?? MISSING_PHOTO;
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      this.#missed(`a photo could not be kept (${reason}); see that the data folder can be written and has room`);
      return MISSING_PHOTO;
    }
  }

  #missed(reason: string): void {
    this.#trouble = reason;
    this.deps.log.warn({ reason }, 'a photo is missing');
  }
}
