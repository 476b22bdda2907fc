/** By which words people of a group are called: their nickname, and the name in it. Pure. */
import { fold } from '../understand/slots/width.js';

/** Office and place words that stand in nicknames and name nobody. */
const OFFICE =
  /^(?:(?:号楼|栋|幢|单元|室|楼|层|门)*|.{0,6}(?:网格员?|格长|楼长|楼栋长|社区|居委会?|村委会?|业委会|志愿者|管家|治理中心|信息办|办公室|业主|住户|租户|租客|群主|管理员|派出所|综治办|服务站|供水站|电工班|中队|大队))$/;
const OFFICE_FIRST =
  /^(?:网格员|网格长|格长|楼长|楼栋长|志愿者|房东|租客|业主|住户|物业|管家|社区|居委|保安|电工|水工|保洁|民警|群主|医生|老师)(?=\p{L}{2})/u;
const SURNAMES =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文韦茅';
const FULL_NAME = new RegExp(`^[${SURNAMES}]\\p{Script=Han}{2}$`, 'u');
const TITLES =
  '阿姨|奶奶|爷爷|大爷|大妈|大姐|大哥|大叔|大婶|大娘|婆婆|师傅|老师|医生|主任|书记|女士|先生|警官|姐|哥|叔|婶|嫂|伯|姨';
/** 王阿姨, 李师傅: whoever it is, on no list or on one. */
export const SURNAME_WITH_TITLE = new RegExp(`[${SURNAMES}](?:${TITLES})`, 'gu');
const TITLE = new RegExp(`^(?:${TITLES})$`);
/** Shorter words stand in too many others. */
const SHORTEST = 2;

/** What to look for in a text, folded to one width. `besides`: names of units and offices, which are nobody's. */
export function nameForms(nickname: string, besides: readonly string[]): string[] {
  const plain = fold(nickname).trim();
  const pieces = plain.split(/[^\p{L}\p{M}]+/u);
  const bare = pieces.map((piece) => piece.replace(OFFICE_FIRST, ''));
  const given = [...pieces, ...bare].filter((piece) => FULL_NAME.test(piece)).map((piece) => piece.slice(1));
  const isName = (form: string): boolean =>
    form.length >= SHORTEST &&
    /\p{L}/u.test(form) &&
    (FULL_NAME.test(form) || !OFFICE.test(form)) &&
    !TITLE.test(form) &&
    !besides.some((other) => fold(other).includes(form));
  return [...new Set([plain, ...pieces, ...bare, ...given])].filter(isName);
}
