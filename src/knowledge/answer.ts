/** A stored answer as it is told: with who says so and until when it holds. Pure. */
import { DateTime } from 'luxon';
import type { Words } from '../message/reply/words.js';
import type { KnowledgeEntry } from '../model/notice.js';

/** "…(来源:镇社保所,有效期至12月20日)"; without source and end the answer alone. */
export function answerText(entry: KnowledgeEntry, words: Words): string {
  const { answer, source, validUntil } = entry;
  const until = validUntil === null ? null : dateText(validUntil, words);
  if (source !== null && until !== null) return words('knowledge.told', { answer, source, until });
  if (source !== null) return words('knowledge.told-by', { answer, source });
  if (until !== null) return words('knowledge.told-until', { answer, until });
  return answer;
}

/** "12月20日" for YYYY-MM-DD. */
export function dateText(date: string, words: Words): string {
  const day = DateTime.fromISO(date);
  return words('knowledge.date', { month: day.month, day: day.day });
}
