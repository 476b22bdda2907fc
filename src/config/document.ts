/** A YAML file with the line of every key in it. */
import { LineCounter, isAlias, isMap, isNode, isScalar, isSeq, parseDocument, type Document, type Node } from 'yaml';

/** Something to mend in the file: what and how; `line` from 1. */
export interface Problem {
  readonly line: number;
  readonly what: string;
  readonly remedy: string | null;
}

export interface ConfigDocument {
  /** The file as plain values; `{}` when it is empty or broken. */
  readonly value: unknown;
  /** Broken YAML and duplicate keys. */
  readonly problems: readonly Problem[];
  /** Line of the key at a path, or of the nearest place above it that is in the file; 1 when nothing is. */
  lineOf(path: readonly PropertyKey[]): number;
}

export function readDocument(text: string): ConfigDocument {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const problems = document.errors.map((error): Problem => ({
    line: counter.linePos(error.pos[0]).line,
    ...describe(error.code, error.message, /^[^\s:]*/.exec(text.slice(error.pos[0]))?.[0] ?? ''),
  }));
  if (problems.length > 0) return { value: {}, problems, lineOf: () => 1 };
  const plain = plainValue(document);
  return {
    value: plain.value,
    problems: plain.problems,
    lineOf: (path) => lineOf(document, counter, path),
  };
}

function describe(code: string, message: string, found: string): Pick<Problem, 'what' | 'remedy'> {
  if (code === 'DUPLICATE_KEY') return { what: `the key ${found} stands twice`, remedy: 'keep one of the two' };
  if (code === 'TAB_AS_INDENT') return { what: 'a tab indents this line', remedy: 'indent with spaces' };
  const sentence = message.split('\n')[0] ?? message;
  return { what: `not YAML: ${sentence}`, remedy: 'check the colons, quotes and indentation here and just above' };
}

/** Aliases can unfold without end; the library stops and says so. */
function plainValue(document: Document.Parsed): Pick<ConfigDocument, 'value' | 'problems'> {
  try {
    const value: unknown = document.toJS();
    return { value: value ?? {}, problems: [] };
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    return { value: {}, problems: [{ line: 1, what: `not YAML: ${what}`, remedy: 'write the values out' }] };
  }
}

function lineOf(document: Document.Parsed, counter: LineCounter, path: readonly PropertyKey[]): number {
  let node: Node | null = document.contents;
  let offset = 0;
  for (const key of path) {
    const found = child(document, node, key);
    if (!found) break;
    node = found.value;
    offset = found.offset ?? offset;
  }
  return counter.linePos(offset).line;
}

function child(
  document: Document.Parsed,
  parent: Node | null,
  key: PropertyKey,
): { value: Node | null; offset: number | null } | null {
  const node = isAlias(parent) ? (parent.resolve(document) ?? null) : parent;
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
    if (!pair || !isScalar(pair.key)) return null;
    return { value: isNode(pair.value) ? pair.value : null, offset: pair.key.range?.[0] ?? null };
  }
  if (!isSeq(node) || typeof key !== 'number') return null;
  const item = node.items[key];
  return isNode(item) ? { value: item, offset: item.range?.[0] ?? null } : null;
}
