import type { Act } from '../../../model/reading.js';

/** Acts whose message says where something is; a place named in small talk is nobody's matter. */
export const PLACED: ReadonlySet<Act> = new Set<Act>([
  'report',
  'request',
  'question',
  'suggestion',
  'detail',
  'echo',
  'answer',
  'chase',
  'resolved',
]);
