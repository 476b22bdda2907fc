/** Figures as they are printed: no more digits than were measured. */
const DIGITS = 4;

/** The same value with its numbers rounded to four digits; whole numbers stay as they are. */
export function rounded(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, roundedValue(one)]));
}

function roundedValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS));
  if (Array.isArray(value)) return value.map(roundedValue);
  return typeof value === 'object' && value !== null ? rounded(value) : value;
}
