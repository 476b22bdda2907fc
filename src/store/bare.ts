/** Databases without the program: the raw limits that the bench measures beside it, at the same durability. */
import type { IncomingMessage } from '../model/event.js';
import type { Instant } from '../model/ids.js';

/** A message as a row with everything that the program keeps of it when it comes in, in the order of BARE_COLUMNS. */
export type BareRow = readonly (string | number | null)[];

export const BARE_COLUMNS = [
  ['id', 'text'],
  ['platform', 'text'],
  ['account', 'text'],
  ['room', 'text'],
  ['person', 'text'],
  ['said_at', 'bigint'],
  ['received_at', 'bigint'],
  ['kind', 'text'],
  ['text', 'text'],
  ['images', 'text'],
  ['quote', 'text'],
  ['mentions', 'text'],
  ['mentions_bot', 'integer'],
  ['state', 'text'],
] as const;

export const bareNames = BARE_COLUMNS.map(([name]) => name).join(', ');
export const bareDefinitions = BARE_COLUMNS.map(([name, type]) =>
  name === 'id' ? 'id text not null unique' : `${name} ${type}`,
).join(', ');

export const bareRow = (m: IncomingMessage, receivedAt: Instant): BareRow => [
  m.id,
  m.source.platform,
  m.source.account,
  m.room,
  m.from,
  m.at,
  receivedAt,
  m.kind,
  m.text,
  JSON.stringify(m.images),
  m.quote,
  JSON.stringify(m.mentions),
  m.mentionsBot ? 1 : 0,
  'accepted',
];

export interface BareTable {
  /** All of them in one transaction; on the disk when it resolves. */
  insert(rows: readonly BareRow[]): Promise<void>;
  /** One row's state, in a transaction of its own; on the disk when it resolves. */
  change(id: string, state: string): Promise<void>;
  close(): Promise<void>;
}
