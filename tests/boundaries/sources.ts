/** The program's own sources as text, with what each file imports. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { packageRoot } from '../../src/config/paths.js';

export interface Import {
  /** A package's name, or the imported file's path from the package's root ("src/store/open.ts"). */
  readonly from: string;
  readonly typesOnly: boolean;
}

export interface Source {
  /** Path from the package's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The text without comments, lengths kept. */
  readonly code: string;
  readonly imports: readonly Import[];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : path.endsWith('.ts') ? [path] : [];
  });
}

const STATEMENT = /^(?:import|export)\s+(type\s+)?((?:[\w*{][^'";]*?)\s+from\s+)?'([^']+)'/gm;
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*\)/g;

/** `import { type A, type B }` brings no code either. */
function namesTypesOnly(clause: string | undefined): boolean {
  const names = /\{([^}]*)\}/.exec(clause ?? '')?.[1]?.split(',') ?? [];
  const given = names.map((name) => name.trim()).filter((name) => name !== '');
  return given.length > 0 && !/^\w/.test(clause ?? '') && given.every((name) => name.startsWith('type '));
}

function importsOf(path: string, code: string): Import[] {
  const place = (from: string): string =>
    from.startsWith('.')
      ? relative(packageRoot(), resolve(packageRoot(), dirname(path), from.replace(/\.js$/, '.ts')))
      : from;
  const statements = [...code.matchAll(STATEMENT)].map(([, type, clause, from]) => ({
    from: place(from ?? ''),
    typesOnly: type !== undefined || namesTypesOnly(clause),
  }));
  const dynamic = [...code.matchAll(DYNAMIC)].map(([, from]) => ({ from: place(from ?? ''), typesOnly: false }));
  return [...statements, ...dynamic];
}

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, ' '));

function read(folder: string): Source[] {
  return filesBelow(join(packageRoot(), folder)).map((file) => {
    const path = relative(packageRoot(), file).replaceAll('\\', '/');
    const text = readFileSync(file, 'utf8');
    const code = withoutComments(text);
    return { path, text, code, imports: importsOf(path, code) };
  });
}

export const SOURCES: readonly Source[] = [...read('src'), ...read('adapters')];

/** "path imports what": one line for every import that the rule forbids. */
export function offences(where: (path: string) => boolean, forbidden: (imported: Import) => boolean): string[] {
  return SOURCES.filter(({ path }) => where(path)).flatMap(({ path, imports }) =>
    imports.filter(forbidden).map(({ from }) => `${path} imports ${from}`),
  );
}

/** "path:line" of every match in the code, comments left out. */
export function places(pattern: RegExp, where: (path: string) => boolean): string[] {
  return SOURCES.filter(({ path }) => where(path)).flatMap(({ path, code }) =>
    [...code.matchAll(pattern)].map((match) => `${path}:${code.slice(0, match.index).split('\n').length}`),
  );
}
