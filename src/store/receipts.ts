/** Households as the store knows them now: those seen among members, and those that confirmed a notice. */
import type { NoticeNumber, RoomId } from '../model/ids.js';
import { roomId } from '../model/ids.js';
import type { Db } from './open.js';

/** A household as known now, by room: `household` is the person's id while no label is known for them. */
export interface SeenHousehold {
  readonly room: RoomId;
  readonly household: string;
  readonly labelled: boolean;
}

/** Households that confirmed. A receipt kept under a person's id takes the label that became known since. */
export async function receiptsOf(db: Db, notice: NoticeNumber): Promise<SeenHousehold[]> {
  const rows = await db
    .selectFrom('receipts')
    .leftJoin('people', 'people.id', 'receipts.person')
    .select(['receipts.room', 'receipts.person', 'receipts.household', 'people.household as label'])
    .where('receipts.notice', '=', notice)
    .orderBy('receipts.at')
    .orderBy('receipts.household')
    .execute();
  return rows.map((r) => {
    const label = r.household === r.person ? r.label : r.household;
    return { room: roomId(r.room), household: label ?? r.person, labelled: label !== null };
  });
}

/** Households seen among the members of rooms; people with a role count only by a household's label. */
export async function householdsSeen(db: Db, rooms: readonly RoomId[]): Promise<SeenHousehold[]> {
  if (rooms.length === 0) return [];
  const rows = await db
    .selectFrom('members')
    .innerJoin('people', 'people.id', 'members.person')
    .select(['members.room', 'members.person', 'people.household'])
    .where('members.room', 'in', rooms)
    .where('members.left_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('people.household', 'is not', null),
        eb('members.person', 'not in', eb.selectFrom('roles').select('roles.person')),
      ]),
    )
    .orderBy('members.room')
    .orderBy('members.person')
    .execute();
  return rows.map((r) => ({
    room: roomId(r.room),
    household: r.household ?? r.person,
    labelled: r.household !== null,
  }));
}
