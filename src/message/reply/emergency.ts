/** Which advice an emergency needs: whom to call and what not to do. Pure. */

export type EmergencyKind =
  'gas' | 'fire' | 'medical' | 'violence' | 'missing' | 'electric' | 'water' | 'despair' | 'lift' | 'other';

/** In order: a text that fits several gets the first. */
const KINDS: readonly [EmergencyKind, RegExp][] = [
  ['despair', /不想活|活着没意思|轻生|自杀|跳楼|遗书|割腕|喝药|走了你们好好/],
  ['lift', /电梯.{0,20}(困|关|停|卡|拍门|里面)|(困|关|卡)在.{0,4}电梯/],
  ['gas', /煤气|燃气|天然气|瓦斯|液化气|臭鸡蛋|没开火|煤烟|一氧化碳|炉子/],
  ['fire', /着火|起火|火苗|冒烟|浓烟|烧起来|烧着|失火|火光|着了|爆炸|糊味/],
  ['water', /落水|掉(进|到)?(河|水|井|塘|池)|溺水|淹水里|冲走/],
  ['electric', /触电|漏电|电线(掉|断|垂)|火花|带电|麻手/],
  ['missing', /走丢|走失|不见了|找不到|失踪|没回来|联系不上|没回家|打不通|没人应/],
  ['violence', /打人|打起来|持刀|拿刀|砍|家暴|抢劫|救命|掐|动手/],
  ['medical', /晕|昏|倒(在|了)|喘不|抽搐|吐血|胸口|心脏|中风|叫不醒|没气|呼吸|流血|摔|喝了|中毒|烧伤|要生了/],
];

export function emergencyKind(text: string): EmergencyKind {
  return KINDS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other';
}
