import { describe, expect, it } from 'vitest';
import { news, chased, type NewsKind } from '../../src/message/reply/ticket-news.js';
import { messageId, personId, roomId, unitId } from '../../src/model/ids.js';
import type { Ticket } from '../../src/model/ticket.js';
import type { Town } from '../../src/roster/town.js';
import { draftTicket } from '../../src/tickets/draft.js';
import { MORNING, SETUP, WORDS, routes } from './support.js';

const TOWN: Town = {
  zone: 'Asia/Shanghai',
  units: new Map(SETUP.units.map((u) => [u.id, u])),
  rooms: new Map(SETUP.rooms.map((r) => [r.id, r])),
  staff: new Map(SETUP.people.filter((p) => p.roles.length > 0).map((p) => [p.id, p])),
};
const NO_STAFF_ROOMS: Town = { ...TOWN, rooms: new Map([...TOWN.rooms].filter(([, r]) => r.kind === 'residents')) };

const SECRET = '楼上天天打孩子';
const PHONE = '13800000001';
const ticket: Ticket = {
  number: 7,
  ...draftTicket({
    town: TOWN,
    unit: unitId('hq7-13'),
    room: roomId('r13'),
    confidential: false,
    text: `${SECRET},电话${PHONE}`,
    reading: {
      act: 'report',
      category: 'disputes',
      urgency: 'normal',
      location: null,
      phones: [PHONE],
      people: null,
      time: null,
      items: [],
      confidence: 1,
      alternatives: [],
    },
    message: messageId('m1'),
    reporter: personId('wu'),
    status: 'open',
    now: MORNING,
  }),
  assignee: { person: personId('yao') },
  sentBy: personId('lin'),
  chases: 1,
};

const KINDS: readonly NewsKind[] = [
  ...(['opened', 'accepted', 'assigned', 'returned', 'escalated', 'held', 'resolved'] as const),
  ...(['reopened', 'chased', 'cancelled', 'withdrawn', 'emergency'] as const),
];
const tell = (kind: NewsKind, t: Ticket, town: Town = TOWN) =>
  news({ kind, ticket: t, town, words: WORDS, now: MORNING, actor: personId('zhu'), note: `${SECRET} ${PHONE}` });

describe.each(KINDS)('news that a matter was %s', (kind) => {
  it('reaches somebody, and whoever did it hears nothing of it', () => {
    const said = tell(kind, ticket);
    expect(said.length).toBeGreaterThan(0);
    expect(said.every((s) => s.ticket === 7 && !s.mentions.includes(personId('zhu')))).toBe(true);
  });

  it('shows no telephone number in any room', () => {
    expect(tell(kind, ticket).every((s) => !s.text.includes(PHONE))).toBe(true);
  });

  it('goes to a room of residents only in words written for residents', () => {
    const among = tell(kind, ticket).filter((s) => 'room' in s.to && s.to.room === 'r13');
    expect(among.every((s) => s.audience === 'residents')).toBe(true);
  });

  it.each([roomId('r13'), null])('spells a confidential matter out in no room (raised in %s)', (room) => {
    const said = tell(kind, { ...ticket, confidential: true, room });
    const inRooms = said.filter((s) => 'room' in s.to);
    expect(inRooms.every((s) => !s.text.includes('打孩子'))).toBe(true);
    expect(said.every((s) => !('room' in s.to) || s.to.room !== 'r13')).toBe(true);
  });

  it('reaches people in private where the town has no staff room', () => {
    const said = tell(kind, ticket, NO_STAFF_ROOMS);
    expect(said.every((s) => 'person' in s.to || s.to.room === 'r13')).toBe(true);
  });
});

describe('news', () => {
  it('of a chase is told once an hour', () => {
    const keys = [0, 60_000, 3600_000].map((later) => {
      const [speech] = chased({ town: TOWN, words: WORDS, now: MORNING + later }, ticket, { id: personId('wu') });
      return speech?.onceKey;
    });
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('of a solution waits out the night, answers the first message and asks once', () => {
    const done = { ...ticket, status: 'resolved', resolvedAt: MORNING } as const;
    expect(tell('resolved', done)[0]).toMatchObject({ proactive: true, replyTo: 'm1', purpose: 'satisfaction' });
    expect(routes(tell('resolved', { ...done, askedAt: MORNING }))).toEqual(['r13:status']);
  });

  it('of an emergency travels in the emergency lane', () => {
    expect(tell('escalated', { ...ticket, urgency: 'emergency' })[0]?.lane).toBe('emergency');
  });
});
