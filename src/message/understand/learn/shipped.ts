/** The model that comes with the program, in its parts, and readers put together from them. */
import { modelFolder } from '../linear/place.js';
import { loadParts, type Parts } from '../parts.js';
import { LinearReader } from '../reader.js';
import { hashOfModel, type Moved } from './keep.js';

export interface Shipped extends Parts {
  /** What a town's model has to stand on. */
  readonly hash: string;
}

/** Throws when the folder lacks a file or holds one of another version. Takes about half a second. */
export const loadShipped = (folder: string = modelFolder()): Shipped => ({
  ...loadParts(folder),
  hash: hashOfModel(folder),
});

/** The shipped reader with a town's classifiers in place of its own, where there are any. */
export const readerWith = ({ classifiers, choices, lexicon }: Shipped, moved: Moved = {}): LinearReader =>
  new LinearReader({ ...classifiers, ...moved }, choices, lexicon);
