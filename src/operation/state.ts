/** Whether the program lives and whether it is ready for work, judged from a few facts. Pure. */

export interface Facts {
  /** Since the program's loop last went round, or anything was done. */
  readonly sinceTurnMs: number;
  readonly phase: 'starting' | 'running' | 'stopping';
  readonly databaseAnswers: boolean;
}

/** ok when there is no reason against it. */
export interface Verdict {
  readonly ok: boolean;
  readonly reasons: readonly string[];
}

/** The loop goes round each second, and each thing done counts; longer than any single one of them takes. */
const TURN_WITHIN_MS = 120_000;

const verdict = (...reasons: readonly (string | null)[]): Verdict => {
  const against = reasons.filter((reason) => reason !== null);
  return { ok: against.length === 0, reasons: against };
};

/** A lost database or account is no reason: a restart would mend neither. */
export const lives = ({ sinceTurnMs, phase }: Facts): Verdict =>
  verdict(
    phase === 'running' && sinceTurnMs > TURN_WITHIN_MS
      ? `nothing was done for ${Math.round(sinceTurnMs / 1000)} seconds`
      : null,
  );

export const isReady = ({ phase, databaseAnswers }: Facts): Verdict =>
  verdict(
    phase === 'starting' ? 'it is starting' : null,
    phase === 'stopping' ? 'it is stopping' : null,
    databaseAnswers ? null : 'the database does not answer',
  );
