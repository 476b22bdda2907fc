/** A kind of due row and what happens when it fires: one file each, registered by one line in index.ts. */
import type { Due } from '../store/due.js';
import type { Doing } from '../message/doing.js';

export interface Timer {
  /** The `kind` of its due rows. */
  readonly kind: string;
  /** Acts in one transaction with taking the row. Looks again at the state: what was due may no longer be. */
  fire(doing: Doing, due: Due): Promise<void>;
  /** What is done instead when the row is past its limit (the machine slept); without it the row is only reported. */
  late?(doing: Doing, due: Due): Promise<void>;
}
