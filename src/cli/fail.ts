/** Failures a person at the command line can mend, told in one line without a stack trace. */

/** Bad arguments, configuration or input: exit status 2. `where` is file:line or the option's name. */
export class InputError extends Error {
  constructor(
    readonly what: string,
    readonly where: string | null = null,
    readonly remedy: string | null = null,
  ) {
    super([where === null ? what : `${where}: ${what}`, remedy].filter((part) => part !== null).join('; '));
    this.name = 'InputError';
  }
}
