/** Outlets: rooms without people, and what each of them carries. */
import { z } from 'zod';
import type { Source } from '../model/event.js';
import type { Instant, RoomId, UnitId } from '../model/ids.js';
import { CARRIED, type Carried } from '../model/town.js';
import type { Db } from './open.js';
import { setSetting } from './settings.js';

interface KeptOutlet {
  readonly id: RoomId;
  readonly name: string;
  readonly unit: UnitId;
  readonly carries: readonly Carried[];
}

const PREFIX = 'carries:';
const carriesSchema = z.array(z.enum(CARRIED));

/** Keeps it as it is configured now, also when it was left before. */
export async function saveOutlet(db: Db, { id, name, unit, carries }: KeptOutlet, source: Source): Promise<void> {
  await db
    .insertInto('rooms')
    .values({
      id,
      name,
      unit,
      kind: 'outlet',
      platform: source.platform,
      account: source.account,
      platform_room: id,
      pending_platform_room: null,
      left_at: null,
    })
    .onConflict((oc) => oc.column('id').doUpdateSet({ name, unit, left_at: null }))
    .execute();
  await setSetting(db, `${PREFIX}${id}`, JSON.stringify(carries));
}

/** Every outlet but `kept` is left, and what still waits for one is dropped. */
export async function leaveOutlets(db: Db, kept: readonly RoomId[], now: Instant): Promise<void> {
  const outlets = await db
    .selectFrom('rooms')
    .select('id')
    .where('kind', '=', 'outlet')
    .where('left_at', 'is', null)
    .execute();
  const gone = outlets.map(({ id }) => id).filter((id) => !kept.some((each) => each === id));
  if (gone.length === 0) return;
  await db.updateTable('rooms').set({ left_at: now }).where('id', 'in', gone).execute();
  await db
    .updateTable('outbox')
    .set({ state: 'dropped', settled_at: now, error: 'the outlet is not configured any more' })
    .where('room', 'in', gone)
    .where('state', '=', 'queued')
    .execute();
}

/** What each outlet carries, by the room's id. */
export async function carriedBy(db: Db): Promise<Map<string, Carried[]>> {
  const rows = await db.selectFrom('settings').selectAll().where('key', 'like', `${PREFIX}%`).execute();
  return new Map(rows.map(({ key, value }) => [key.slice(PREFIX.length), carriesSchema.parse(JSON.parse(value))]));
}
