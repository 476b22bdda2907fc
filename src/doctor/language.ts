/** The language model, if the town has one: whether it is there, takes the key, and answers in the form asked for. */
import type { Config } from '../config/schema.js';
import { LANGUAGE_KEY, languageKey } from '../config/secrets.js';
import { tryModel } from '../message/consult/try.js';
import { TROUBLES, type TroubleKind } from '../message/consult/trouble.js';
import { note, ok, wrong, type Finding } from './finding.js';

const REMEDIES: Readonly<Record<TroubleKind, string>> = {
  late: 'take a faster model, switch its thinking off, or raise language.timeoutSeconds',
  unreachable: 'correct language.url, or let this machine reach it',
  'key-refused': `set ${LANGUAGE_KEY} to a key that this server takes`,
  'not-found': 'language.url ends before /chat/completions; language.model is the name the provider gives it',
  'too-many': 'wait, or ask the provider for more',
  refused: 'correct language.model; it must take chat completions with a system message',
  server: 'look at the server, or wait',
  answer: 'take a model that can answer in JSON and follows a schema',
};

/** Puts one invented message to the model. */
export async function checkLanguage(
  language: Config['language'],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Finding[]> {
  const { url, model } = language;
  const key = languageKey(environment);
  if (url === null || model === null) return [ok('no language model; the embedded reader reads alone')];
  const { trouble, status } = await tryModel({ ...language, url, model }, key);
  const said = status === null ? '' : ` (HTTP ${status})`;
  return [
    trouble === null
      ? ok(`${model} answers in the form asked for`)
      : wrong(`${model}: ${TROUBLES[trouble]}${said}; the embedded reader reads alone`, REMEDIES[trouble]),
    ...(key === null && trouble !== 'key-refused'
      ? [note(`${LANGUAGE_KEY} is not set`, 'set it if the server wants a key')]
      : []),
    ...unencrypted(url),
  ];
}

const OWN_NETWORK =
  /^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[::1\]|\[f[cd])|\.(?:local|internal|lan)$/;

function unencrypted(url: string): Finding[] {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || OWN_NETWORK.test(hostname)) return [];
  return [wrong(`the key and what is asked go unencrypted to ${hostname}`, 'write an https address')];
}
