/** 问答: lists, adds and removes stored answers. */
import { isoDate } from '../clock/zone.js';
import { dateText } from '../knowledge/answer.js';
import { canBeAsked } from '../knowledge/match.js';
import { plainText } from '../knowledge/parse.js';
import { isUntil, readUntil } from '../knowledge/until.js';
import type { KnowledgeEntry } from '../model/notice.js';
import type { UnitId } from '../model/ids.js';
import { levelRank } from '../model/town.js';
import { chain, inScope, subtree, unitsOf } from '../roster/town.js';
import { activeKnowledge, addKnowledge, findKnowledge, removeKnowledge } from '../store/knowledge.js';
import { command, STAFF_ROLES, USAGE, type CommandContext, type CommandReply, type ParseContext } from './command.js';
import { takeNumber } from './words.js';

interface Draft {
  readonly question: string;
  readonly answer: string;
  readonly source: string | null;
  readonly validUntil: string | null;
}
type Params =
  | { readonly kind: 'list' }
  | { readonly kind: 'add'; readonly draft: Draft }
  | { readonly kind: 'remove'; readonly number: number };

const LISTED = 30;
const QUESTION_CHARACTERS = 200;
const ANSWER_CHARACTERS = 1000;

export const faq = command<Params>({
  name: '问答',
  english: 'faq',
  aliases: ['知识库', '问答库'],
  roles: STAFF_ROLES,
  parse: read,
  run: (context, params) => {
    switch (params.kind) {
      case 'list':
        return list(context);
      case 'add':
        return add(context, params.draft);
      case 'remove':
        return remove(context, params.number);
    }
  },
});

const ADD = /^(?:加|添加|新增|增加|add)(?=[\s::])[\s::]*|^(?:加|添加|新增|增加)/i;
const REMOVE = /^(?:删除|删掉|删|去掉|remove|delete|del)[\s::]*/i;

function read(args: string, context: ParseContext): Params | typeof USAGE {
  if (args === '' || /^(?:列表|全部|list)$/i.test(args)) return { kind: 'list' };
  if (REMOVE.test(args)) {
    const taken = takeNumber(args.replace(REMOVE, ''));
    return taken && taken.rest === '' ? { kind: 'remove', number: taken.number } : USAGE;
  }
  const draft = ADD.test(args) ? readDraft(args.replace(ADD, ''), context) : null;
  return draft ? { kind: 'add', draft } : USAGE;
}

/** "问题 | 答案 | 来源 | 有效期至 12月20日": the last two in any order, either may be missing. */
function readDraft(text: string, { now, zone }: ParseContext): Draft | null {
  const [question = '', answer = '', ...more] = text.split('|').map((field) => field.trim());
  if (question === '' || answer === '' || more.length > 2) return null;
  if (question.length > QUESTION_CHARACTERS || answer.length > ANSWER_CHARACTERS) return null;
  const ends = more.filter((field) => isUntil(field));
  const sources = more.filter((field) => field !== '' && !isUntil(field));
  if (ends.length > 1 || sources.length > 1) return null;
  const validUntil = ends[0] === undefined ? null : readUntil(ends[0], now, zone);
  if (validUntil === undefined) return null;
  const source = sources[0]?.replace(/^(?:来源|source)[\s::]*/i, '') ?? null;
  return { question, answer, source: source === '' ? null : source, validUntil };
}

const reply = (text: string): CommandReply => ({ text, public: false });

/** What holds for the units the person answers for: theirs, those above, those below. */
async function list({ tx, town, actor, room, rules, now, words }: CommandContext): Promise<CommandReply> {
  const own = room?.unit ? [room.unit] : unitsOf(actor);
  const units = own.flatMap((id) => [...chain(town, id), ...subtree(town, id)].map((u) => u.id));
  const entries = await activeKnowledge(tx, [...new Set(units)], isoDate(now, rules.zone));
  if (entries.length === 0) return reply(words('knowledge.none'));
  const line = ({ number, question, validUntil }: KnowledgeEntry): string =>
    validUntil === null
      ? words('knowledge.line', { number, question })
      : words('knowledge.line-until', { number, question, until: dateText(validUntil, words) });
  const lines = entries.slice(0, LISTED).map(line);
  const more = entries.length - lines.length;
  if (more > 0) lines.push(words('knowledge.more', { n: more }));
  return reply([words('knowledge.head', { n: entries.length }), ...lines].join('\n'));
}

/** The room's unit where it is the person's to speak for, else the largest they answer for. */
function unitFor({ town, actor, room }: CommandContext): UnitId | null {
  if (room?.unit && inScope(town, actor, room.unit)) return room.unit;
  const [largest] = unitsOf(actor)
    .flatMap((id) => town.units.get(id) ?? [])
    .sort((a, b) => levelRank(b.level) - levelRank(a.level));
  return largest?.id ?? null;
}

/** The same question for the same unit is replaced. */
async function add(context: CommandContext, draft: Draft): Promise<CommandReply> {
  const { tx, town, actor, rules, now, words } = context;
  const today = isoDate(now, rules.zone);
  if (draft.validUntil !== null && draft.validUntil < today)
    return reply(words('knowledge.over', { until: dateText(draft.validUntil, words) }));
  const unit = unitFor(context);
  if (unit === null) return reply(words('knowledge.no-unit'));
  const plain = plainText(draft.question);
  for (const old of await activeKnowledge(tx, [unit], today))
    if (old.unit === unit && plainText(old.question) === plain) await removeKnowledge(tx, old.number, now);
  const entry = await addKnowledge(tx, { ...draft, unit }, actor.id, now);
  const name = town.units.get(unit)?.name ?? '';
  const said = words('knowledge.added', { number: entry.number, unit: name });
  return reply(canBeAsked(draft.question) ? said : `${said}\n${words('knowledge.vague')}`);
}

async function remove({ tx, town, actor, now, words }: CommandContext, number: number): Promise<CommandReply> {
  const entry = await findKnowledge(tx, number);
  if (!entry) return reply(words('knowledge.unknown', { number }));
  const allowed =
    entry.unit === null
      ? actor.roles.some((r) => r.role === 'town' || r.role === 'district' || r.role === 'admin')
      : inScope(town, actor, entry.unit);
  if (!allowed) return reply(words('knowledge.outside', { number }));
  await removeKnowledge(tx, number, now);
  return reply(words('knowledge.removed', { number, question: entry.question }));
}
