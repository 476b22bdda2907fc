/** Where the matter is: the span that the grammar's candidates and the weights learnt from labelled talk agree on most. */
import { bestSpan, shippedWeights, type Span } from './place-model.js';
import { see, type Occasion, type Seen } from './place-features.js';
import { fold } from './width.js';

/** Characters one of which almost every place holds: spares plain chat the search. */
const HINT =
  /[号楼栋幢座单室门弄巷村组队街路口园苑场店厂校医桥河沟塘塔井坡坪坑地田山岭梁院屋厝墙顶库棚房亭池树边旁面头下上里内后前东南西北区层号期社道庙祠站馆所厅梯台滩湾渠堤坝埠港海礼堂公厕茅园隔截段负]|\d-\d|\d{3}/;
const RESIDENT: Occasion = { staff: false, quotes: false };

/** A candidate of the grammar with this score is given even where the weights see none: an address with its trouble. */
const SURE = 4;
/** 15号 is a house or a day: the grammar has to think it a house. */
const MAYBE_DATE = /^[\d一二三四五六七八九十]{1,3}号$/;

/** The span that says where, cut from the text; null when no place is named. Throws only when data/model/places.model cannot be read. */
export function location(text: string, occasion: Occasion = RESIDENT): string | null {
  const folded = fold(text);
  if (!HINT.test(folded)) return null;
  const seen = see(folded, occasion);
  const span = bestSpan(seen, shippedWeights()) ?? sureOf(seen);
  if (span === null) return null;
  const place = text.slice(span.start, withLift(folded, span.end)).trim();
  return place === '' || (MAYBE_DATE.test(fold(place)) && span.start !== seen.favourite?.start) ? null : place;
}

/** "3号楼2单元电梯": the lift of a named stair belongs to the place, though talk often leaves it out. */
const withLift = (folded: string, end: number): number =>
  /[栋幢楼座]$|单元$/.test(folded.slice(Math.max(0, end - 2), end)) && folded.startsWith('电梯', end) ? end + 2 : end;

const sureOf = ({ favourite }: Seen): Span | null => (favourite !== null && favourite.score >= SURE ? favourite : null);
