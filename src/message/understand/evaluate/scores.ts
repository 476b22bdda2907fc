/** Figures by which readings are compared with gold labels. */

export interface LabelScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** How often gold has the label. */
  readonly support: number;
}

export interface FieldScore {
  readonly count: number;
  readonly accuracy: number;
  /** Mean F1 over all labels of gold and prediction (not over NO_LABEL). */
  readonly macroF1: number;
  readonly labels: Readonly<Record<string, LabelScore>>;
  /** confusion[gold][predicted]. */
  readonly confusion: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Stands for a null label. */
export const NO_LABEL = '(none)';

export interface Pair {
  readonly gold: string | null;
  readonly predicted: string | null;
}

export const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

export interface Prf {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export function prf(right: number, predicted: number, gold: number): Prf {
  return { precision: ratio(right, predicted), recall: ratio(right, gold), f1: ratio(2 * right, predicted + gold) };
}

function confusionOf(pairs: readonly Pair[]): Record<string, Record<string, number>> {
  const confusion: Record<string, Record<string, number>> = {};
  for (const { gold, predicted } of pairs) {
    const row = (confusion[gold ?? NO_LABEL] ??= {});
    row[predicted ?? NO_LABEL] = (row[predicted ?? NO_LABEL] ?? 0) + 1;
  }
  return confusion;
}

export function scoreField(pairs: readonly Pair[]): FieldScore {
  const names = new Set(pairs.flatMap(({ gold, predicted }) => [gold, predicted].filter((label) => label !== null)));
  const labels: Record<string, LabelScore> = {};
  for (const name of [...names].sort()) {
    const right = pairs.filter((pair) => pair.gold === name && pair.predicted === name).length;
    const predicted = pairs.filter((pair) => pair.predicted === name).length;
    const support = pairs.filter((pair) => pair.gold === name).length;
    labels[name] = { ...prf(right, predicted, support), support };
  }
  const scores = Object.values(labels);
  return {
    count: pairs.length,
    accuracy: ratio(pairs.filter((pair) => pair.gold === pair.predicted).length, pairs.length),
    macroF1: ratio(
      scores.reduce((sum, { f1 }) => sum + f1, 0),
      scores.length,
    ),
    labels,
    confusion: confusionOf(pairs),
  };
}

export interface LocationScore extends Prf {
  /** Lines whose gold location is known to be there or not. */
  readonly count: number;
  /** Share of all lines where prediction and gold are the same, null being the same as null. */
  readonly exact: number;
  /** F1 over characters in common, summed over all lines. */
  readonly overlap: number;
}

function sharedCharacters(a: string, b: string): number {
  const left = new Map<string, number>();
  for (const c of a) left.set(c, (left.get(c) ?? 0) + 1);
  let shared = 0;
  for (const c of b) {
    const count = left.get(c) ?? 0;
    if (count > 0) shared++;
    left.set(c, count - 1);
  }
  return shared;
}

/** precision, recall and f1 count exact spans. */
export function scoreLocation(pairs: readonly Pair[]): LocationScore {
  const total = (text: string | null): number => [...(text ?? '')].length;
  const shared = pairs.reduce((sum, { gold, predicted }) => sum + sharedCharacters(gold ?? '', predicted ?? ''), 0);
  const characters = pairs.reduce((sum, { gold, predicted }) => sum + total(gold) + total(predicted), 0);
  const same = pairs.filter((pair) => pair.gold !== null && pair.gold === pair.predicted).length;
  return {
    count: pairs.length,
    exact: ratio(pairs.filter((pair) => pair.gold === pair.predicted).length, pairs.length),
    overlap: ratio(2 * shared, characters),
    ...prf(
      same,
      pairs.filter((pair) => pair.predicted !== null).length,
      pairs.filter((pair) => pair.gold !== null).length,
    ),
  };
}
