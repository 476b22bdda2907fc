/** A household's label within its micro-grid, read from nicknames, registers and receipts: "3-2-501", "A-1203", "3巷-7", "62". */
import { numberOf } from '../message/understand/slots/numbers.js';

const NUMBER = '(?:\\d{1,4}|[一二三四五六七八九十]{1,3})';
const BUILDING = `(?<building>[A-Za-z甲乙丙丁]|[A-Za-z甲乙丙丁]?${NUMBER})(?:号楼|栋|幢|座|#|号院)`;
const UNIT = `(?:(?<unit>${NUMBER})(?:单元|门洞|门|-))?`;
const DOOR = '(?:\\d{1,2}[层楼])?(?<door>\\d{2,4})(?:室|房|号)?(?!\\d)';
const BY_WORDS = new RegExp(`${BUILDING}[- ]?${UNIT}[- ]?${DOOR}`);
/** Two or three figures with dashes, not part of a longer run such as a telephone number or a date. */
const BY_DASHES =
  /(?<![\d-])(?<building>[A-Za-z]?\d{1,3}|[A-Za-z])-(?:(?<unit>\d{1,2})-)?(?<door>[1-9]\d{0,3})(?![\d-])/;
const PLACE_ENDS = '路街巷弄村里组队社坊厝墘埭埕园苑桥塘湾庄屯浜河港沟坡岭坪坝场店墩道片后前头尾东西南北边营洼';
const LANE = new RegExp(
  `(?<lane>(?:\\d{1,3}|[\u4e00-\u9fa5]{1,6})[${PLACE_ENDS}])(?:-(?<dashed>\\d{1,4})(?![\\d-])|(?<number>${NUMBER})号(?!楼|院|线))`,
);
/** A bare house number: a shop called "8号便利店" or a contestant is none. */
const HOUSE = new RegExp(
  `(?<![\\d月第\u4e00-\u9fa5](?<![婆姐哥叔婶妈爸爷奶姨伯嫂公嬷]))(?<number>[甲乙丙丁戊己]?\\d{1,4})号(?!楼|线|口|库|门|店|铺子?便利|便利|技师|选手|球|公馆|生日|考|车)`,
);
const ROOM = /(?<![\d-])(?<door>[1-9]\d?\d{2})室/;
const TELEPHONE = /1[3-9]\d(?:[- ]?\d){8}/g;
const LONGEST_NAME = 60;

/**
 * The label that a nickname carries ("3号楼2单元501王" is "3-2-501"), or null: a year, a telephone number and a lone name are no household.
 */
export function householdFromNickname(name: string): string | null {
  const plain = unified(name).replace(TELEPHONE, ' ').slice(0, LONGEST_NAME);
  return byWords(plain) ?? byDashes(plain) ?? byLane(plain) ?? byNumber(plain);
}

/**
 * The normal form of a label in a register, by which two spellings are one household. Text without any rule of ours is kept, trimmed
 * ("冰厂后屋"); null when it is empty or only signs.
 */
export function householdLabel(raw: string): string | null {
  const plain = unified(raw).slice(0, LONGEST_NAME);
  if (/^\d{1,4}$/.test(plain)) return plain;
  return householdFromNickname(plain) ?? (/[\p{L}\p{N}]/u.test(plain) ? plain : null);
}

const RECEIPT_WORDS = '(?:收到|已读|知道了?|我是|我家|我们家|我们|好的)';
const AFTER_RECEIPT = new RegExp(`^${RECEIPT_WORDS}[,，。!！ :：]*`);
/** After the label a receipt says little: anything longer is talk about the place, not the household speaking. */
const LONGEST_RECEIPT = 30;

/** The household that a receipt names at its beginning or right after 收到: "3-201收到", "15-201 已接种 2人", "收到 3巷7号". */
export function householdInText(text: string): string | null {
  const plain = unified(text).replace(TELEPHONE, ' ');
  if (plain.length > LONGEST_RECEIPT) return null;
  const said = plain.replace(AFTER_RECEIPT, '');
  for (const pattern of [BY_WORDS, BY_DASHES, LANE, HOUSE]) {
    const match = pattern.exec(said);
    if (match?.index === 0) return householdFromNickname(match[0] + (pattern === BY_WORDS ? '室' : ''));
  }
  return null;
}

/** One width, one dash, no space at the ends. */
const unified = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[‐‑‒–—―−﹣－~～]/g, '-')
    .replace(/[號樓棟單]/g, (char) => ({ 號: '号', 樓: '楼', 棟: '栋', 單: '单' })[char] ?? char)
    .trim();

function byWords(plain: string): string | null {
  const groups = BY_WORDS.exec(plain)?.groups;
  return groups === undefined ? null : joined(groups['building'], groups['unit'], groups['door']);
}

function byDashes(plain: string): string | null {
  const groups = BY_DASHES.exec(plain)?.groups;
  return groups === undefined ? null : joined(groups['building'], groups['unit'], groups['door']);
}

function byLane(plain: string): string | null {
  const groups = LANE.exec(plain)?.groups;
  const number = groups?.['dashed'] ?? groups?.['number'];
  return groups === undefined || number === undefined ? null : joined(groups['lane'], undefined, number);
}

function byNumber(plain: string): string | null {
  return HOUSE.exec(plain)?.groups?.['number'] ?? ROOM.exec(plain)?.groups?.['door'] ?? null;
}

const joined = (...parts: readonly (string | undefined)[]): string =>
  parts.flatMap((part) => (part === undefined ? [] : [figure(part)])).join('-');

/** 三 is 3, 03 is 3, a is A; names and door numbers stay. */
function figure(part: string): string {
  if (/^\d+$/.test(part)) return String(Number(part));
  if (/^[一二三四五六七八九十]+$/.test(part)) return String(numberOf(part) ?? part);
  return part.toUpperCase();
}
