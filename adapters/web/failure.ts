/** What the web chat refuses, by code: the words for each are web.error.<code> of the catalogue. */

export const FAILURES = {
  bad_request: 400,
  empty_message: 400,
  unauthorized: 401,
  wrong_host: 403,
  wrong_origin: 403,
  not_demo: 403,
  not_yours: 403,
  not_found: 404,
  unknown_person: 404,
  unknown_room: 404,
  playing: 409,
  not_playing: 409,
  text_too_long: 413,
  photo_too_big: 413,
  photo_type: 415,
  unsupported: 415,
  internal: 500,
  not_kept: 503,
  too_many_streams: 503,
} as const satisfies Readonly<Record<string, number>>;

export type FailureCode = keyof typeof FAILURES;

/** Answered as {error: {code, message}} with the status of its code. */
export class WebFailure extends Error {
  readonly status: number;
  constructor(readonly code: FailureCode) {
    super(code);
    this.name = 'WebFailure';
    this.status = FAILURES[code];
  }
}

/** The code for a failure that the HTTP library raised itself, by its status. */
export function codeOfStatus(status: number): FailureCode {
  if (status === 413) return 'text_too_long';
  if (status === 415) return 'unsupported';
  if (status === 404) return 'not_found';
  return status >= 400 && status < 500 ? 'bad_request' : 'internal';
}
