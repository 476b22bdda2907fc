/** Hides who is meant before a text leaves the machine: names, numbers, accounts, doors. Pure; what is hidden is found again. */
import type { PersonId } from '../../model/ids.js';
import { numberSpans } from '../understand/slots/phones.js';
import { fold } from '../understand/slots/width.js';
import { nameForms, SURNAME_WITH_TITLE } from './names.js';

export interface KnownPerson {
  readonly id: PersonId;
  readonly names: readonly string[];
  readonly staff: boolean;
}

export interface Masked {
  readonly text: string;
  /** The words of the original for a span of `text`; null when it is none, or cuts a stand-in in two. */
  original(span: string): string | null;
}

interface Hidden {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

const STEMS = '甲乙丙丁戊己庚辛壬癸';
const DIGITS = '[\\p{N}〇零一幺二三四五六七八九]';
const GAP = '(?:[\\s\\p{Pd}.·•_/*+()\\u200b\\u200c\\u2060\\ufeff]|\\u200d|\\ufe0f|\\u20e3){0,3}';
/** Telephones, cards, accounts, however they are written and parted; also sums parted by commas. */
const LONG_NUMBER = new RegExp(
  `[+(]?(?:${DIGITS}{6,}|${DIGITS}(?:(?:${GAP}|[,,](?=\\p{N}{3,}))${DIGITS}){6,})[Xx]?`,
  'gu',
);
const DATE = /^(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}$/;
/** What follows says that a figure counts or numbers something else. */
const NO_MEASURE = '(?![\\d.]|元|块|万|人|个|斤|米|平|度|点|分|号楼|栋|幢|年|月|日|路|页|次)';
const DOOR = '(?:\\d{3,4}|[一二三四五六七八九][零〇一二三四五六七八九]{2,3})';
const DOORS = [
  `(?<=[\\d一二三四五六七八九十](?:单元|号楼|楼道|栋|幢|座|门洞|门|院)[- ]?(?:\\d{1,2}[层楼])?)${DOOR}[室房号户]?${NO_MEASURE}`,
  `(?<![\\d-])(?:\\d{1,2}-)?${DOOR}(?:室|房间)`,
  `(?<=(?:我家|我们家|我是|我住|住在?|家住|住户|邻居|楼上|楼下|隔壁|对门)[::是的 ]?)${DOOR}${NO_MEASURE}`,
].map((source) => new RegExp(source, 'gu'));
/** 3-2-501, 14-302, A-1203: the building may be known, the door not. */
const DASHED = /(?<![\dA-Za-z-])([A-Za-z]?\d{1,3}|[A-Za-z])-(?:\d{1,2}-)?\d{3,4}(?![\d-]|元|块|人|个|点|分)/gu;
const ACCOUNTS: readonly (readonly [RegExp, string])[] = [
  [/(?:https?:\/\/|www\.)[\x21-\x7e]+/giu, '[链接]'],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu, '[邮箱]'],
  [
    /(?<=(?:微信|薇信|威信|v信|vx|wx|wechat|weixin|qq|扣扣|账号|帐号)(?:号|id)?[::是 ]{0,3})[a-z\d][-_a-z\d]{4,}/giu,
    '[账号]',
  ],
  [/(?<![a-z\d_-])(?=[a-z\d_-]*[a-z])(?=[a-z\d_-]*[\d_])[a-z][a-z\d_-]{5,}/giu, '[账号]'],
  [/[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s-]?[A-Z\d]{5,6}/gu, '[车牌]'],
];

/** One request's stand-ins: the same person has the same one in all its texts. */
export class Masking {
  readonly #standIns = new Map<PersonId | null, string>();
  readonly #staff = new Map<PersonId, boolean>();
  readonly #owners = new Map<string, PersonId>();
  readonly #names: RegExp | null;

