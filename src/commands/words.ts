/** Reading the words of a command: width, spaces, #12 / 12号 / 12 do not matter. Pure. */

/** Full-width digits, letters and signs to half-width, runs of white space to one, trimmed. */
export function evenWidth(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g, '')
    .replace(/[\s\u3000]+/g, ' ')
    .trim();
}

/** "12 已换灯泡" / "#12号 …" / "12号,…" → the number and the rest; null without a number in front. */
export function takeNumber(args: string, prefix = '#'): { number: number; rest: string } | null {
  const match = new RegExp(`^(?:${prefix})?\\s*(\\d{1,9})\\s*号?(?!\\d)[\\s,,、::.。]*`, 'i').exec(args);
  const digits = match?.[1];
  if (!match || digits === undefined || Number(digits) < 1) return null;
  return { number: Number(digits), rest: args.slice(match[0].length).trim() };
}

/** "N3", "n3", "3", "#3" → the notice's number and the rest. */
export const takeNotice = (args: string) => takeNumber(args, '[#nN]|通知');
