/** A transcript, checked whole before anything runs: every line's form, the order of times, the rooms it names. */
import { readFileSync } from 'node:fs';
import { IANAZone } from 'luxon';
import { z } from 'zod';
import { InputError } from '../cli/fail.js';
import { parseIso } from '../clock/zone.js';
import { messageId, personId, roomId, type Instant, type UnitId } from '../model/ids.js';
import { setupSchema, type Setup } from '../model/town.js';

const at = z.string().transform((text, ctx) => {
  const parsed = parseIso(text);
  if (parsed !== null) return parsed;
  ctx.addIssue({
    code: 'custom',
    message: `not a time with offset: ${JSON.stringify(text)}; write 2021-12-06T08:03:11+08:00`,
  });
  return z.NEVER;
});
const id = z
  .string()
  .max(200)
  .refine((text) => text.trim() !== '', { message: 'an id is not blank' });
const room = id.transform(roomId);
const person = z.union([
  id.transform((p) => ({ id: personId(p), name: null })),
  z.object({ id: id.transform(personId), name: z.string().nullable().default(null) }),
]);

const messageSchema = z
  .object({
    type: z.literal('message'),
    at,
    id: id.transform(messageId),
    room: room.optional(),
    from: id.transform(personId),
    text: z.string().default(''),
    images: z.number().int().nonnegative().default(0),
    quote: id.transform(messageId).nullable().default(null),
    private: z.boolean().default(false),
    mentions: z.array(id.transform(personId)).default([]),
  })
  .refine((m) => m.private || m.room !== undefined, { message: 'a message needs a room, or "private":true' });

const eventSchema = z.discriminatedUnion('type', [
  messageSchema,
  z.object({ type: z.enum(['join', 'leave']), at, room, person }),
  z.object({ type: z.literal('rename'), at, room, name: id, person: person.optional() }),
  z.object({ type: z.literal('recall'), at, message: id.transform(messageId) }),
  z.object({ type: z.literal('roomId'), at, room, newId: room }),
  z.object({ type: z.literal('offline'), at, until: at }),
  z.object({ type: z.literal('until'), at }),
]);
export type TranscriptEvent = z.output<typeof eventSchema>;

export interface Transcript {
  readonly setup: Setup;
  readonly events: readonly TranscriptEvent[];
}

/** Reads a file. Throws InputError naming file:line, what is wrong and what to do. */
export function readTranscript(file: string): Transcript {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new InputError(`cannot read it (${code})`, file, 'give the path of a transcript, see README.md');
  }
  return parseTranscript(text, file);
}

/** `file` names the source in errors. */
export function parseTranscript(text: string, file: string): Transcript {
  const lines = text
    .split('\n')
    .map((line, index) => ({ line: line.trim(), where: `${file}:${index + 1}` }))
    .filter(({ line }) => line !== '');
  const [first, ...rest] = lines;
  if (!first) throw new InputError('the transcript is empty', file, 'its first line is {"type":"setup", …}');
  const setup = parseSetup(first.line, first.where);
  const rooms = new Set(setup.rooms.map((r) => r.id));
  const said = new Map<string, string>();
  let last: Instant = -Infinity;
  const events = rest.map(({ line, where }) => {
    const event = checked(eventSchema, json(line, where), where);
    if (event.at < last)
      throw new InputError('its time lies before the line above', where, 'events stand in time order');
    if ('room' in event && event.room !== undefined && !rooms.has(event.room)) {
      throw new InputError(
        `unknown room ${JSON.stringify(event.room)}`,
        where,
        `the setup has ${[...rooms].join(', ')}`,
      );
    }
    if (event.type === 'offline' && event.until < event.at)
      throw new InputError('the outage ends before it begins', where, '"until" lies after "at"');
    if (event.type === 'roomId') rooms.add(event.newId);
    if (event.type === 'message') saidOnce(said, event, where);
    last = event.at;
    return event;
  });
  return { setup, events };
}

/** The first line alone; also how a demo town is read. */
export function parseSetup(line: string, where: string): Setup {
  const value = json(line, where);
  if (typeof value !== 'object' || value === null || !('type' in value) || value.type !== 'setup') {
    throw new InputError(
      'the first line is not the setup',
      where,
      'begin with {"type":"setup","units":[…],"rooms":[…],"people":[…]}',
    );
  }
  const setup = checked(setupSchema, value, where);
  if (!IANAZone.isValidZone(setup.timezone))
    throw new InputError(`no time zone ${JSON.stringify(setup.timezone)}`, where, 'write "Asia/Shanghai"');
  checkUnits(setup, where);
  twice('unit', setup.units, where);
  twice('room', setup.rooms, where);
  twice('person', setup.people, where);
  return setup;
}

/** Every unit that is named exists, and following the parents comes to an end. */
function checkUnits({ units, rooms, people, knowledge }: Setup, where: string): void {
  const parents = new Map(units.map((u) => [u.id, u.parent]));
  const named = [
    ...units.map((u) => [`unit ${u.id} names parent`, u.parent] as const),
    ...rooms.map((r) => [`room ${r.id} names unit`, r.unit] as const),
    ...people.flatMap((p) => p.roles.map((r) => [`person ${p.id} names unit`, r.unit] as const)),
    ...knowledge.map((k) => [`the answer to ${JSON.stringify(k.question)} names unit`, k.unit] as const),
  ];
  const dangling = named.find(([, unit]) => unit !== null && !parents.has(unit));
  if (dangling)
    throw new InputError(
      `${dangling.join(' ')}, which is not among the units`,
      where,
      `the setup has ${[...parents.keys()].join(', ')}`,
    );
  const looping = units.find((u) => climbs(u.id, parents) > units.length);
  if (looping)
    throw new InputError(`unit ${looping.id} lies below itself`, where, 'give the topmost unit "parent":null');
}

/** Steps from a unit to the top; past the number of units it goes in a circle. */
function climbs(from: UnitId, parents: ReadonlyMap<UnitId, UnitId | null>): number {
  let steps = 0;
  for (let at: UnitId | null = from; at !== null && steps <= parents.size; at = parents.get(at) ?? null) steps += 1;
  return steps;
}

function twice(kind: string, list: readonly { id: string }[], where: string): void {
  const ids = list.map((entry) => entry.id);
  const again = ids.find((entry, index) => ids.indexOf(entry) !== index);
  if (again !== undefined)
    throw new InputError(`${kind} ${JSON.stringify(again)} stands twice`, where, 'give each an id of its own');
}

function json(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new InputError('not JSON', where, 'each line is one JSON object');
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  throw new InputError(
    `${path === '' ? '' : `${path}: `}${issue?.message ?? 'wrong form'}`,
    where,
    'README.md shows the forms of all lines',
  );
}

/** The same message may come twice, as platforms deliver it; two messages may not share an id. */
function saidOnce(said: Map<string, string>, event: { id: string; text: string }, where: string): void {
  const before = said.get(event.id);
  if (before !== undefined && before !== event.text) {
    throw new InputError(
      `message id ${JSON.stringify(event.id)} stands above with another text`,
      where,
      'give each message its own id',
    );
  }
  said.set(event.id, event.text);
}
