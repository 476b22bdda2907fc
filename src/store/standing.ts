/** Tickets that wait or are in hand, found without those that are settled; and the units below one, looked up where they lie. */
import { sql, type SqlBool } from 'kysely';
import type { UnitId } from '../model/ids.js';

/**
 * proposed or unsettled. Written out, word for word as the index tickets_standing has it: with a parameter in its place the
 * index would not be used.
 */
export const STANDING = sql<SqlBool>`tickets.status in ('proposed', 'open', 'accepted', 'in_progress', 'on_hold')`;

/** The unit and all below it. A district has twenty thousand: a list of them costs more to hand over than to look up. */
export const subtreeOf = (unit: UnitId) =>
  sql<string>`(with recursive below (id) as (select units.id from units where units.id = ${unit}
    union select units.id from units join below on units.parent = below.id) select id from below)`;
