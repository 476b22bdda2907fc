/** A text in parts that a format takes: at a line's end where there is one, never inside a character, numbered (1/3). */
import type { Format } from './format.js';

const characters = new Intl.Segmenter('zh-CN', { granularity: 'grapheme' });
/** Room for "(999/999)" and a line break, however they are counted. */
const NUMBER_BYTES = 12;

export function partsOf(text: string, most: Format['most']): string[] {
  if (most === null || most.of(text) <= most.bytes) return [text];
  const pieces = cut(text, most.bytes - NUMBER_BYTES, (piece) => most.of(piece));
  return pieces.map((piece, at) => `(${String(at + 1)}/${String(pieces.length)})\n${piece}`);
}

interface Unit {
  readonly text: string;
  readonly size: number;
}

const sum = (units: readonly Unit[]): number => units.reduce((total, { size }) => total + size, 0);

function cut(text: string, most: number, sizeOf: (text: string) => number): string[] {
  const pieces: string[] = [];
  let piece: Unit[] = [];
  let size = 0;
  const close = (upTo: number) => {
    const said = piece.slice(0, upTo).map((unit) => unit.text);
    pieces.push(said.join('').trimEnd());
    piece = piece.slice(upTo);
    size = sum(piece);
  };
  for (const unit of unitsOf(text, most, sizeOf)) {
    while (piece.length > 0 && size + unit.size > most) close(lineEnd(piece, most / 2));
    piece.push(unit);
    size += unit.size;
  }
  close(piece.length);
  return pieces.filter((each) => each !== '');
}

/** After the last line that leaves at least `least` before it; a part of half a line is better than many short ones. */
function lineEnd(piece: readonly Unit[], least: number): number {
  const at = piece.findLastIndex(({ text }) => text.endsWith('\n')) + 1;
  return sum(piece.slice(0, at)) >= least ? at : piece.length;
}

/** Lines; of those that would leave half a part empty the characters as people see them, which take long to find. */
function unitsOf(text: string, most: number, sizeOf: (text: string) => number): Unit[] {
  const sized = (one: string): Unit => ({ text: one, size: sizeOf(one) });
  return text
    .split(/(?<=\n)/)
    .map(sized)
    .flatMap((line) => (line.size <= most / 2 ? [line] : charactersOf(line.text).map(sized)))
    .flatMap((unit) => (unit.size <= most ? [unit] : Array.from(unit.text, sized)));
}

const charactersOf = (line: string): string[] => Array.from(characters.segment(line), ({ segment }) => segment);
