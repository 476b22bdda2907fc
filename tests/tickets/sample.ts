/** A ticket as it stands when it was just written down, and rules as a town has them. */
import { configSchema } from '../../src/config/schema.js';
import { rulesOf } from '../../src/config/rules.js';
import { parseIso } from '../../src/clock/zone.js';
import { messageId, personId, roomId, unitId, type Instant } from '../../src/model/ids.js';
import type { Ticket } from '../../src/model/ticket.js';

export const RULES = rulesOf(configSchema.parse({}));
export const at = (text: string): Instant => parseIso(`${text}:00+08:00`) ?? NaN;
/** A Monday morning within working hours. */
export const NOW = at('2021-12-06T09:00');
export const WU = personId('wu');
export const YAO = personId('yao');

export const ticket = (over: Partial<Ticket> = {}): Ticket => ({
  number: 12,
  unit: unitId('m13'),
  room: roomId('r13'),
  confidential: false,
  act: 'report',
  category: 'facilities',
  urgency: 'normal',
  summary: '路灯不亮',
  location: null,
  phones: [],
  people: null,
  time: null,
  items: [],
  reporters: [WU],
  households: 1,
  messages: [messageId('m1')],
  status: 'open',
  level: 'microgrid',
  sentBy: null,
  assignee: null,
  openedAt: NOW,
  firstResponseAt: null,
  dueAt: null,
  pausedRemainingMs: null,
  heldUntil: null,
  resolvedAt: null,
  resolvedBy: null,
  askedAt: null,
  closedAt: null,
  escalations: [],
  chases: 0,
  reopened: 0,
  satisfaction: null,
  mergedInto: null,
  ...over,
});
