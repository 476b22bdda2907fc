/** Rows as the store's tests need them: all alike but for what the test is about. */
import type { IncomingMessage } from '../../src/model/event.js';
import { accountId, messageId, personId, platformId, roomId, unitId } from '../../src/model/ids.js';
import { sendable, type OutboxRow } from '../../src/store/outbox.js';
import { routeRows, unrouted } from '../../src/store/outbox-accounts.js';
import type { Db } from '../../src/store/open.js';
import type { Speech } from '../../src/model/speech.js';
import type { Ticket } from '../../src/model/ticket.js';
import { setupSchema, type Setup } from '../../src/model/town.js';

export const SOURCE = { platform: platformId('web'), account: accountId('web') };
export const ROOM = roomId('r13');
export const OTHER_ROOM = roomId('r14');
export const WU = personId('wu');
export const YAO = personId('yao');
export const NOW = 1_638_748_991_000;

export const setup: Setup = setupSchema.parse({
  type: 'setup',
  units: [
    { id: 'hq7-13', name: '七村第13微网格', level: 'microgrid', parent: 'hq7', households: ['14-302', '14-303'] },
    { id: 'hq7', name: '七村', level: 'community', parent: 'hq' },
    { id: 'hq', name: '虹桥镇', level: 'town' },
    { id: 'plant', name: '开关厂', level: 'microgrid', parent: 'hq', kind: 'special' },
  ],
  rooms: [
    { id: 'r13', name: '七村第13微网格群', unit: 'hq7-13', kind: 'residents' },
    { id: 'r14', name: '还没绑定的群', kind: 'residents' },
    { id: 's7', name: '七村网格工作群', unit: 'hq7', kind: 'staff' },
  ],
  people: [
    { id: 'yao', name: '姚丽燕', roles: [{ role: 'leader', unit: 'hq7-13' }] },
    { id: 'lin', name: '林科', roles: [{ role: 'department', unit: 'hq', department: '社保所' }] },
    { id: 'wu', name: '武赛芬', household: '14-302' },
  ],
});

export const message = (id: string, over: Partial<IncomingMessage> = {}): IncomingMessage => ({
  type: 'message',
  source: SOURCE,
  id: messageId(id),
  at: NOW,
  room: ROOM,
  from: WU,
  roomName: null,
  kind: 'text',
  fromName: '武赛芬',
  text: '通仙路14号门口路灯不亮了',
  images: [],
  quote: null,
  mentions: [],
  mentionsBot: false,
  ...over,
});

export const speech = (over: Partial<Speech> = {}): Speech => ({
  to: { room: ROOM },
  audience: 'residents',
  purpose: 'ack',
  lane: 'answer',
  text: '记下了',
  replyTo: null,
  mentions: [],
  ticket: null,
  notice: null,
  notBefore: null,
  onceKey: null,
  proactive: false,
  ...over,
});

export const ticket = (over: Partial<Omit<Ticket, 'number'>> = {}): Omit<Ticket, 'number'> => ({
  unit: unitId('hq7-13'),
  room: ROOM,
  confidential: false,
  act: 'report',
  category: 'facilities',
  urgency: 'normal',
  summary: '路灯不亮',
  location: '通仙路14号门口',
  phones: ['13800000000'],
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
  dueAt: NOW + 3_600_000,
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

/** What one account may send now, when it speaks in every room. */
export async function waiting(db: Db, now: number, limit: number): Promise<OutboxRow[]> {
  const ids = (await unrouted(db, 1000)).map(({ id }) => id);
  if (ids.length > 0) await routeRows(db, ids, 'web/web');
  return sendable(db, 'web/web', now, limit);
}
