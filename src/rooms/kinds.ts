/** What a room becomes, in people's words. Pure. */
import type { Level, GroupKind } from '../model/town.js';

const WORDS: Readonly<Record<GroupKind, readonly string[]>> = {
  residents: ['居民群', '村民群', '业主群', 'residents'],
  staff: ['工作群', '网格工作群', 'staff'],
  center: ['中心群', '中心', 'center'],
  special: ['专群', '专属群', 'special'],
};
/** 中心 is also how names of units end: it must stand apart. */
const GLUED = /(网格工作群|工作群|居民群|村民群|业主群|专属群|专群|中心群)$/;

const kindOf = (word: string): GroupKind | null =>
  (['residents', 'staff', 'center', 'special'] as const).find((kind) => WORDS[kind].includes(word.toLowerCase())) ??
  null;

/** "七村 工作群" → the unit's name and the kind; kind null when none is said. */
export function withKind(args: string): { name: string; kind: GroupKind | null } {
  const typed = args.trim();
  const [, before, last] = /^(.*\S)\s+(\S+)$/su.exec(typed) ?? [];
  const apart = last === undefined ? null : kindOf(last);
  if (before !== undefined && apart !== null) return { name: before.trim(), kind: apart };
  const glued = GLUED.exec(typed)?.[1];
  const name = glued === undefined ? '' : typed.slice(0, -glued.length).trim();
  return glued === undefined || name === '' ? { name: typed, kind: null } : { name, kind: kindOf(glued) };
}

/**
 * What a room becomes when nobody said it. Towns and districts have no usual kind of group: null, it must be said, since a
 * group of residents taken for a staff room would read what is not for them.
 */
export const usualKind = (level: Level): GroupKind | null =>
  level === 'town' || level === 'district' ? null : 'residents';
