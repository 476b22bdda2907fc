/** What may be pressed under a text, where a platform has buttons: each says a command that could be typed as well. Pure. */
import type { Button } from '../../adapters/adapter.js';
import type { Words } from '../message/reply/words.js';
import type { Status } from '../model/ticket.js';
import type { RoomKind } from '../model/town.js';
import type { OutboxRow } from '../store/outbox.js';

export interface Pressable {
  readonly row: Pick<OutboxRow, 'purpose' | 'ticket' | 'notice'>;
  /** null: the text goes to one person. */
  readonly roomKind: RoomKind | null;
  /** Of the row's ticket as it stands now; null without one. */
  readonly status: Status | null;
  /** A draft waits for its confirmation. */
  readonly noticeWaits: boolean;
  readonly words: Words;
}

type Choice = 'accept' | 'resolve' | 'open' | 'drop' | 'satisfied' | 'unsatisfied' | 'confirm' | 'cancel';

const BY_STATUS: Partial<Readonly<Record<Status, readonly Choice[]>>> = {
  proposed: ['open', 'drop'],
  open: ['accept'],
  accepted: ['resolve'],
  in_progress: ['resolve'],
};
const FOR_STAFF: readonly OutboxRow['purpose'][] = ['status', 'escalation', 'reminder', 'ask', 'follow-up'];

export function buttonsFor({ row, roomKind, status, noticeWaits, words }: Pressable): Button[] {
  const { purpose, ticket, notice } = row;
  const among = (choices: readonly Choice[], number: number): Button[] =>
    choices.map((choice) => ({
      label: words(`button.${choice}`, { number }),
      says: words(`button.${choice}.says`, { number }),
    }));
  if (notice !== null) return noticeWaits ? among(['confirm', 'cancel'], notice) : [];
  if (ticket === null || status === null) return [];
  if (purpose === 'satisfaction') return status === 'resolved' ? among(['satisfied', 'unsatisfied'], ticket) : [];
  const staff = roomKind === 'staff' || roomKind === 'center';
  return staff && FOR_STAFF.includes(purpose) ? among(BY_STATUS[status] ?? [], ticket) : [];
}
