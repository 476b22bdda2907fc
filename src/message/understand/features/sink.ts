/** Collects hashed features of one message: id (20 bits) and value. */

export const FEATURE_BITS = 20;
const MASK = (1 << FEATURE_BITS) - 1;
const PRIME = 0x01000193;

/** FNV-1a over UTF-16 code units, going on from `hash`. */
export function hashOf(text: string, hash: number): number {
  let h = hash;
  for (let at = 0; at < text.length; at++) h = Math.imul(h ^ text.charCodeAt(at), PRIME);
  return h;
}

export const step = (hash: number, code: number): number => Math.imul(hash ^ code, PRIME);

/** Spreads the hash over all bits before the low ones are taken. */
export function bucket(hash: number): number {
  let h = hash ^ (hash >>> 15);
  h = Math.imul(h, 0x2c1b3c6d);
  h ^= h >>> 12;
  return (h ^ (h >>> 16)) & MASK;
}

export interface Features {
  readonly ids: Int32Array;
  readonly values: Float32Array;
}

export class Sink {
  private idList: Int32Array = new Int32Array(512);
  private valueList: Float32Array = new Float32Array(512);
  private count = 0;

  /** A named feature. */
  add(name: string, value: number): void {
    this.addHash(hashOf(name, 0x811c9dc5), value);
  }

  /** A feature whose hash was made by the caller. */
  addHash(hash: number, value: number): void {
    if (this.count === this.idList.length) this.grow();
    this.idList[this.count] = bucket(hash);
    this.valueList[this.count++] = value;
  }

  /** What was collected so far; the arrays are the taker's own. */
  features(): Features {
    return { ids: this.idList.slice(0, this.count), values: this.valueList.slice(0, this.count) };
  }

  private grow(): void {
    const [ids, values] = [this.idList, this.valueList];
    this.idList = new Int32Array(ids.length * 2);
    this.valueList = new Float32Array(ids.length * 2);
    this.idList.set(ids);
    this.valueList.set(values);
  }
}
