/** Long texts in pieces that WeChat takes, cut where the sense has a joint. Pure. */
import { cutAt } from '../split.js';

/** Best joints first; each matches the place after which a piece may end. */
const JOINTS = [/\n\s*\n/g, /\n/g, /[。!?!?…]+["”』」)]?/g, /[;;]/g, /[,,、]/g, /\s/g] as const;

/** Pieces of at most `limit` UTF-16 units, in order; nothing but blanks at the joints is lost. */
export function pieces(text: string, limit: number): string[] {
  const out: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const at = cutAt(rest.slice(0, limit), JOINTS);
    out.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  if (rest !== '' || out.length === 0) out.push(rest);
  return out.filter((piece) => piece !== '' || text === '');
}
