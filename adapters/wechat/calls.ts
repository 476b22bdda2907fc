/** How long calls to a gateway may take, and how they fail. */

export const CALL_LIMIT_MS = 10_000;
export const FILE_LIMIT_MS = 15_000;
export const SEND_LIMIT_MS = 30_000;

/** By the numbers of gRPC: 2 is the gateway's own refusal, 4 no answer in time, 14 no connection, 16 a wrong token. */
export class GatewayError extends Error {
  constructor(
    readonly code: number,
    readonly details: string,
  ) {
    super(`${code} ${details}`);
    this.name = 'GatewayError';
  }
}

export const gatewayError = (error: unknown): GatewayError => {
  if (error instanceof GatewayError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : 2;
  const details =
    error instanceof Error && 'details' in error && typeof error.details === 'string' ? error.details : '';
  // Some gateways repeat the token that they refuse.
  return new GatewayError(code, (details === '' ? message : details).replace(/(token)\s+"[^"]*"/gi, '$1'));
};

/** The library sets its calls no limit. What comes after it is nobody's; its failure is heard all the same. */
export async function within<Answer>(limitMs: number, call: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new GatewayError(4, 'no answer in time')), limitMs);
  });
  try {
    return await Promise.race([call, late]);
  } catch (error) {
    throw gatewayError(error);
  } finally {
    clearTimeout(timer);
  }
}
