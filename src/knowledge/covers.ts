/** Whether an entry says what was asked for: a day, a place, a price. Pure. */
import type { Parsed } from './parse.js';

const DAY = String.raw`(?:\d{1,2}月|\d{1,2}[日号]|周[一二三四五六日天末]|星期|礼拜)`;
const CLOCK = /\d{1,2}(?::\d{2}|点)/g;
const PLACE_END =
  '(?:楼下?|窗口|站|室|厅|所|院|处|门|馆|旁|中心|社区|居委|村委|点|栏|柜|台|会|局|办|校|园|箱|房|场|棚|网上|小程序|app|手机上?|公众号|前台|”)';
const IN_PLACE = new RegExp(String.raw`(?:到|在|去|放|找|送|交)(?!.?[周\d])[^,。;,;]{0,14}?${PLACE_END}`);

/** By way of asking, what an answer that tells it looks like. Without a line here, only an entry asking the same will do. */
const TELLS: Readonly<Record<string, RegExp>> = {
  when: new RegExp(String.raw`${DAY}|每[天日周月季]|次月|随时|[^,。;]后(?=退|发|领|可)|\d点`),
  start: new RegExp(String.raw`${DAY}[^,。;]{0,12}(?:至|起|开始|-)|起(?:至|,)|从${DAY}`),
  deadline: new RegExp(String.raw`截止|截至|(?:至|到|-)(?:\d{4}年)?\d{1,2}[月日]|\d[日号](?:之?前|为止)|(?:已过|随时)`),
  where: IN_PLACE,
  who: IN_PLACE,
  phone: /\d{3,4}-\d{4}|\d{7,}/,
  cost: /\d\s*(?:元|块)|免费|不收/,
  documents: /[带凭持]|材料|复印件|填.{0,4}表/,
  how: /[到在去](?!期).{2,}(?:办理?|登记|申请|申领|预约|认证|缴费|交|领取|领|接种|报名)|登记|申领|申请表|预约/,
  duration: /(?:约|需|用|经|,|。|;)\d+个?(?:工作日|天|小时|月)|\d+个?工作日|\d+天(?!内)|\d+小时/,
  'how-many': /\d个?(?:户|人|名|斤|度|户数)|分之/,
  condition: /\d+周?岁|以上|户籍的/,
};

const HOURS: readonly string[] = ['hours', 'opening', 'closing'];

/** Both ask the same, or the answer names what is asked for. `told`: all the entry says, in one spelling. */
export function covers(ask: string, question: Parsed, told: Told): 'asked' | 'told' | null {
  if (question.asks.has(ask)) return 'asked';
  if (HOURS.includes(ask)) {
    const both = (told.answer.match(CLOCK)?.length ?? 0) >= 2;
    const aboutHours = HOURS.some((a) => question.asks.has(a)) || told.isOpen;
    if (both && aboutHours) return 'asked';
    return ask === 'opening' && question.asks.has('when') && both ? 'told' : null;
  }
  if (ask === 'when' && ['start', 'deadline', ...HOURS].some((a) => question.asks.has(a))) return 'asked';
  if (ask === 'whether') return question.asks.has('condition') ? 'asked' : 'told';
  return TELLS[ask]?.test(told.answer) ? 'told' : null;
}

export interface Told {
  /** The answer in one spelling, no blanks. */
  readonly answer: string;
  /** Says when an office is open. */
  readonly isOpen: boolean;
}

export const toldOf = (answer: string): Told => ({
  answer,
  isOpen: /上班|放假|开放|休息|值班|营业|开门|关门|接种|午餐|晚餐/.test(answer),
});
