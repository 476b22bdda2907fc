/** The configuration file, checked whole: the first thing wrong is told with its line and what to write instead. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { InputError } from '../cli/fail.js';
import { readDocument, type Problem } from './document.js';
import { packageRoot } from './paths.js';
import { describeIssue, secretProblems } from './problems.js';
import { disagreements, findTownFile } from './references.js';
import { rulesOf, type Rules } from './rules.js';
import { configSchema, type Config } from './schema.js';

export const CONFIG_FILE = 'bot.config.yaml';

export interface LoadedConfig {
  readonly config: Config;
  readonly rules: Rules;
  /** Absolute path of the file it was read from; null: the defaults alone. */
  readonly file: string | null;
  /** Absolute folder that relative paths in it are taken from. */
  readonly folder: string;
}

/**
 * Reads and checks the configuration: `file`, or else bot.config.yaml here, the one that comes with the program, the defaults.
 * Throws InputError naming file:line, the first problem and its remedy, and how many more there are.
 */
export function loadConfig(file?: string): LoadedConfig {
  const chosen = file === undefined ? standingFile() : resolve(file);
  const folder = chosen === null ? process.cwd() : dirname(chosen);
  const config = checked(chosen === null ? '' : readText(chosen), folder, named(chosen));
  return { config, rules: rulesOf(config), file: chosen, folder };
}

/** Absolute path of the embedded database. */
export const storeFile = ({ config, folder }: LoadedConfig): string => resolve(folder, config.store.file);

/** Absolute path of the town's setup file; null when the store is filled otherwise. */
export const townFile = ({ config, folder }: LoadedConfig): string | null =>
  config.town === null ? null : findTownFile(config.town, folder);

function standingFile(): string | null {
  const places = [join(process.cwd(), CONFIG_FILE), join(packageRoot(), CONFIG_FILE)];
  return places.find((place) => existsSync(place)) ?? null;
}

/** As the operator would write it: short when it lies below the current folder. */
function named(file: string | null): string {
  if (file === null) return CONFIG_FILE;
  const short = relative(process.cwd(), file);
  return short.startsWith('..') || isAbsolute(short) ? file : short;
}

function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof TypeError) throw new InputError('not UTF-8 text', named(file), 'save it as UTF-8');
    const code = error instanceof Error && 'code' in error ? error.code : null;
    const what =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'this is a folder' : 'cannot be read';
    throw new InputError(what, named(file), 'name a configuration file after --config');
  }
}

/** Takes the file's text through all checks; `name` is how errors call the file. */
function checked(text: string, folder: string, name: string): Config {
  const document = readDocument(text);
  if (document.problems.length > 0) throw asError(document.problems, name);
  const parsed = configSchema.safeParse(document.value);
  const problems = [
    ...secretProblems(document),
    ...(parsed.success ? [] : parsed.error.issues.flatMap((issue) => describeIssue(issue, configSchema, document))),
    ...(parsed.success ? disagreements(parsed.data, folder) : []).map((found): Problem => ({
      line: document.lineOf(found.path),
      what: found.what,
      remedy: found.remedy,
    })),
  ];
  if (problems.length > 0 || !parsed.success) throw asError(problems, name);
  return parsed.data;
}

function asError(problems: readonly Problem[], name: string): InputError {
  const inOrder = [...problems].sort((a, b) => a.line - b.line);
  const first = inOrder[0] ?? { line: 1, what: 'cannot be used', remedy: null };
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const where = `${name}:${first.line}`;
  return first.remedy === null
    ? new InputError(first.what + more, where)
    : new InputError(first.what, where, first.remedy + more);
}
