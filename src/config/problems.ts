/** What the schema refuses, in words that tell what to write instead. */
import type { z } from 'zod';
import type { ConfigDocument, Problem } from './document.js';
import { keysAt, placesOf } from './keys.js';
import { nearest } from './nearest.js';
import { carriesPassword, isSecretKey, secretName, sectionSecretName } from './secrets.js';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** "adapters[0].port" */
export const dotted = (path: Path): string =>
  path.map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at === 0 ? '' : '.'}${String(key)}`)).join('');

/** The value at a path of plain data; undefined when there is none. */
function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Object.entries(at).find(([name]) => name === String(key))?.[1];
  }
  return at;
}

const article = (type: string): string => (/^[aeio]/.test(type) ? `an ${type}` : `a ${type}`);
const KINDS: Readonly<Record<string, string>> = {
  object: 'a section of keys',
  record: 'a section of keys',
  array: 'a list',
  tuple: 'a list',
  string: 'a text',
  boolean: 'true or false',
  int: 'a whole number',
};

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** Problems of one schema issue: an issue about unknown keys names several. */
export function describeIssue(issue: Issue, schema: z.core.$ZodType, document: ConfigDocument): Problem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys
      .filter((key) => !isSecretKey(key))
      .map((key) => ({
        line: document.lineOf([...issue.path, key]),
        what: `unknown key ${key}${issue.path.length === 0 ? '' : ` in ${dotted(issue.path)}`}`,
        remedy: keyRemedy(schema, issue.path, key),
      }));
  const value = valueAt(document.value, issue.path);
  return [{ line: document.lineOf(issue.path), ...refusal(issue, value) }];
}

function keyRemedy(schema: z.core.$ZodType, path: Path, key: string): string {
  const here = keysAt(schema, path);
  const near = nearest(key, here);
  if (near !== null) return `did you mean ${near}?`;
  const elsewhere = placesOf(schema, key)[0];
  if (elsewhere !== undefined) return `it belongs at ${elsewhere}`;
  return here.length === 0 ? 'delete it' : `the keys here are ${here.join(', ')}`;
}

function refusal(issue: Issue, value: unknown): Pick<Problem, 'what' | 'remedy'> {
  const place = issue.path.length === 0 ? 'the file' : dotted(issue.path);
  const missing = value === undefined;
  if (issue.code === 'invalid_type') {
    const wanted = KINDS[issue.expected] ?? article(issue.expected);
    if (missing) return { what: `${place} is missing`, remedy: `write ${wanted}` };
    return { what: `${place} must be ${wanted}, not ${shown(value)}`, remedy: quoted(issue.expected, value) };
  }
  if (issue.code === 'invalid_value' || issue.code === 'invalid_union') {
    const choices = choicesOf(issue).map((choice) => JSON.stringify(choice));
    const what = missing ? `${place} is missing` : `${place} can't be ${shown(value)}`;
    return { what, remedy: choices.length === 0 ? null : `write ${choices.join(' or ')}` };
  }
  if (issue.code === 'custom') return { what: `${place}: ${issue.message}`, remedy: null };
  const sentence = issue.message.replace(/^(Too (?:small|big)): expected \w+ to /, 'must ');
  return { what: `${place} is ${shown(value)} and ${sentence}`, remedy: null };
}

function choicesOf(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options))
    return issue.options.map(String);
  return [];
}

/** The commonest slip: a number or a truth value in quotes, or a text without them. */
function quoted(expected: string, value: unknown): string | null {
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return `write "${value}"`;
  if (typeof value === 'string' && (expected === 'number' || expected === 'int' || expected === 'boolean'))
    return 'write it without quotes and units';
  return null;
}

/** Secrets written into the file, wherever they stand; their values are never repeated. */
export function secretProblems(document: ConfigDocument, value: unknown = document.value, path: Path = []): Problem[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries: [PropertyKey, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, child]) => {
    const at = [...path, key];
    const secret = typeof key === 'string' && (isSecretKey(key) || carriesPassword(child));
    if (!secret) return secretProblems(document, child, at);
    const name = isSecretKey(key) ? key : 'password';
    return [
      {
        line: document.lineOf(at),
        what: `${dotted(at)} is a secret, and secrets don't stand in this file`,
        remedy: `delete it here and set the environment variable ${variableFor(value, path, name)}`,
      },
    ];
  });
}

function variableFor(parent: object, path: Path, key: string): string {
  if ('platform' in parent && typeof parent.platform === 'string') {
    const account = 'account' in parent && typeof parent.account === 'string' ? parent.account : parent.platform;
    return secretName(parent.platform, account, key);
  }
  return sectionSecretName(path.filter((part) => typeof part === 'string').join('_'), key);
}
