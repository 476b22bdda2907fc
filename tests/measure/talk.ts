/** What people of the measured town say: everyday talk, and matters that are worth an acknowledgement. */

/** Rooms and people by short names that every process knows. */
export interface Line {
  readonly room: string;
  readonly person: string;
  readonly text: string;
}

export const MEMBERS = 50;
export const roomName = (index: number): string => `r${index}`;
export const personName = (room: number, member: number): string => `p${room}x${member}`;
export const STAFF_ROOM = 'staff';
/** A community worker, in the staff room. */
export const WORKER = 'worker';

/** One in so many messages is a report. */
const REPORT_EVERY = 10;

const CHAT = [
  '早上好呀',
  '今天天气不错,可以晒被子了',
  '谁家有多的葱,借两根',
  '哈哈哈,小朋友真可爱',
  '晚上一起去跳舞吗',
  '菜市场的青菜今天便宜',
  '好的好的,谢谢',
  '我家阳台的花开了',
  '周末有人一起去爬山吗',
  '祝大家身体健康',
  '下班路上有点堵',
  '刚蒸的包子,谁要来拿',
] as const;

const REPORTS = [
  '的路灯不亮了,晚上看不见路',
  '门口的垃圾堆了三天没人清运',
  '楼道的水管漏水,地上都是水',
  '旁边的窨井盖坏了,很危险',
  '电梯坏了,一直停在一楼',
  '的下水道堵了,污水往外冒',
] as const;

const pick = <T>(list: readonly [T, ...T[]], at: number): T => list[at % list.length] ?? list[0];

export const chatter = (at: number): string => pick(CHAT, at);
/** Different for each `at`: a matter of a house of its own. */
export const report = (at: number): string => `${(at % 90) + 1}号${((at * 7) % 40) + 1}单元${pick(REPORTS, at)}`;

/** `count` messages from one room after the other, by ten people in each; one in ten is a report. */
export function talk(count: number, rooms: number, from = 0): Line[] {
  return Array.from({ length: count }, (_, index) => {
    const at = from + index;
    const room = at % rooms;
    const round = Math.floor(at / rooms);
    const text = (room + round) % REPORT_EVERY === 0 ? report(at) : chatter(room + round);
    return { room: roomName(room), person: personName(room, round % 10), text };
  });
}

export const isReport = (text: string): boolean => REPORTS.some((words) => text.endsWith(words));
