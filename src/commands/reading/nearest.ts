/** What a mistyped command was meant to be: the nearest names by edits, sound-alikes first. Pure. */
import { DamerauLevenshteinDistance } from 'natural/lib/natural/distance/index.js';
import { tokens } from '../../message/understand/words.js';
import type { AnyCommand } from '../command.js';
import { END, TICKET_NUMBER } from './shapes.js';

/** Characters of the commands' names, each with those that an input method offers in its place. */
const SOUND_ALIKE =
  '帮邦棒梆 助住注柱祝 工公供功 单但担丹蛋 受收手首守授售 理里礼李利力立例历 派拍牌排 办半伴版班般 结洁节接解姐届街 回会汇徊 退推腿 ' +
  '上尚伤商 报抱保宝暴爆 挂卦瓜 账帐障仗 合和何河盒核 并病饼 拆差柴 分份纷芬 改该盖 类累泪雷 急级即极集 催崔摧 作做坐座 废费肺 立力利例 ' +
  '忽呼乎糊 略掠 发法 通同痛统 知只之支 执值直职 提题体 醒星型行省 补不部捕 日曰 问文闻温 答达搭打 绑帮榜梆 定订丁顶 解姐接结 ' +
  '生升声省 成城程呈 码马吗 事是市式实 我 的得地 进近劲紧 度渡杜肚 满慢曼 意义易议 撤彻扯 人仁认 网往望 格隔阁各 员元原园圆';
const GROUPS: readonly string[] = SOUND_ALIKE.split(' ');

const sameSound = (a: string, b: string): boolean =>
  a === b || GROUPS.some((group) => group.includes(a) && group.includes(b) && (group[0] === a || group[0] === b));

function soundsAlike(typed: string, name: string): boolean {
  return typed.length === name.length && [...typed].every((c, i) => sameSound(c, name.charAt(i)));
}

const isLatin = (name: string): boolean => /^[a-z]+$/.test(name);

function allowedEdits(name: string): number {
  return name.length >= 5 ? 2 : 1;
}

interface Near {
  readonly english: string;
  readonly distance: number;
  readonly alike: boolean;
}

/** English names of the commands whose name or alias is near, best first, at most three. */
function nearOnes(typed: string, commands: readonly AnyCommand[]): Near[] {
  const latin = isLatin(typed);
  const found = commands.flatMap(({ name, english, aliases }): Near[] => {
    const names = [name, ...aliases, english].filter(
      (n) => isLatin(n) === latin && Math.abs(n.length - typed.length) <= allowedEdits(n),
    );
    const near = names
      .map((n) => ({ english, distance: DamerauLevenshteinDistance(typed, n), alike: soundsAlike(typed, n), name: n }))
      .filter((n) => n.alike || n.distance <= Math.min(allowedEdits(n.name), typed.length - 1))
      .sort(byNearness)[0];
    return near ? [near] : [];
  });
  const sorted = found.sort(byNearness);
  const best = sorted[0];
  return best === undefined
    ? []
    : sorted.filter((n) => n.alike === best.alike && n.distance === best.distance).slice(0, 3);
}

const byNearness = (a: Near, b: Near): number => Number(b.alike) - Number(a.alike) || a.distance - b.distance;

/** How the message stands: `numbered`, a ticket's number follows the word; `whole`, nothing follows; `open`, other words do. */
type Following = 'numbered' | 'whole' | 'open';

const HEAD = /^([^\s\d#:,。.!?、|@/()]{2,12})/;
const NUMBERED = new RegExp(`^(?!\\s*[:,])${TICKET_NUMBER}(?! ?(?:[人个件位名起天点年周户]|小时|分钟))`, 'i');
const WHOLE = new RegExp(`^${END}`);
/** Particles and adverbs of talk: "改好了", "已受理". */
const TALK = /[了吗呢吧啊呀的过着]$|^(?:已|都|在|未|没|别|不|再|又|还|就|也|请|去|要|该)/;

export interface SlipIn {
  /** Half width, without address. */
  readonly folded: string;
  /** Whether the message was plainly meant for the bot. */
  readonly addressed: boolean;
  readonly commands: readonly AnyCommand[];
}

/** What the message's first word was probably meant to be; null when it is no slip but talk. */
export function slipOf({ folded, addressed, commands }: SlipIn): { typed: string; nearest: string[] } | null {
  const typed = HEAD.exec(folded)?.[1];
  if (typed === undefined) return null;
  const rest = folded.slice(typed.length);
  const following: Following = NUMBERED.test(rest) ? 'numbered' : WHOLE.test(rest) ? 'whole' : 'open';
  if (following === 'open' && !(addressed && /^\s/.test(rest))) return null;
  const near = nearOnes(typed.toLowerCase(), commands).filter((n) => believable(typed, n, following, addressed));
  return near.length === 0 ? null : { typed, nearest: near.map((n) => n.english) };
}

/**
 * A word of the language is what it says ("上班 12"), unless it sounds like a command; without a number and without
 * address only a sound-alike, or a near miss of a long name, is taken for a slip.
 */
function believable(typed: string, near: Near, following: Following, addressed: boolean): boolean {
  if (isLatin(typed.toLowerCase())) return addressed;
  if (TALK.test(typed) && !near.alike) return false;
  if (near.alike) return true;
  if (typed.length <= 3 && tokens(typed).length === 1) return false;
  return addressed || following === 'numbered' || typed.length >= 4;
}
