/** Pictures of messages: fetched from the gateway within a time limit, kept once by content; one that fails is marked as missing. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../src/log.js';
import { MISSING_PHOTO, PHOTO_LIMIT_BYTES, type Photos } from '../photos.js';
import { FILE_LIMIT_MS } from './calls.js';
import type { Gateway } from './gateway.js';

export interface PhotoDeps {
  readonly photos: Photos;
  readonly log: Log;
  readonly account: string;
  readonly gateway: () => Gateway | null;
  /** How long one picture may take in all. */
  readonly limitMs?: number;
}

export class PhotoKeeper {
  #diskFailed = false;
  constructor(private readonly deps: PhotoDeps) {}

  /** Whether the last picture that was had could not be kept. */
  get diskFailed(): boolean {
    return this.#diskFailed;
  }

  async fetch(message: string): Promise<string[]> {
    const bytes = await this.#bytes(message);
    return [bytes === null ? MISSING_PHOTO : await this.#keep(message, bytes)];
  }

  async #bytes(message: string): Promise<Buffer | null> {
    const { log, account, limitMs = FILE_LIMIT_MS } = this.deps;
    const got = this.deps.gateway()?.picture(message, PHOTO_LIMIT_BYTES) ?? null;
    if (got === null) return null;
    const fetched = got.catch((error: unknown) => {
      log.warn({ account, message, err: error }, 'a picture could not be had');
      return null;
    });
    const late = wait(limitMs, 'late' as const, { ref: false });
    const bytes = await Promise.race([fetched, late]);
    if (bytes !== 'late') return bytes;
    log.warn({ account, message }, 'a picture took too long');
    return null;
  }

  async #keep(message: string, bytes: Buffer): Promise<string> {
    const { log, account, photos } = this.deps;
    try {
      const hash = await photos.keep(bytes);
      this.#diskFailed = false;
      if (hash === null) log.info({ account, message }, 'a picture is of no kind that we show');
      return hash ?? MISSING_PHOTO;
    } catch (error) {
      this.#diskFailed = true;
      log.error({ account, message, err: error }, 'a picture could not be kept');
      return MISSING_PHOTO;
    }
  }
}
