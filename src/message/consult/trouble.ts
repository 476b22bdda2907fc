/** What went wrong with one request to a model: ids and numbers only, never what was asked or answered. */

export const TROUBLES = {
  late: 'no whole answer within the time-out',
  unreachable: 'the server cannot be reached',
  'key-refused': 'the server refused the key',
  'not-found': 'the server knows no such address or model',
  'too-many': 'the server has had too many requests',
  refused: 'the server refused the request',
  server: 'the server failed',
  answer: 'the answer is not in the form asked for',
} as const;
export type TroubleKind = keyof typeof TROUBLES;

export class Trouble extends Error {
  constructor(
    readonly kind: TroubleKind,
    /** The HTTP status, when there was an answer. */
    readonly status: number | null = null,
    /** How long the server wants to be left alone. */
    readonly restMs: number | null = null,
  ) {
    super(TROUBLES[kind]);
  }
}
