/** Who has a matter in hand, and who may touch it. Pure. */
import type { Ticket } from '../model/ticket.js';
import { isStaff, type Person, type Unit } from '../model/town.js';
import { holders, inScope, within, type Town } from '../roster/town.js';

/** The staff of a line office that covers a unit; the office's own unit is that unit or above it. */
export function departmentStaff(town: Town, department: string, unit: Unit['id']): Person[] {
  return [...town.staff.values()].filter((p) =>
    p.roles.some((r) => r.role === 'department' && r.department === department && within(town, unit, r.unit)),
  );
}

/** The line offices that cover a unit, each once. */
export function departmentsOf(town: Town, unit: Unit['id']): string[] {
  const names = [...town.staff.values()].flatMap((p) =>
    p.roles
      .filter((r) => r.role === 'department' && within(town, unit, r.unit))
      .flatMap((r) => (r.department === null ? [] : [r.department])),
  );
  return [...new Set(names)];
}

/** Who is to act: the assignee, or everybody of the tier that holds it. */
export function handlersOf(town: Town, ticket: Pick<Ticket, 'assignee' | 'unit' | 'level'>): Person[] {
  const { assignee } = ticket;
  if (assignee === null) return holders(town, ticket.unit, ticket.level);
  if ('department' in assignee) return departmentStaff(town, assignee.department, ticket.unit);
  const person = town.staff.get(assignee.person);
  return person ? [person] : [];
}

/**
 * Whether a person may act on a ticket: their role reaches its unit, or it was given to them. A line office reaches only
 * what was given to it.
 */
export function handles(town: Town, person: Person, ticket: Pick<Ticket, 'assignee' | 'unit'>): boolean {
  const { assignee } = ticket;
  if (!isStaff(person)) return assignee !== null && 'person' in assignee && assignee.person === person.id;
  const ladder = { roles: person.roles.filter((r) => r.role !== 'department') };
  if (inScope(town, ladder, ticket.unit)) return true;
  if (assignee === null) return false;
  if ('person' in assignee) return assignee.person === person.id;
  return departmentStaff(town, assignee.department, ticket.unit).some((p) => p.id === person.id);
}
