/** What a check says. */
export interface Finding {
  /** note: worth knowing, nothing to mend. wrong: `doctor` ends with status 1. */
  readonly level: 'ok' | 'note' | 'wrong';
  /** One sentence; ids only, never what people wrote. */
  readonly text: string;
  /** What to do about it; null when there is nothing to do. */
  readonly remedy: string | null;
}

export const ok = (text: string): Finding => ({ level: 'ok', text, remedy: null });
export const note = (text: string, remedy: string | null = null): Finding => ({ level: 'note', text, remedy });
export const wrong = (text: string, remedy: string): Finding => ({ level: 'wrong', text, remedy });

/** "r1, r2, r3 and 4 more": at most `most` names. */
export function listed(names: readonly string[], most = 8): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
