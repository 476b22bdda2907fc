/** 生成绑定码 单位: a code that binds one room to a unit, once, within a day. */
import type { GroupKind, Unit } from '../model/town.js';
import { usualKind, withKind } from '../rooms/kinds.js';
import { CODE_LIVES_MS as VALID_MS, codeFrom, codeHash } from '../roster/one-time-code.js';
import { inScope } from '../roster/town.js';
import { shortTime } from '../clock/zone.js';
import { keepBindCode } from '../store/bind-codes.js';
import { codeSecret } from '../store/identity-codes.js';
import { nearestUnits, unitsMeant } from '../notices/unit-names.js';
import { command, SENIOR_ROLES, USAGE, type CommandContext, type CommandReply } from './command.js';
import { roleRefusal, said } from './scope.js';

export const bindcode = command<{ name: string; kind: GroupKind | null }>({
  name: '生成绑定码',
  english: 'bindcode',
  aliases: ['绑定码'],
  roles: SENIOR_ROLES,
  parse: (args) => (args.trim() === '' ? USAGE : withKind(args)),
  run: async (context, { name, kind }) => {
    const refusal = roleRefusal(context, SENIOR_ROLES, '生成绑定码');
    if (refusal) return refusal;
    const units = [...context.town.units.values()];
    const meant = unitsMeant(name, units);
    const [unit, another] = meant;
    if (unit && !another) return make(context, unit, kind ?? usualKind(unit.level), kind !== null);
    const choices = (unit ? meant : nearestUnits(name, units, 3)).slice(0, 5).map((u) => u.name);
    const key = unit ? 'several' : choices.length > 0 ? 'near' : 'unknown';
    return said(context.words(`command.bindcode.${key}`, { name: name.slice(0, 30), choices: choices.join('、') }));
  },
});

async function make(
  context: CommandContext,
  unit: Unit,
  kind: GroupKind | null,
  wasSaid: boolean,
): Promise<CommandReply> {
  const { words, tx, town, actor, now, message, rules } = context;
  if (!inScope(town, actor, unit.id, SENIOR_ROLES)) return said(words('command.bindcode.outside', { unit: unit.name }));
  if (kind === null) return said(words('room.whichKind', { unit: unit.name }));
  const code = codeFrom(`${await codeSecret(tx)}${unit.id}\n${now}\n${message.id}`);
  await keepBindCode(tx, {
    hash: codeHash(code),
    unit: unit.id,
    kind,
    madeBy: actor.id,
    madeAt: now,
    expiresAt: now + VALID_MS,
  });
  const until = shortTime(now + VALID_MS, rules.zone);
  const values = { unit: unit.name, code, until, kind: words(`room.kind.${kind}`) };
  const hint = wasSaid ? '' : `\n${words('room.otherKinds', { unit: unit.name })}`;
  return said(words('command.bindcode.done', values) + hint);
}
