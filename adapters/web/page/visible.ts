/** Makes every character of other people's text harmless and visible before it is shown. */

/** Controls, line and paragraph separators, direction marks and overrides, invisible fillers. Joiners of emoji stay. */
const HIDDEN =
  // eslint-disable-next-line no-control-regex -- these are what it looks for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|\u034f|\u17b4|\u17b5|\p{Surrogate}|[\u{e0000}-\u{e007f}]/gu;

/** Three marks on one letter are more than any language has; further ones pile up over the neighbours. */
const PILED_MARKS = /(\p{M}{3})\p{M}+/gu;

/** The text with each hidden character written as 〔U+202E〕, so that what is read is what was sent. */
export function visible(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(HIDDEN, (char) => `〔U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}〕`)
    .replace(PILED_MARKS, '$1');
}
