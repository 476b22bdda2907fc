/**
 * Identifiers. Adapters mint room, person and message ids; the core compares them and never looks inside.
 * Each maker checks that the string can be an id at all, so a blank can't slip in where a room is meant.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type UnitId = Branded<'UnitId'>;
export type RoomId = Branded<'RoomId'>;
export type PersonId = Branded<'PersonId'>;
export type MessageId = Branded<'MessageId'>;
export type PlatformId = Branded<'PlatformId'>;
export type AccountId = Branded<'AccountId'>;

function checked(kind: string, raw: string): string {
  if (raw.trim() === '' || raw.length > 200) throw new Error(`not a ${kind} id: ${JSON.stringify(raw.slice(0, 40))}`);
  return raw;
}

export const unitId = (raw: string) => checked('unit', raw) as UnitId;
export const roomId = (raw: string) => checked('room', raw) as RoomId;
export const personId = (raw: string) => checked('person', raw) as PersonId;
export const messageId = (raw: string) => checked('message', raw) as MessageId;
export const platformId = (raw: string) => checked('platform', raw) as PlatformId;
export const accountId = (raw: string) => checked('account', raw) as AccountId;

/** Tickets and notices are numbered by the store from 1, as people say them: 12号, N3. */
export type TicketNumber = number;
export type NoticeNumber = number;

/** Milliseconds since 1970-01-01T00:00Z. */
export type Instant = number;
