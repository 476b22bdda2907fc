/** Looks up what a question to the model stands on: how the messages read by themselves, the talk before them, who is there. */
import type { Instant, PersonId } from '../../model/ids.js';
import type { SpeakerRole } from '../../model/reading.js';
import { isStaff } from '../../model/town.js';
import { householdsInRoom, namesOfPeople } from '../../store/people.js';
import type { KeptMessage } from '../../store/messages.js';
import { botTalk } from '../../store/outbox.js';
import { decide } from '../decide/index.js';
import type { Doing } from '../doing.js';
import { recall, withAnswers } from '../recall.js';
import { understand } from '../understand/meaning.js';
import type { KnownPerson } from './masking.js';
import type { Line, Question } from './prompt.js';
import type { Opinion } from './worth.js';

export interface Gathered {
  readonly opinions: readonly Opinion[];
  readonly talk: readonly Line[];
  readonly people: readonly KnownPerson[];
  /** What units and offices are called: nobody's name. */
  readonly offices: readonly string[];
}

const TALK_LINES = 8;
const TALK_WITHIN_MS = 3600_000;

/** Messages of one room, oldest first, none of them handled yet. Writes nothing. */
export async function gather(doing: Doing, messages: readonly KeptMessage[]): Promise<Gathered> {
  const opinions: Opinion[] = [];
  for (const message of messages) {
    const known = await recall(doing, message);
    const meaning = understand(doing.reader, known, null);
    const situation = await withAnswers(doing, meaning, known.situation);
    opinions.push({ situation, meaning, decisions: decide(meaning, situation) });
  }
  return {
    opinions,
    talk: opinions[0] === undefined ? [] : await talkBefore(doing, opinions[0]),
    people: await peopleAround(doing, opinions),
    offices: officesOf(doing),
  };
}

/** As the model is asked it. */
export function questionOf({ situation }: Opinion): Question {
  const { message, sender, quoted, now } = situation;
  return {
    person: sender.id,
    role: isStaff(sender) ? 'staff' : 'resident',
    text: message.text,
    minutesAgo: minutes(now - message.at),
    quote: quoted?.text ?? null,
    images: message.images.length,
  };
}

async function talkBefore({ tx, now }: Doing, { situation }: Opinion): Promise<Line[]> {
  const { message, talk } = situation;
  const since = message.at - TALK_WITHIN_MS;
  const own = message.room === null ? [] : await botTalk(tx, message.room, since, TALK_LINES);
  const people = talk
    .filter(({ message: m }) => m.recalledAt === null && m.at >= since && m.text.trim() !== '')
    .map(({ message: m, byStaff }) => ({
      at: m.at,
      line: lineOf(m.from, byStaff ? 'staff' : 'resident', m.text, now - m.at),
    }));
  const bot = own.map((o) => ({ at: o.at, line: lineOf(null, 'bot', o.text, now - o.at) }));
  return [...people, ...bot]
    .sort((a, b) => a.at - b.at)
    .slice(-TALK_LINES)
    .map(({ line }) => line);
}

const lineOf = (person: PersonId | null, role: SpeakerRole, text: string, agoMs: Instant): Line => ({
  person,
  role,
  text,
  minutesAgo: minutes(agoMs),
});

const minutes = (ms: number): number => Math.max(0, Math.round(ms / 60_000));

/** Whoever may be named in the room: all staff, its members and those who spoke, by their names there and elsewhere. */
async function peopleAround({ tx, town }: Doing, opinions: readonly Opinion[]): Promise<KnownPerson[]> {
  const room = opinions[0]?.situation.room;
  const members = room ? await householdsInRoom(tx, room.id) : [];
  const speakers = opinions.flatMap(({ situation }) => [
    situation.sender.id,
    ...situation.talk.map(({ message }) => message.from),
    ...situation.message.mentions,
  ]);
  const staff = [...town.staff.values()];
  const ids = new Set([...staff.map(({ id }) => id), ...members.map(({ person }) => person), ...speakers]);
  const names = await namesOfPeople(tx, ids);
  return [...ids].map((id) => {
    const known = town.staff.get(id);
    const called = [names.get(id), known?.name, ...members.filter((m) => m.person === id).map((m) => m.name)];
    return {
      id,
      names: [...new Set(called.filter((name) => name !== undefined))],
      staff: known !== undefined && isStaff(known),
    };
  });
}

const officesOf = ({ town, rules }: Doing): string[] => [
  ...[...town.units.values()].map(({ name }) => name),
  ...[...town.rooms.values()].map(({ name }) => name),
  ...[...town.staff.values()].flatMap(({ roles }) => roles.flatMap(({ department }) => department ?? [])),
  ...rules.botNames,
];
