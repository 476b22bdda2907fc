/** 我的网格员: who answers for this unit, tier by tier. */
import { LEVELS, levelRank } from '../model/town.js';
import { holders } from '../roster/town.js';
import { command } from './command.js';
import { homeUnit, namesOf, saidOpenly, unitPath } from './scope.js';

export const who = command<null>({
  name: '我的网格员',
  english: 'who',
  aliases: ['我的网格长', '我的微网格长', '谁是我的网格员', '网格员是谁'],
  roles: 'everyone',
  parse: () => null,
  run: async (context) => {
    const { words, town } = context;
    const unit = await homeUnit(context);
    if (unit === null) return saidOpenly(words('command.who.noUnit'));
    const lines = LEVELS.filter((level) => levelRank(level) <= levelRank('community')).flatMap((level) => {
      const people = holders(town, unit, level);
      return people.length === 0 ? [] : [words(`command.who.${level}`, { names: namesOf(people, 5) })];
    });
    if (lines.length === 0) return saidOpenly(words('command.who.nobody', { unit: unitPath(town, unit) }));
    return saidOpenly([words('command.who.head', { unit: unitPath(town, unit) }), ...lines].join('\n'));
  },
});
