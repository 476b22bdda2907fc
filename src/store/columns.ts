/** Checked reading of text columns: what the database holds is input like any other. */
import { z } from 'zod';
import { itemSchema, type Item } from '../model/reading.js';

/** The value as one of a closed list. Throws when it is none: the row was written by something else. */
export function oneOf<T extends string>(list: readonly T[], value: string): T {
  const found = list.find((entry) => entry === value);
  if (found === undefined) throw new Error(`stored value ${JSON.stringify(value)} is none of ${list.join(', ')}`);
  return found;
}

export const oneOfOrNull = <T extends string>(list: readonly T[], value: string | null): T | null =>
  value === null ? null : oneOf(list, value);

const strings = z.array(z.string());
/** Most lists are empty, and many are read for each message: those need no parsing. */
export const EMPTY_LIST = '[]';

export const stringList = (json: string): string[] => (json === EMPTY_LIST ? [] : strings.parse(JSON.parse(json)));

const items = z.array(itemSchema);
export const itemList = (json: string): Item[] => (json === EMPTY_LIST ? [] : items.parse(JSON.parse(json)));
