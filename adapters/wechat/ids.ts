/** The ids of one account: "wechat:<account>:<the gateway's own>". Made and read here, and nowhere else. */
import { createHash } from 'node:crypto';
import { messageId, personId, roomId, type MessageId, type PersonId, type RoomId } from '../../src/model/ids.js';

const LIMIT = 200;

export interface Ids {
  room(raw: string): RoomId;
  person(raw: string): PersonId;
  message(raw: string): MessageId;
  /** The gateway's own id; null when it was not minted for this account. */
  raw(id: RoomId | PersonId | MessageId): string | null;
}

export function idsOf(account: string): Ids {
  const prefix = `wechat:${account}:`;
  return {
    room: (raw) => roomId(prefix + raw),
    person: (raw) => personId(prefix + raw),
    message: (raw) => messageId(prefix + fitting(raw, LIMIT - prefix.length)),
    raw: (id) => (id.startsWith(prefix) ? id.slice(prefix.length) : null),
  };
}

/** A message's id is only ever compared, so that one too long may be told by its digest. */
const fitting = (raw: string, limit: number): string =>
  raw.length <= limit ? raw : `sha256-${createHash('sha256').update(raw).digest('hex')}`;
