/** The evaluation as tables for people. */
import type { JoinScore } from './clusters.js';
import type { Evaluation } from './index.js';
import type { FieldScore, Prf } from './scores.js';

const three = (value: number): string => value.toFixed(3);
const prfText = ({ precision, recall, f1 }: Prf): string =>
  `precision ${three(precision)}  recall ${three(recall)}  F1 ${three(f1)}`;

/** Full-width characters take two columns. */
const width = (text: string): number => [...text].reduce((sum, c) => sum + (c > '\u2e80' ? 2 : 1), 0);
const pad = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - width(text)));

const COMMON_MISTAKES = 12;

function mistakes(score: FieldScore): string[] {
  return Object.entries(score.confusion)
    .flatMap(([gold, row]) => Object.entries(row).map(([predicted, count]) => ({ gold, predicted, count })))
    .filter(({ gold, predicted }) => gold !== predicted)
    .sort((a, b) => b.count - a.count)
    .slice(0, COMMON_MISTAKES)
    .map(({ gold, predicted, count }) => `  ${String(count).padStart(5)}  ${gold} read as ${predicted}`);
}

function fieldTable(field: string, score: FieldScore): string[] {
  const columns = Math.max(8, ...Object.keys(score.labels).map(width)) + 2;
  return [
    `${field}: accuracy ${three(score.accuracy)}  macro-F1 ${three(score.macroF1)}  of ${String(score.count)}`,
    `  ${pad('label', columns)}precision  recall     F1  support`,
    ...Object.entries(score.labels).map(
      ([label, s]) =>
        `  ${pad(label, columns)}${three(s.precision).padStart(9)}${three(s.recall).padStart(8)}${three(s.f1).padStart(7)}${String(s.support).padStart(9)}`,
    ),
    ...mistakes(score),
    '',
  ];
}

/** Ends with a line break. */
export function printEvaluation(report: Evaluation & { readonly joining: JoinScore | null }): string {
  const { opener, givenOpener, location, joining } = report;
  const lines = [`${String(report.lines)} messages`, ''];
  for (const [field, score] of Object.entries(report.fields)) lines.push(...fieldTable(field, score));
  if (opener !== null) lines.push(`opens a ticket: ${prfText(opener)}`);
  if (givenOpener !== null)
    lines.push(
      `of gold openers: category right ${three(givenOpener.category)}, urgency right ${three(givenOpener.urgency)}`,
    );
  if (location !== null)
    lines.push(
      `location: ${prfText(location)}  same or both none ${three(location.exact)}  overlap ${three(location.overlap)}`,
    );
  if (joining !== null)
    lines.push(`joining, pairs: ${prfText(joining.pairs)}`, `joining, B-cubed: ${prfText(joining.bCubed)}`);
  return `${lines.join('\n')}\n`;
}
