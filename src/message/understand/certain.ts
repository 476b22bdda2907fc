/** The few readings that need no weighing, because the label rules leave no choice. */
import { isOpener, type Act, type ReadInput } from '../../model/reading.js';
import type { Talk } from './features/context.js';
import type { TextView } from './features/text.js';
import { FACE } from './normalize.js';

const RECEIPT = /^(收到|已读|已阅)(了|啦|哈)?[。.!~,\s]*(谢谢|辛苦了?)?[。.!~\s]*$/u;
/** A bare 1 or 👌. */
const isBareMark = (view: TextView): boolean =>
  /^1+$/.test(view.plain) ||
  (view.form.kind === 'faces' && view.faces.every((face) => face.startsWith('👌') || face === '[ok]'));

const PHOTO_FOLLOWS_MS = 600_000;

/** A picture without words adds to what the same speaker raised within ten minutes; else it raises nothing. */
function pictureAct(talk: Talk): Act {
  const own = talk.earlier.find(
    (e) => e.same && (isOpener(e.act) || e.act === 'detail' || e.act === 'echo' || e.act === 'chase'),
  );
  return own !== undefined && (own.agoMs ?? 0) <= PHOTO_FOLLOWS_MS ? 'detail' : 'chat';
}

/** null: not certain, the classifier decides. */
export function certainAct(input: ReadInput, view: TextView, talk: Talk): Act | null {
  if (view.plain === '') return input.images > 0 ? pictureAct(talk) : 'chat';
  if (talk.quoted === null && (RECEIPT.test(view.plain.replaceAll(FACE, '')) || isBareMark(view))) return 'receipt';
  return null;
}
