/** 人工: a person comes; who it is, is said. */
import { toStaff } from '../message/reply/audience.js';
import { firstRung, holders } from '../roster/town.js';
import { command, type CommandContext, type CommandReply } from './command.js';
import { homeUnit, namesOf, saidOpenly } from './scope.js';
import type { UnitId } from '../model/ids.js';

const HOUR_MS = 3600_000;
const MOST_CALLED = 3;

export const human = command<null>({
  name: '人工',
  english: 'human',
  aliases: ['转人工', '人工客服', '人工服务', '找人工', '找真人'],
  roles: 'everyone',
  parse: () => null,
  run: async (context) => {
    const unit = await homeUnit(context);
    return unit === null ? saidOpenly(context.words('command.human.noUnit')) : call(context, unit);
  },
});

async function call(context: CommandContext, unit: UnitId): Promise<CommandReply> {
  const { words, town, actor, room, now } = context;
  const level = firstRung(town, unit);
  const people = holders(town, unit, level)
    .filter((p) => p.id !== actor.id)
    .slice(0, MOST_CALLED);
  const where = room?.name ?? words('command.human.privately');
  const text = words('command.human.call', { name: actor.name, where, unit: town.units.get(unit)?.name ?? '' });
  const onceKey = `human:${actor.id}:${Math.floor(now / HOUR_MS)}`;
  const base = { purpose: 'escalation', lane: 'answer', text } as const;
  const calls = toStaff(town, { unit }, level, people, base, { onceKey });
  for (const one of calls) await context.say(one);
  if (calls.length === 0) return saidOpenly(words('command.human.nobody'));
  return saidOpenly(
    words(people.length === 0 ? 'command.human.told' : 'command.human.comes', { who: namesOf(people) }),
  );
}
