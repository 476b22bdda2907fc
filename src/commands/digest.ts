/** 日报: one unit's digest, for the day so far or a day that is over. */
import { levelRank, type Unit } from '../model/town.js';
import { dayOf, readDate } from '../digest/day.js';
import { makeDigest } from '../digest/make.js';
import { digestText } from '../digest/text.js';
import { nearestUnits, unitsMeant } from '../notices/unit-names.js';
import { inScope, unitsOf } from '../roster/town.js';
import { isoDate } from '../clock/zone.js';
import { command, STAFF_ROLES, type CommandContext, type CommandReply } from './command.js';

interface Params {
  /** As written; empty: the place's or the person's own. */
  readonly unit: string;
  /** YYYY-MM-DD */
  readonly date: string;
}

export const digest = command<Params>({
  name: '日报',
  english: 'digest',
  aliases: ['今日日报', '日报表', '每日汇总'],
  roles: STAFF_ROLES,
  parse: (args, { now, zone }) => readParams(args, now, zone),
  run,
});

/** A date may stand before or after the unit; what is no date belongs to the unit's name. */
function readParams(args: string, now: number, zone: string): Params {
  const words = args.split(' ').filter((word) => word !== '');
  const dates = words.map((word) => readDate(word, now, zone));
  const at = dates.findIndex((date) => date !== null);
  const unit = words.filter((_, i) => i !== at).join(' ');
  return { unit, date: dates[at] ?? isoDate(now, zone) };
}

const refusal = (text: string): CommandReply => ({ text, public: false });

async function run(context: CommandContext, params: Params): Promise<CommandReply> {
  const { tx, town, rules, words, now } = context;
  const found = params.unit === '' ? ownUnit(context) : namedUnit(context, params.unit);
  if ('text' in found) return found;
  const day = dayOf(params.date, rules.zone, now);
  if (!day || day.start > now) return refusal(words('digest.to-come', { date: params.date }));
  const made = await makeDigest(tx, { town, rules, unit: found, day, now });
  return { text: digestText(made, words, rules.zone), public: false };
}

/** The room's unit where it is the person's to see, else the largest unit they answer for. */
function ownUnit({ town, actor, room, words }: CommandContext): Unit | CommandReply {
  if (room?.unit && inScope(town, actor, room.unit)) {
    const unit = town.units.get(room.unit);
    if (unit) return unit;
  }
  const [largest] = unitsOf(actor)
    .flatMap((id) => town.units.get(id) ?? [])
    .sort((a, b) => levelRank(b.level) - levelRank(a.level));
  return largest ?? refusal(words('digest.no-unit'));
}

function namedUnit({ town, actor, words }: CommandContext, name: string): Unit | CommandReply {
  const meant = unitsMeant(name, [...town.units.values()]);
  const mine = meant.filter((unit) => inScope(town, actor, unit.id));
  const [first] = mine;
  if (first && mine.length === 1) return first;
  if (first) return refusal(words('digest.several', { name, near: listed(mine.slice(0, 3)) }));
  const [outside] = meant;
  if (outside) return refusal(words('digest.outside', { name: outside.name }));
  const reach = [...town.units.values()].filter((unit) => inScope(town, actor, unit.id));
  const near = nearestUnits(name, reach, 3);
  return refusal(words('digest.not-found', { name, near: near.length === 0 ? 'none' : listed(near) }));
}

const listed = (units: readonly Unit[]): string => units.map((unit) => unit.name).join('、');
