/** The regular expression of a place, composed from place-words.ts. Written for text folded by width.ts. */
import {
  AREAS,
  COMPASS,
  COMPASS_PLACES,
  ENDING_THEREABOUTS,
  HOUSE_PARTS,
  KIN,
  NAME_SUFFIXES,
  NUMBERED,
  PLACES,
  POSITIONS,
  SECOND_SUFFIXES,
  SHORT_SUFFIXES,
  THEREABOUTS,
} from './place-words.js';

/** Any of the words, the longest first; the look at the first character spares most places in a text the whole list. */
function anyOf(words: readonly string[]): string {
  const list = [...words].sort((a, b) => b.length - a.length).join('|');
  return `(?=${firstsOf(words)})(?:${list})`;
}

function firstsOf(words: readonly string[]): string {
  return `[${[...new Set(words.map((word) => word.charAt(0)))].join('')}]`;
}

/** A character class of all Chinese characters but these: one range test instead of a look-ahead at every character. */
function hanWithout(excluded: string): string {
  const codes = [...new Set(excluded)].map((char) => char.charCodeAt(0)).sort((a, b) => a - b);
  let ranges = '';
  let from = HAN_FIRST;
  for (const code of [...codes, HAN_LAST + 1]) {
    if (code > from) ranges += `${String.fromCharCode(from)}-${String.fromCharCode(code - 1)}`;
    from = code + 1;
  }
  return `[${ranges}]`;
}

const HAN_FIRST = 0x4e00;
const HAN_LAST = 0x9fa5;
const FIGURE = '(?:\\d{1,4}|[一二三四五六七八九十百]{1,4})';
const HEAVENLY = '[甲乙丙丁戊己A-Za-z]?';

/** 3-2-501, A-1203, 14-302; never a date or a piece of a telephone number. */
const DASHED =
  '(?<![\\d-])(?:[A-Za-z]?\\d{1,3}-\\d{1,2}-\\d{3,4}|[A-Za-z]?\\d{1,2}-\\d{3,4}|[A-Za-z]\\d?-\\d{2,4})(?![\\d-]| \\d)';
/** Digits that read as floor and door: 302, 1203. */
const DOOR = '(?<![\\d.:/-])[1-9]\\d?(?:0[1-9]|1[0-9]|2[0-4])(?![\\d.:/-])';
/** The same with nothing before it that makes it an address: service numbers and years are none. */
const LONE_DOOR = `(?!(?:110|119|120|122|114)(?!\\d)|1[89]\\d\\d|20[012]\\d)${DOOR}`;
/** Floor and door as some towns write them, 4-2; after a unit or alone only, for scores and dates look the same. */
const SHORT_DOOR = '(?<![\\d-])\\d{1,2}-\\d{1,2}(?![\\d-])';
const NOT_A_DATE =
  '(?![前晚早那]?(?:之前|以前|截止|到期|上午|下午|晚上|早上|前|那天|开|来|去|停|能|以后|之后|起|至|还是|考|就))';
const STREET_NUMBER = `(?<![月第\\d一二三四五六七八九十])${HEAVENLY}${FIGURE}号${NOT_A_DATE}(?![线码角机])`;
const NUMBERED_UNIT = `(?<![\\d.:第半几-])(?:负${FIGURE}${anyOf(['楼', '层'])}?|地下${FIGURE}层|${HEAVENLY}${FIGURE}${anyOf(NUMBERED)}(?!就|人|票)|[A-Z](?:区|栋|座|幢|楼|口|单元|门))`;
const NTH = `第${FIGURE}(?:网格|孔|家|户|间|个摊|个铺|个转拐|个)`;

/** Characters at which a proper name cannot start or go on: particles, pronouns, verbs of daily talk. */
const NOT_NAME =
  '的了在是我你他她它们您俺恁咱阮伊这那哪箇咯嘞有没冇不就又都也还跟和与从把被给往让叫说讲看见去来过着得很太真么吗呢吧啊呀哦嘛哈谁啥什怎为因所以但如果要会能可想请问帮找走进住回打买卖拿送吃喝做搞弄个只条座把块些到离拆修搁朝向由每各全整半几多某两于等用带靠爬停开跑坐站听放堵扔丢摆推骑踢摸追抓挂像同该早晚点今昨明夜年月日号话家里边门前后喊求嫌按报认绕烧别光满叔伯姨婶嫂爷奶爹娘妈爸哥姐弟妹孩娃口壁议喺嗰咗系佢嘅';
const NOT_NAME_WORD =
  '下午|上午|马路|一路|师傅|老师|发现|以前|刚才|刚刚|目前|反映|麻烦|建议|小心|注意|路过|有人|隔壁|对面|对门|楼上|楼下|上面|下面|旁边|单位|直接|大家|村上|我们|哪个|一[个条楼层]|二楼|三楼|[上下](?![塬院庄屋沙新场湾河街村店营])|(?<=[今明昨后前大每天])天|三轮';
