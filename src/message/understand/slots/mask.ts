/** Hides telephone and identity-card numbers in free text before it leaves the tier that handles them. */
import { numberSpans, type PhoneSpan } from './phones.js';
import { fold } from './width.js';

const ID_CARD =
  /(?<![0-9])[1-9]\d{5}[ -]?(?:19|20)\d{2}[ -]?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?\d{3}[\dXx](?![0-9])/g;
const HAS_FIGURES = /[0-9\uff10-\uff19零〇一幺二三四五六七八九]/;
const ID_HEAD = 2;
const ID_TAIL = 2;
const ID_LENGTH = 18;

/**
 * "电话13800000001" becomes "电话138****0001", an identity card "33**************12"; the rest is kept letter by letter.
 * Masking twice gives the same text.
 */
export function maskPersonal(text: string): string {
  if (!HAS_FIGURES.test(text)) return text;
  let masked = maskOnce(text);
  for (let again = maskOnce(masked); again !== masked; again = maskOnce(masked)) masked = again;
  return masked;
}

function maskOnce(text: string): string {
  const withoutCards = maskCards(text);
  let out = '';
  let from = 0;
  for (const span of numberSpans(withoutCards)) {
    out += withoutCards.slice(from, span.start) + maskedPhone(span);
    from = span.end;
  }
  return out + withoutCards.slice(from);
}

function maskCards(text: string): string {
  let out = '';
  let from = 0;
  for (const match of fold(text).matchAll(ID_CARD)) {
    const digits = match[0].replace(/[ -]/g, '');
    const stars = '*'.repeat(ID_LENGTH - ID_HEAD - ID_TAIL);
    out += text.slice(from, match.index) + digits.slice(0, ID_HEAD) + stars + digits.slice(-ID_TAIL);
    from = match.index + match[0].length;
  }
  return out + text.slice(from);
}

/** The head names the carrier or the area and the tail helps the handler recognise the number; the middle is hidden. */
function maskedPhone(span: PhoneSpan): string {
  const head = span.kind === 'mobile' ? 3 : span.digits.startsWith('0') ? areaLength(span.digits) : 0;
  const tail = span.digits.length - head - 4;
  return `${span.digits.slice(0, head)}****${tail > 0 ? span.digits.slice(-tail) : ''}`;
}

const areaLength = (digits: string): number => (/^0(?:10|2)/.test(digits) ? 3 : 4);
