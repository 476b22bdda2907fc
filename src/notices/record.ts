/** A receipt counted: kept once a household, told to whoever watches. */
import type { Doing } from '../message/doing.js';
import type { MessageId, NoticeNumber, PersonId, RoomId } from '../model/ids.js';
import { addReceipt, findNotice } from '../store/notices.js';

export interface GivenReceipt {
  readonly notice: NoticeNumber;
  readonly households: readonly string[];
  readonly room: RoomId;
  readonly person: PersonId;
  readonly message: MessageId | null;
}

/** Keeps the receipts of one message. false: nothing new, or no such notice. Says nothing in the room. */
export async function recordReceipt(doing: Doing, given: GivenReceipt): Promise<boolean> {
  const notice = await findNotice(doing.tx, given.notice);
  if (!notice) return false;
  const { room, person } = given;
  let added = false;
  for (const household of given.households) {
    const receipt = { notice: notice.number, room, person, household, at: doing.now };
    added = (await addReceipt(doing.tx, receipt, given.message)) || added;
  }
  if (added) doing.happened({ type: 'notice', at: doing.now, notice });
  return added;
}
