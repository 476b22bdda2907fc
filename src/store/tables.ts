/**
 * Every table's row, as stored. Instants are integers (milliseconds since 1970), booleans 0/1,
 * lists and records JSON text, so that both dialects hold the same bytes.
 */
import type { Generated } from 'kysely';
import type { LeasesTable, ProcessesTable } from './leases.js';

export interface UnitsTable {
  id: string;
  name: string;
  level: string;
  kind: string;
  parent: string | null;
  households: string;
}

export interface RoomsTable {
  id: string;
  name: string;
  unit: string | null;
  kind: string;
  platform: string;
  account: string;
  /** The platform's own id; differs from `id` once a room was re-bound. */
  platform_room: string;
  /** A new platform id that waits for a person's confirmation. */
  pending_platform_room: string | null;
  left_at: number | null;
  /** When the platform last told everybody in it; null: only those who joined or spoke are known. */
  members_listed_at: number | null;
}

export interface PeopleTable {
  id: string;
  name: string;
  household: string | null;
  /** The household came from the register, not from a nickname: a rename doesn't change it. */
  household_fixed: number;
}

export interface RolesTable {
  person: string;
  role: string;
  unit: string;
  department: string | null;
}

export interface MembersTable {
  room: string;
  person: string;
  name: string;
  joined_at: number;
  left_at: number | null;
  /** The label that the nickname in this very room gives: somebody with two homes has one in each group. */
  household: string | null;
}

export interface MessagesTable {
  /** Arrival order over all rooms. */
  seq: Generated<number>;
  id: string;
  platform: string;
  account: string;
  room: string | null;
  person: string;
  said_at: number;
  received_at: number;
  kind: string;
  text: string;
  images: string;
  quote: string | null;
  mentions: string;
  mentions_bot: number;
  /** accepted: kept, not handled yet. handled. set_aside: a step threw; `error` says what. */
  state: 'accepted' | 'handled' | 'set_aside';
  error: string | null;
  reading: string | null;
  act: string | null;
  /** The machine reasons of the decisions taken, space-separated. */
  decision: string | null;
  recalled_at: number | null;
}

/** The bot's own words that reached a room: they stand in the talk that later messages are read after. */
export interface OutboxTable {
  id: Generated<number>;
  room: string | null;
  person: string | null;
  /** "platform/account" that sends it; null while nobody has looked which one speaks there. */
  account: string | null;
  lane: number;
  purpose: string;
  text: string;
  mentions: string;
  reply_to: string | null;
  ticket: number | null;
  notice: number | null;
  once_key: string | null;
  proactive: number;
  state: string;
  not_before: number;
  booked_at: number | null;
  settled_at: number | null;
  attempts: number;
  error: string | null;
  platform_message: string | null;
  created_at: number;
}

export interface TicketsTable {
  number: Generated<number>;
  unit: string;
  room: string | null;
  confidential: number;
  act: string;
  category: string;
  urgency: string;
  summary: string;
  location: string | null;
  phones: string;
  people: string | null;
  time: string | null;
  items: string;
  households: number;
  status: string;
  level: string;
  sent_by: string | null;
  assignee_person: string | null;
  assignee_department: string | null;
  opened_at: number;
  first_response_at: number | null;
  due_at: number | null;
  paused_remaining_ms: number | null;
  held_until: number | null;
  resolved_at: number | null;
  resolved_by: string | null;
  asked_at: number | null;
  closed_at: number | null;
  escalations: string;
  chases: number;
  reopened: number;
  satisfaction: number | null;
  merged_into: number | null;
}

export interface TicketMessagesTable {
  ticket: number;
  message: string;
  act: string;
  position: number;
}

export interface TicketReportersTable {
  ticket: number;
  person: string;
  position: number;
}

export interface TicketEventsTable {
  id: Generated<number>;
  ticket: number;
  /** The ticket's, so that a day of a unit is found without its tickets. */
  unit: string;
  at: number;
  change: string;
  by_message: string | null;
  by_person: string | null;
  note: string | null;
  act: string | null;
  /** Status after the change. */
  status: string;
  /** +1: came among the unsettled ones, -1: left them, else 0. A digest's sums are made of these. */
  open_delta: number;
}

export interface NoticesTable {
  number: Generated<number>;
  text: string;
  scope: string;
  asked_by: string;
  asked_in: string | null;
  status: string;
  needs_receipt: number;
  deadline: number | null;
  remind_daily: number;
  send_at: number | null;
  created_at: number;
  confirmed_at: number | null;
}