const NAME_CHAR = hanWithout(NOT_NAME);
const NAME_START = `(?=${NAME_CHAR})(?!${NOT_NAME_WORD})`;
const HOUSE_NUMBER = '\\d{1,4}号(?![楼院门])';
const LONG_NAME = `(?<![下上])${anyOf(NAME_SUFFIXES)}(?:${anyOf(SECOND_SUFFIXES)})?`;
const SHORT_NAME = `(?<=${NAME_CHAR}{2})(?<![走问迷赶铁网线思套短公心医排上下])${anyOf(SHORT_SUFFIXES)}(?![子儿人长员友民费务钱票具网络桶队面内客灯])(?:${anyOf(SECOND_SUFFIXES)})?`;
/** Before a house number one character before the ending is name enough: 顶巷8号. */
const NUMBERED_NAME = `${anyOf(SHORT_SUFFIXES)}(?=${HOUSE_NUMBER})`;
const ENDING_FIRSTS = firstsOf([...NAME_SUFFIXES, ...SHORT_SUFFIXES]);
const NAMED = `${NAME_START}${NAME_CHAR}{1,4}?(?=${ENDING_FIRSTS})(?:${LONG_NAME}|${SHORT_NAME}|${NUMBERED_NAME})`;
const POSITIONED_COMPASS = `[村庄街巷院桥]?(?:${COMPASS})(?:小)?${anyOf(COMPASS_PLACES)}(?![a-z子儿风菜瓜方])`;
const KIN_HOME = `${KIN}家(?!里人|的人|长|庭)`;
const CLAUSE_START = '(?<=^|[\\s,，。;；!！?？、])';
const NAMED_NUMBER = `(?=${NAME_CHAR})${CLAUSE_START}${NAME_START}${NAME_CHAR}{1,4}(?=[甲乙丙丁戊己]?${HOUSE_NUMBER})`;

/** Narrowing words of two characters may stand after almost any noun, single ones only after a known place. */
const LONG_POSITION = anyOf(POSITIONS.filter((word) => word.length > 1));
const NOT_POSITION = '(?!面|班|车|楼去|来|午|次|回|天|学|去|不去|得去|住|心|司|手就|管|的人|家|方|边的人)';
const POSITION = `(?:${LONG_POSITION}(?!的人)|(?:${anyOf(POSITIONS.filter((word) => word.length === 1))}|(?<=[道顶树坡山屋桥])上|(?<=[楼栋桥巷街村田地])头|(?<=[桥树坡梯])下)${NOT_POSITION})`;
/** Any short noun narrowed by a position, where a clause begins or after 在: 老槐树底下, 会所后面. */
const NOUN_POSITION = `(?=${NAME_CHAR})(?<=^|[\\s,，。;；!！?？、在搁到从])${NAME_START}${NAME_CHAR}{2,4}?${LONG_POSITION}(?!的人)`;
const NEIGHBOUR = '(?:隔壁|对门|楼上|楼下)?';

const CORE = `(?:${NEIGHBOUR}(?:${DASHED}|${NUMBERED_UNIT}|(?:${NAMED_NUMBER})|${STREET_NUMBER}|[老新大小]?(?:${anyOf(PLACES)})|${POSITIONED_COMPASS}|${NAMED})|${KIN_HOME})`;
const OWNED =
  '(?:我|俺|咱|阮)们?(?:家|店|屋|厝|铺子?)?(?:门口|门前|楼下|楼上|店里|店门口|屋后|屋前|后院|后头|后面|旁边|对面|边上|门外|墙根|墙脚|瓦顶)(?! ?\\d)';
const THAT_PLACE = `那(?:一?[个条座栋片块间处口截段排家]|边)?[\u4e00-\u9fa5]{0,2}?${anyOf(AREAS)}(?:底下|跟前|旁边|边上|门口)?`;
const LINK = '(?:的|靠|挨着|出去|下来|进去)?';
const STEP = `(?:[ ]?(?:${DASHED}|${NUMBERED_UNIT}|${STREET_NUMBER}|${NTH})|[ ]?(?:隔壁|对门)?${DOOR}|${LINK}(?:${anyOf(HOUSE_PARTS)}|${CORE})|(?:出去|下来|进去)?${POSITION}|的${LONG_POSITION}|-\\d{1,4}|[ ]?${SHORT_DOOR})`;
const CORE_OR_OWN = `(?:${OWNED}|${CORE}|${NOUN_POSITION})`;

/*
 * A place is HEAD STEP* [JOIN HEAD STEP*] TAIL. The four are tried one after the other by place-scan.ts: as one expression they are
 * longer than what the engine compiles, and four times slower.
 */
/** Where a place begins: an address, a known noun, a name, "我家门口". */
export const HEAD = new RegExp(CORE_OR_OWN, 'g');
export const HEAD_HERE = new RegExp(CORE_OR_OWN, 'y');
/** What narrows it: a door, a position, the next noun. */
export const STEP_HERE = new RegExp(STEP, 'y');
/** "from … to …", "between … and …". */
export const JOIN_HERE = /到|至|和|跟|与|~|-/y;
/** A vague end: 那边, 那块空地. */
export const TAIL_HERE = new RegExp(
  `${THAT_PLACE}|${anyOf(THEREABOUTS)}|${anyOf(ENDING_THEREABOUTS)}(?=[\\s,，。;；!！?？]|$)`,
  'y',
);
/** A door alone says where only when the speaker lives there or the message is nothing else. */
export const DOOR_ALONE = new RegExp(
  `(?<=^|\\s)(${LONE_DOOR}|(?<=^)${SHORT_DOOR})(?=[\\s的那家室住我在,，。]|$)|(?<=我|我家|我们|俺|楼上|楼下|隔壁|对门|对面|住|租的|是)(${LONE_DOOR})(?=的|家|室|住|这|那|他|她|,|，|\\s|$)|(${LONE_DOOR})(?=的(?!钱|价)|室|家|那家|住户|楼上)`,
  'g',
);
export const ADDRESS = new RegExp(`${DASHED}|${NUMBERED_UNIT}|${STREET_NUMBER}`);
export const NAMED_PLACE = new RegExp(NAMED);
