/** How a person is named with what they are: "方主任(莲花社区 社区工作人员)". */
import type { Words } from '../message/reply/words.js';
import type { Person } from '../model/town.js';
import type { Town } from '../roster/town.js';

export function rolesOf(town: Town, person: Pick<Person, 'roles'>, words: Words): string {
  const named = person.roles.map(({ role, unit, department }) =>
    words('identity.roleAt', {
      unit: town.units.get(unit)?.name ?? unit,
      role: department ?? words(`identity.role.${role}`),
    }),
  );
  return [...new Set(named)].join('、');
}
