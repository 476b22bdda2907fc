/** 接管 群名: another account of ours speaks in a room from now on, since the one that did cannot. Asked first. */
import { namesOf } from '../rooms/tell.js';
import { askToConfirm } from '../rooms/confirm.js';
import { accountOf, boundInScope, pairsFor, silenced, type Pair } from '../rooms/takeover.js';
import { placedRooms, type PlacedRoom } from '../store/rooms.js';
import { command, SENIOR_ROLES, type CommandContext, type CommandReply } from './command.js';
import { roleRefusal, saidOpenly } from './scope.js';
import { evenWidth } from './words.js';

const MOST_CHOICES = 9;
const HERE = /^(?:本群|这个群|here)?$/i;
const ALL = /^(?:全部|所有|all)$/i;

export const takeover = command<string>({
  name: '接管',
  english: 'takeover',
  aliases: ['接管本群'],
  roles: SENIOR_ROLES,
  parse: (args) => evenWidth(args).replace(/^[“"「]|[”"」]$/g, ''),
  run: async (context, name) => {
    const refusal = roleRefusal(context, SENIOR_ROLES, '接管');
    if (refusal) return refusal;
    const all = await placedRooms(context.tx);
    const mine = boundInScope(all, context.town, context.actor);
    if (ALL.test(name)) return ofSilenced(context, pairsFor(await silenced(context, mine), all));
    if (HERE.test(name)) return here(context, mine, all);
    const exact = mine.filter((room) => room.name === name);
    const meant = exact.length > 0 ? exact : mine.filter((room) => room.name.includes(name));
    if (meant.length === 0) return saidOpenly(context.words('room.takeover.unknown', { name: name.slice(0, 30) }));
    return offer(context, pairsFor(meant, all), namesOf(meant));
  },
});

/** Every room of an account that fails, where no choice is left open. */
async function ofSilenced(context: CommandContext, pairs: readonly Pair[]): Promise<CommandReply> {
  const sure = pairs.filter(({ room, by }) => !pairs.some((p) => (p.room === room) !== (p.by === by)));
  const [first] = sure;
  if (!first) return saidOpenly(context.words('room.takeover.noneSilent'));
  if (sure.length === 1) return offer(context, sure, namesOf([first.room]));
  await put(context, sure, true);
  const values = { names: namesOf(sure.map(({ room }) => room)), count: sure.length };
  return saidOpenly(context.words('room.takeover.all', values) + context.words('room.confirmOrCancel'));
}

/**
 * In the room itself. Both accounts hear it there: the one that speaks answers, and while it cannot, the one that stands by.
 * "" says nothing.
 */
async function here(
  context: CommandContext,
  mine: readonly PlacedRoom[],
  all: readonly PlacedRoom[],
): Promise<CommandReply> {
  const { room, words } = context;
  if (room === null) return saidOpenly(words('room.takeover.which'));
  const bound = mine.filter(({ id }) => id === room.id);
  if (bound.length > 0) return offer(context, pairsFor(bound, all), namesOf(bound));
  const waiting = pairsFor(await silenced(context, mine), all).filter(({ by }) => by.id === room.id);
  return waiting.length === 0 ? saidOpenly('') : offer(context, waiting, namesOf([room]));
}

async function offer(context: CommandContext, pairs: readonly Pair[], names: string): Promise<CommandReply> {
  const { words } = context;
  const [only, another] = pairs;
  if (!only) return saidOpenly(words('room.takeover.nobody', { names }));
  const shown = pairs.slice(0, MOST_CHOICES);
  await put(context, shown, false);
  const line = ({ room, by }: Pair) =>
    words('room.takeover.pair', { room: room.name, from: accountOf(room), to: accountOf(by) });
  if (!another) return saidOpenly(line(only) + words('room.confirmOrCancel'));
  const lines = shown.map((pair, at) => `${String(at + 1)}. ${line(pair)}`);
  return saidOpenly(words('room.takeover.choose', { lines: lines.join('\n') }));
}

async function put(context: CommandContext, pairs: readonly Pair[], together: boolean): Promise<void> {
  const [first] = pairs;
  if (!first) return;
  const ids = pairs.map(({ room, by }) => ({ room: room.id, by: by.id, from: accountOf(room) }));
  await askToConfirm(context, 'takeover', first.room.id, { pairs: ids, together });
}
