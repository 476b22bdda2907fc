/** Matters that are never spelled out in a group: quarrels, families, a named person's health, tip-offs. Pure. */
import type { Part } from './decision.js';

const SENSITIVE =
  /举报|家暴|打老婆|打孩子|离婚|出轨|吸毒|赌博|传销|自杀|轻生|不想活|抑郁|精神病|艾滋|梅毒|怀孕|流产|欠债|低保户/;

export const sensitive = (part: Part): boolean => part.reading.category === 'disputes' || SENSITIVE.test(part.text);
