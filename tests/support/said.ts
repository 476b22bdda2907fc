/** What a message of plain words has besides them: nothing. */
export const PLAIN = {
  roomName: null,
  kind: 'text',
  fromName: null,
  images: [],
  quote: null,
  mentions: [],
  mentionsBot: false,
} as const;

/** What people of a group say: matters, a question, and talk. */
export const SAID = [
  '楼道灯坏了,晚上上下楼看不见',
  '早上好',
  '小区门口的垃圾桶满了没人清',
  '大家吃了吗',
  '请问居住证在哪里办',
  '水管爆了,水都流到楼下了',
];
