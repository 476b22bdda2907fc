/** Tickets as they stand in a store that has been used for long. */
import type { Source } from '../model/event.js';
import type { Instant } from '../model/ids.js';
import type { Row } from '../store/fill.js';
import { microgrid, residentsRoom, worker } from './town.js';

const HOUR_MS = 3600_000;

export interface TicketFacts {
  /** By its number in the town. */
  readonly room: number;
  readonly openedAt: Instant;
  readonly open: boolean;
}

export function ticketRow(source: Source, { room, openedAt, open }: TicketFacts): Row<'tickets'> {
  return {
    unit: microgrid(source, room),
    room: residentsRoom(source, room),
    confidential: 0,
    act: 'report',
    category: 'facilities',
    urgency: 'normal',
    summary: '14号门口的路灯不亮了,晚上看不见路',
    location: '14号门口',
    phones: '[]',
    people: null,
    time: null,
    items: '[]',
    households: 1,
    status: open ? 'open' : 'closed',
    level: 'microgrid',
    sent_by: null,
    assignee_person: open ? null : worker(source),
    assignee_department: null,
    opened_at: openedAt,
    first_response_at: open ? null : openedAt + HOUR_MS,
    due_at: openedAt + 24 * HOUR_MS,
    paused_remaining_ms: null,
    held_until: null,
    resolved_at: open ? null : openedAt + 2 * HOUR_MS,
    resolved_by: open ? null : worker(source),
    asked_at: open ? null : openedAt + 2 * HOUR_MS,
    closed_at: open ? null : openedAt + 3 * HOUR_MS,
    escalations: '[]',
    chases: 0,
    reopened: 0,
    satisfaction: open ? null : 5,
    merged_into: null,
  };
}
