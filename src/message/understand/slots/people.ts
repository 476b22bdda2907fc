/** Who or how many are affected: 整栋楼, 3户, 一家五口, 我妈. The span as said. */
import { NUMBER } from './numbers.js';
import { fold } from './width.js';

const GROUP =
  '整(?:个|条|栋|幢|座)?(?:楼|单元|小区|村|巷|街|层|栋|幢|院|排|条街|组)|全(?:楼|单元|小区|村|家|组)|半(?:栋楼|个小区|个村|条街)';
const EVERYONE = '家家户户|楼上楼下(?:都|全)|上下几层|左邻右舍|一大家子|(?:一|全)家老小';
const HOUSEHOLD = `(?:我们?|俺们?|咱们?)?一?家(?:子)?(?:老小)?${NUMBER}口人?`;
const COUNT = `(?:${NUMBER}|好?几)(?:十|百)?(?:多|来|几)?(?:户人家|户|口人|口子|口(?!井|锅|水|气|子)|名(?:工人|老人|学生|孩子|乘客)|(?:个|位)(?:老人|孩子|小孩|娃娃?|大人|学生|工人|住户|邻居|病人|人)|家(?=都|也|全|没|停|,|，|$))`;
const KIN_NAME =
  '(?:老?爸|老?妈|爹|娘|爸妈|父母|父亲|母亲|奶奶?|爷爷?|姥姥|姥爷|外公|外婆|公公|婆婆|老伴?|老公|老婆|媳妇儿?|老汉|老头子?|老太婆|老母|阿嬷|阿公|阿爸|阿妈|儿子|女儿|闺女|姑娘|孩子|小孩|宝宝|娃娃?|孙子|孙女|侄子|外甥女?|哥|姐|弟|妹|岳父|岳母|二?[叔伯姨婶舅])';
const KIN = `(?:我|俺|咱|阮)(?:们)?(?:家|厝|屋里)?(?:个|的|那)?(?:[大二三四五六七八九老小])?${KIN_NAME}`;
/** 我妈和两个娃: a relative and whoever else is named with them. */
const TOGETHER = `${KIN}(?:和|跟|同|带着?|还有)(?:${COUNT}|[一二两三四五俩仨]个?${KIN_NAME}|${KIN_NAME})`;
/** 三楼到五楼都没水: floors or houses stand for who lives there. */
const FROM_TO = `(?:\\d{1,3}|[一二三四五六七八九十]{1,3})(?:号楼|楼|层|栋|幢|单元)?(?:到|至)(?:\\d{1,3}|[一二三四五六七八九十]{1,3})(?:号楼|楼|层|栋|幢|单元)(?=都|全|没|停|的(?:住户|居民|人))`;
/** A lone person is how most sentences speak of somebody ("一个人在家"): it counts nobody. */
const ALONE = /^一(?:个|位)人$|^一家$/;

const PATTERNS = [GROUP, HOUSEHOLD, EVERYONE, TOGETHER, FROM_TO, COUNT, KIN].map((source) => new RegExp(source, 'g'));
const HINT = /[到至]|[户口家人名位老孩娃爸妈爹娘奶爷姥公婆伴儿女孙侄甥哥姐弟妹叔伯姨婶舅媳父母嬷整全半邻汉宝姑闺岳]/;

/** A literal span of the text, the widest group first; null when nobody is counted or named. */
export function people(text: string): string | null {
  if (!HINT.test(text)) return null;
  const folded = fold(text);
  for (const pattern of PATTERNS) {
    for (const match of folded.matchAll(pattern)) {
      if (!ALONE.test(match[0])) return text.slice(match.index, match.index + match[0].length);
    }
  }
  return null;
}
