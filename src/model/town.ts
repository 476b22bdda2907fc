/** The town: its units, rooms and people, and who may do what where. */
import { z } from 'zod';
import { personId, roomId, unitId, type PersonId, type RoomId, type UnitId } from './ids.js';

/** From the smallest to the largest; a town may lack some in between. */
export const LEVELS = ['microgrid', 'grid', 'community', 'town', 'district'] as const;
export type Level = (typeof LEVELS)[number];
export const levelRank = (level: Level): number => LEVELS.indexOf(level);

/** special: a factory, a school, a site. virtual: people registered here who live elsewhere. */
export const UNIT_KINDS = ['normal', 'special', 'virtual'] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

/** The groups that people sit in. */
export const GROUP_KINDS = ['residents', 'staff', 'center', 'special'] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];
/** outlet: a screen, a loudspeaker, another group's robot, which shows what it is given and where nobody answers. */
export const ROOM_KINDS = [...GROUP_KINDS, 'outlet'] as const;
export type RoomKind = (typeof ROOM_KINDS)[number];

/** What an outlet may show of its unit. */
export const CARRIED = ['notices', 'digests'] as const;
export type Carried = (typeof CARRIED)[number];

export const ROLES = ['leader', 'worker', 'community', 'town', 'district', 'department', 'volunteer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export interface RoleAt {
  readonly role: Role;
  readonly unit: UnitId;
  /** The line office's name, for role `department`. */
  readonly department: string | null;
}

export interface Unit {
  readonly id: UnitId;
  readonly name: string;
  readonly level: Level;
  readonly kind: UnitKind;
  readonly parent: UnitId | null;
  /** Household labels on the register ("14-302"); empty when the register is not known. */
  readonly households: readonly string[];
}

export interface Room {
  readonly id: RoomId;
  readonly name: string;
  /** null: the bot sits in it, but nobody has bound it to a unit yet. */
  readonly unit: UnitId | null;
  readonly kind: RoomKind;
  /** Outlets only. */
  readonly carries?: readonly Carried[];
}

export interface Person {
  readonly id: PersonId;
  /** The nickname as shown in groups. */
  readonly name: string;
  /** Household label within the person's micro-grid, e.g. "14-302"; null when unknown. */
  readonly household: string | null;
  readonly roles: readonly RoleAt[];
}

/** Staff: anyone with a role that handles matters. Volunteers help but don't command. */
export const isStaff = (person: Pick<Person, 'roles'>): boolean => person.roles.some((r) => r.role !== 'volunteer');

const nonEmpty = z.string().trim().min(1);
const idText = nonEmpty.max(200);

/** The first line of a transcript, and the form in which a demo town is kept. */
export const setupSchema = z.strictObject({
  type: z.literal('setup'),
  timezone: nonEmpty.default('Asia/Shanghai'),
  units: z
    .array(
      z.strictObject({
        id: idText.transform(unitId),
        name: nonEmpty,
        level: z.enum(LEVELS),
        parent: idText.transform(unitId).nullable().default(null),
        kind: z.enum(UNIT_KINDS).default('normal'),
        households: z.array(nonEmpty).default([]),
      }),
    )
    .min(1),
  rooms: z.array(
    z.strictObject({
      id: idText.transform(roomId),
      name: nonEmpty,
      unit: idText.transform(unitId).nullable().default(null),
      kind: z.enum(GROUP_KINDS),
    }),
  ),
  people: z
    .array(
      z.strictObject({
        id: idText.transform(personId),
        name: nonEmpty,
        household: nonEmpty.nullable().default(null),
        roles: z
          .array(
            z.strictObject({
              role: z.enum(ROLES),
              unit: idText.transform(unitId),
              department: nonEmpty.nullable().default(null),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
  knowledge: z
    .array(
      z.strictObject({
        question: nonEmpty,
        answer: nonEmpty,
        source: nonEmpty.nullable().default(null),
        validUntil: z.iso.date().nullable().default(null),
        unit: idText.transform(unitId).nullable().default(null),
      }),
    )
    .default([]),
});
export type Setup = z.output<typeof setupSchema>;
