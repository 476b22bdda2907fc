/** 生成绑定码 单位: a code that binds one room to a unit, once, within a day. */
import { createHash } from 'node:crypto';
import type { Unit } from '../model/town.js';
import { inScope } from '../roster/town.js';
import { shortTime } from '../clock/zone.js';
import { keepBindCode } from '../store/bind-codes.js';
import { nearestUnits, unitsMeant } from '../notices/unit-names.js';
import { command, SENIOR_ROLES, USAGE, type CommandContext, type CommandReply } from './command.js';
import { roleRefusal, said } from './scope.js';

const VALID_MS = 24 * 3600_000;
/** Without 0 O 1 I L, which are mistaken for each other when a code is read out. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const LENGTH = 8;

export const bindcode = command<string>({
  name: '生成绑定码',
  english: 'bindcode',
  aliases: ['绑定码'],
  roles: SENIOR_ROLES,
  parse: (args) => (args.trim() === '' ? USAGE : args.trim()),
  run: async (context, name) => {
    const refusal = roleRefusal(context, SENIOR_ROLES, '生成绑定码');
    if (refusal) return refusal;
    const units = [...context.town.units.values()];
    const meant = unitsMeant(name, units);
    const [unit, another] = meant;
    if (unit && !another) return make(context, unit);
    const choices = (unit ? meant : nearestUnits(name, units, 3)).slice(0, 5).map((u) => u.name);
    const key = unit ? 'several' : choices.length > 0 ? 'near' : 'unknown';
    return said(context.words(`command.bindcode.${key}`, { name: name.slice(0, 30), choices: choices.join('、') }));
  },
});

async function make(context: CommandContext, unit: Unit): Promise<CommandReply> {
  const { words, tx, town, actor, now, message, rules } = context;
  if (!inScope(town, actor, unit.id, SENIOR_ROLES)) return said(words('command.bindcode.outside', { unit: unit.name }));
  const code = codeFrom(`${unit.id}\n${now}\n${message.id}`);
  await keepBindCode(tx, {
    hash: codeHash(code),
    unit: unit.id,
    madeBy: actor.id,
    madeAt: now,
    expiresAt: now + VALID_MS,
  });
  return said(words('command.bindcode.done', { unit: unit.name, code, until: shortTime(now + VALID_MS, rules.zone) }));
}

/** The same in every replay; nobody outside can know the platform's message id, and binding asks for a role as well. */
function codeFrom(seed: string): string {
  const bytes = createHash('sha256').update(seed).digest();
  return [...bytes.subarray(0, LENGTH)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
}

export const codeHash = (code: string): string => createHash('sha256').update(code).digest('hex');
