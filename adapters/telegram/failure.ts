/** What a failed call means. Pure. */
import { z } from 'zod';

export type Failure =
  /** Telegram itself said no. */
  | {
      readonly kind: 'answered';
      readonly code: number;
      readonly description: string;
      readonly retryAfterMs: number | null;
      readonly migratedTo: number | null;
    }
  /** Nothing was sent: no way to the server was found. */
  | { readonly kind: 'unreached'; readonly reason: string }
  /** It was sent, or part of it, and nobody knows what became of it. */
  | { readonly kind: 'lost'; readonly reason: string; readonly timeout: boolean };

const answer = z.object({
  response: z.object({
    error_code: z.number(),
    description: z.string().default(''),
    parameters: z.object({ retry_after: z.number().optional(), migrate_to_chat_id: z.number().optional() }).optional(),
  }),
});

/** Errors of a connection that never came to be: no name, no listener, no trust. */
const UNREACHED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|ERR_TLS_CERT_ALTNAME_INVALID)$/;

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

/** Never the message: of an answer that is no JSON it names the address, and the token stands in that. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason given';
  return 'type' in error && typeof error.type === 'string' ? error.type : error.name;
}

export function failureOf(error: unknown): Failure {
  const told = answer.safeParse(error);
  if (told.success) {
    const { error_code: code, description, parameters } = told.data.response;
    const retryAfterMs = parameters?.retry_after === undefined ? null : parameters.retry_after * 1000;
    return { kind: 'answered', code, description, retryAfterMs, migratedTo: parameters?.migrate_to_chat_id ?? null };
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return { kind: 'lost', reason: 'no answer in time', timeout: true };
  }
  const code = codeOf(error);
  if (code !== null && UNREACHED.test(code))
    return { kind: 'unreached', reason: `Telegram can't be reached (${code})` };
  return { kind: 'lost', reason: `the connection broke (${code ?? kindOf(error)})`, timeout: false };
}

/** One line for logs and health. */
export function reasonOf(failure: Failure): string {
  return failure.kind === 'answered' ? `Telegram answered ${failure.code}: ${failure.description}` : failure.reason;
}
