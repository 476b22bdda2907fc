/** The program's log: one JSON object a line on stderr, one fact each; ids, never what people wrote. */
import pino, { type DestinationStream, type Logger } from 'pino';
import type { Config } from './config/schema.js';

export type Log = Logger;

/** Contents and secrets that must not reach a log even when a whole object is handed over. */
const WITHHELD = [
  'text',
  'token',
  'password',
  'secret',
  'phone',
  'phones',
  'answer',
  'question',
  'authorization',
  'cookie',
];

/** Written at once, so that nothing is lost when the process ends. `to` is for tests. */
export function logger(
  level: Config['logLevel'],
  to: DestinationStream = pino.destination({ fd: 2, sync: true }),
): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: WITHHELD.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
        censor: '[withheld]',
      },
    },
    to,
  );
}
