/** The reader in use: the shipped one, or the town's own; exchanged between two messages. */
import type { Found } from '../message/understand/learn/keep.js';
import { findModel } from '../message/understand/learn/keep.js';
import { loadShipped, readerWith, type Shipped } from '../message/understand/learn/shipped.js';
import type { ReadInput, Reader, Reading } from '../model/reading.js';

/** Reading is synchronous, so nobody sees it change within one message. */
export class TownReader implements Reader {
  readonly #shipped: Shipped;
  #inUse: Reader;

  /** Throws when the program's own model can't be read. Takes about half a second. */
  constructor() {
    this.#shipped = loadShipped();
    this.#inUse = readerWith(this.#shipped);
  }

  read(input: ReadInput): Reading {
    return this.#inUse.read(input);
  }

  /** Reads with the model in the folder from now on, if it is sound and stands on the shipped one. Never throws. */
  take(folder: string): Found {
    const found = this.look(folder);
    if (found.state === 'sound') this.#inUse = readerWith(this.#shipped, found.moved);
    return found;
  }

  /** What the folder holds, without taking it. */
  look(folder: string): Found {
    return findModel(folder, this.#shipped.hash, this.#shipped.classifiers);
  }
}
