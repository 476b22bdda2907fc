/** The notice that a command names, and how much of it its sender may see. */
import type { CommandContext } from '../commands/command.js';
import { evenWidth, takeNotice } from '../commands/words.js';
import type { NoticeNumber, RoomId } from '../model/ids.js';
import type { Notice } from '../model/notice.js';
import type { Person } from '../model/town.js';
import { inScope, within, withLeft, type Town } from '../roster/town.js';
import { findNotice, recentNotices } from '../store/notices.js';

export type NamedNotice =
  /** rooms null: all of it. */
  { readonly notice: Notice; readonly rooms: ReadonlySet<RoomId> | null } | { readonly refused: string };

/** Whoever asked for a notice, or answers for all of its units, has all of it; who answers for a part has that part. */
export function reach(town: Town, person: Person, notice: Notice): ReadonlySet<RoomId> | 'all' | 'nothing' {
  if (mayStop(town, person, notice)) return 'all';
  const rooms = [...withLeft(town).rooms.values()].filter(
    ({ unit }) =>
      unit !== null && inScope(town, person, unit) && notice.scope.some((scope) => within(town, unit, scope)),
  );
  return rooms.length === 0 ? 'nothing' : new Set(rooms.map((room) => room.id));
}

export const mayStop = (town: Town, person: Person, notice: Notice): boolean =>
  person.id === notice.askedBy || notice.scope.every((unit) => inScope(town, person, unit));

/** null: the newest that was confirmed and is in the sender's reach. Refused with the reason, otherwise. */
export async function namedNotice(context: CommandContext, number: NoticeNumber | null): Promise<NamedNotice> {
  const { tx, town, actor, words } = context;
  const notice = number === null ? await newestInReach(context) : await findNotice(tx, number);
  if (!notice)
    return { refused: number === null ? words('notice.noneYet') : words('notice.unknownNumber', { number }) };
  const rooms = reach(town, actor, notice);
  if (rooms === 'nothing') return { refused: words('notice.notYours', { number: notice.number }) };
  return { notice, rooms: rooms === 'all' ? null : rooms };
}

async function newestInReach({ tx, town, actor }: CommandContext): Promise<Notice | undefined> {
  const recent = await recentNotices(tx, 50);
  return recent.find((notice) => wasSent(notice) && reach(town, actor, notice) !== 'nothing');
}

export const wasSent = ({ status }: Notice): boolean =>
  status === 'sending' || status === 'sent' || status === 'stopped';

/** "N3 全部", "通知3", "" (the newest) → number and rest; null when the words name no notice. */
export function numbered(args: string): { number: NoticeNumber | null; rest: string } | null {
  const words = evenWidth(args);
  return takeNotice(words) ?? (words === '' ? { number: null, rest: '' } : null);
}