export interface NoticeRoomsTable {
  notice: number;
  room: string;
  /** The outbox row that carries it; null until booked. */
  outbox: number | null;
}

export interface ReceiptsTable {
  notice: number;
  room: string;
  person: string;
  household: string;
  message: string | null;
  at: number;
}

export interface KnowledgeTable {
  number: Generated<number>;
  question: string;
  answer: string;
  source: string | null;
  valid_until: string | null;
  unit: string | null;
  added_by: string | null;
  added_at: number;
  removed_at: number | null;
}

/** A question the bot put to a person or room and whose short answer it must recognise. */
export interface AsksTable {
  id: Generated<number>;
  kind: string;
  room: string | null;
  person: string | null;
  ref: string;
  data: string;
  asked_at: number;
  expires_at: number;
  answered_at: number | null;
}

export interface DueTable {
  id: Generated<number>;
  kind: string;
  /** What it is about: a ticket or notice number, a unit, a message id. One pending row per (kind, ref). */
  ref: string;
  due_at: number;
  /** After this moment it is only reported, not fired. */
  stale_at: number;
  state: 'pending' | 'done' | 'stale' | 'cancelled';
  data: string;
}

export interface BindCodesTable {
  /** SHA-256 of the code: the code itself is shown once and not kept. */
  code_hash: string;
  unit: string;
  /** What the room becomes: a RoomKind. */
  kind: string;
  made_by: string;
  made_at: number;
  expires_at: number;
  used_at: number | null;
}

/** A platform's person who is known to be one of ours: the same member of staff on several accounts and platforms. */
export interface IdentitiesTable {
  platform_person: string;
  platform: string;
  account: string;
  person: string;
  linked_at: number;
}

export interface IdentityCodesTable {
  /** SHA-256 of the code. */
  code_hash: string;
  person: string;
  /** null: made on the command line. */
  made_by: string | null;
  made_at: number;
  expires_at: number;
  used_at: number | null;
}

/** What an adapter must know after a restart. */
export interface AdapterNotesTable {
  platform: string;
  account: string;
  key: string;
  value: string;
}

export interface GapsTable {
  id: Generated<number>;
  platform: string;
  account: string;
  down_at: number;
  /** null: still cut off, or the process ended before it was over. */
  up_at: number | null;
  /** The platform gave afterwards what was said meanwhile. */
  replayed: number;
  reason: string | null;
}

/** What staff corrected (改类, 改急, 立单, 忽略 …): examples for this town's reader. */
export interface CorrectionsTable {
  id: Generated<number>;
  message: string | null;
  ticket: number | null;
  field: string;
  was: string | null;
  now: string | null;
  person: string;
  at: number;
  /** Of the message, where it is kept: its room or "person:ID", its place in the arrival order, when it was said, what it quotes. */
  place: string | null;
  seq: number | null;
  said_at: number | null;
  quoted: string | null;
}

/** A unit's figures at the end of a day: the next day's digest reconciles against them. */
export interface DigestsTable {
  unit: string;
  date: string;
  open_at_end: number;
  made_at: number;
  /** The last event there was when it was made: what came later has a greater id, whatever the clocks said. */
  last_event: number | null;
}

export interface SettingsTable {
  key: string;
  value: string;
}

export interface Tables {
  units: UnitsTable;
  rooms: RoomsTable;
  people: PeopleTable;
  roles: RolesTable;
  members: MembersTable;
  messages: MessagesTable;
  outbox: OutboxTable;
  tickets: TicketsTable;
  ticket_messages: TicketMessagesTable;
  ticket_reporters: TicketReportersTable;
  ticket_events: TicketEventsTable;
  notices: NoticesTable;
  notice_rooms: NoticeRoomsTable;
  receipts: ReceiptsTable;
  knowledge: KnowledgeTable;
  asks: AsksTable;
  due: DueTable;
  bind_codes: BindCodesTable;
  identities: IdentitiesTable;
  identity_codes: IdentityCodesTable;
  adapter_notes: AdapterNotesTable;
  gaps: GapsTable;
  corrections: CorrectionsTable;
  digests: DigestsTable;
  leases: LeasesTable;
  processes: ProcessesTable;
  settings: SettingsTable;
}