  /** `besides`: names of units, rooms and offices, which may be said. */
  constructor(people: readonly KnownPerson[], besides: readonly string[]) {
    for (const { id, names, staff } of people) {
      this.#staff.set(id, staff);
      for (const form of names.flatMap((name) => nameForms(name, besides)))
        if (!this.#owners.has(form.toLowerCase())) this.#owners.set(form.toLowerCase(), id);
    }
    this.#names = anyOf([...this.#owners.keys()]);
  }

  /** 居民甲, 工作人员乙: by what a person is, in the order they are met. */
  who(person: PersonId): string {
    const kind = this.#staff.get(person) === true ? '工作人员' : '居民';
    return this.#standIn(person, kind);
  }

  mask(text: string): Masked {
    const plain = fold(text);
    const hidden = [...this.#people(plain), ...doors(plain), ...numbers(plain), ...accounts(plain)];
    return replaced(text, apart(hidden));
  }

  #people(plain: string): Hidden[] {
    const known = this.#names === null ? [] : [...plain.matchAll(this.#names)];
    const named = known.map((match): Hidden => {
      const owner = this.#owners.get(match[0].toLowerCase());
      return span(match, owner === undefined ? '某人' : this.who(owner));
    });
    const others = [...plain.matchAll(SURNAME_WITH_TITLE)].map((match) => span(match, '某人'));
    return [...named, ...others];
  }

  #standIn(person: PersonId, kind: string): string {
    const known = this.#standIns.get(person);
    if (known !== undefined) return known;
    const before = [...this.#standIns.values()].filter((other) => other.startsWith(kind)).length;
    const made = kind + (STEMS[before] ?? String(before + 1));
    this.#standIns.set(person, made);
    return made;
  }
}

/** Shorter Latin names stand in other words. */
const TELLING = 5;

/** The longest first, so that a name is not taken for the shorter one in it. */
function anyOf(forms: readonly string[]): RegExp | null {
  if (forms.length === 0) return null;
  const sources = [...forms]
    .sort((a, b) => b.length - a.length)
    .map((form) => {
      const escaped = form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
      const inWords = form.length < TELLING && /^[\x20-\x7e]+$/.test(form);
      return inWords ? `(?<![A-Za-z])${escaped}(?![A-Za-z])` : escaped;
    });
  return new RegExp(sources.join('|'), 'giu');
}

const span = (match: RegExpExecArray, by: string): Hidden => ({
  start: match.index,
  end: match.index + match[0].length,
  by,
});

function numbers(plain: string): Hidden[] {
  const runs = [...plain.matchAll(LONG_NUMBER)].filter((m) => !DATE.test(m[0])).map((m) => span(m, '[号码]'));
  return [...numberSpans(plain).map(({ start, end }) => ({ start, end, by: '[号码]' })), ...runs];
}

const accounts = (plain: string): Hidden[] =>
  ACCOUNTS.flatMap(([pattern, by]) => [...plain.matchAll(pattern)].map((match) => span(match, by)));

function doors(plain: string): Hidden[] {
  const dashed = [...plain.matchAll(DASHED)].map((match) => span(match, `${match[1] ?? ''}号楼某户`));
  return [...dashed, ...DOORS.flatMap((pattern) => [...plain.matchAll(pattern)].map((match) => span(match, '某户')))];
}

/** In order and without overlap: what two patterns find is hidden to its last letter, the longer one's word standing for it. */
function apart(hidden: readonly Hidden[]): Hidden[] {
  const kept: Hidden[] = [];
  for (const one of [...hidden].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (last === undefined || one.start >= last.end) kept.push(one);
    else if (one.end > last.end) kept.push({ ...one, start: last.end });
  }
  return kept;
}

interface Piece {
  readonly shown: string;
  readonly said: string;
  readonly hidden: boolean;
}

function replaced(text: string, hidden: readonly Hidden[]): Masked {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { start, end, by } of hidden) {
    pieces.push({ shown: text.slice(from, start), said: text.slice(from, start), hidden: false });
    pieces.push({ shown: by, said: text.slice(start, end), hidden: true });
    from = end;
  }
  pieces.push({ shown: text.slice(from), said: text.slice(from), hidden: false });
  const shown = pieces.map((piece) => piece.shown).join('');
  return { text: shown, original: (wanted) => originalOf(pieces, shown, wanted) };
}

function originalOf(pieces: readonly Piece[], shown: string, wanted: string): string | null {
  const start = shown.indexOf(wanted);
  if (wanted === '' || start < 0) return null;
  const end = start + wanted.length;
  let at = 0;
  let said = '';
  for (const piece of pieces) {
    const from = Math.max(start, at) - at;
    const to = Math.min(end, at + piece.shown.length) - at;
    const whole = from === 0 && to === piece.shown.length;
    if (from < to && piece.hidden && !whole) return null;
    if (from < to) said += piece.hidden ? piece.said : piece.said.slice(from, to);
    at += piece.shown.length;
  }
  return said;
}
