/** Looks up what a town's people corrected, with the talk around it as it was. */
import { setImmediate as turn } from 'node:timers/promises';
import { parseCommand } from '../commands/parse.js';
import type { Before } from '../model/reading.js';
import { isStaff } from '../model/town.js';
import type { PersonId } from '../model/ids.js';
import type { TownExample } from '../message/understand/learn/lesson.js';
import { counted, MOST_EXAMPLES, townExamples, type Corrected } from '../message/understand/learn/town.js';
import type { Town } from '../roster/town.js';
import { botTalkBetween, newestCorrections, ticketsOpenedBy, type Correction } from '../store/corrections.js';
import { findMessage, privateTalkBefore, talkBefore, type KeptMessage } from '../store/messages.js';
import type { Db } from '../store/open.js';
import { outboxByPlatformMessage } from '../store/outbox.js';

/** Many more than count: some are put aside as repeated, or as too many of one person. */
const LOOKED_AT = 5 * MOST_EXAMPLES;
/** As the reader had it: see recall.ts. */
const TALK_LINES = 24;
const LINES = 8;
const TALK_FADES_MS = 24 * 3_600_000;
const BOT_SINCE_MS = 3_600_000;

/** The town's examples, oldest first. Gives way to other work after each look-up, so that messages are not held up. */
export async function gatherExamples(db: Db, town: Town, botNames: readonly string[]): Promise<TownExample[]> {
  const found: Corrected[] = [];
  for (const correction of counted(await newestCorrections(db, LOOKED_AT), town.zone)) {
    const one = await around(db, town, botNames, correction);
    if (one !== null) found.push(one);
    await turn();
  }
  return townExamples(found, town.zone);
}

async function around(
  db: Db,
  town: Town,
  botNames: readonly string[],
  correction: Correction,
): Promise<Corrected | null> {
  const message = correction.message === null ? null : await findMessage(db, correction.message);
  if (message === null) return null;
  return {
    correction,
    message,
    byStaff: byStaff(town, message.from),
    told: toldWith(message, town, botNames),
    quoted: await quotedBy(db, message),
    before: await beforeOf(db, town, message),
    severalMatters: (await ticketsOpenedBy(db, message.id)) > 1,
  };
}

function byStaff(town: Town, id: PersonId): boolean {
  const person = town.staff.get(id);
  return person !== undefined && isStaff(person);
}

/** 报事 reads what follows it by itself. */
function toldWith({ text, room, from, mentionsBot }: KeptMessage, town: Town, botNames: readonly string[]) {
  const kind = room === null ? null : (town.rooms.get(room)?.kind ?? 'residents');
  const place = kind === null ? 'private' : kind === 'staff' || kind === 'center' ? 'staff' : 'residents';
  const parsed = parseCommand(text, { place, addressed: mentionsBot, staff: byStaff(town, from), botNames });
  return parsed.kind === 'command' && parsed.english === 'report' ? parsed.args.trim() : null;
}

async function quotedBy(db: Db, { quote }: KeptMessage): Promise<string | null> {
  if (quote === null) return null;
  const own = await outboxByPlatformMessage(db, quote);
  return own?.text ?? (await findMessage(db, quote))?.text ?? '';
}

async function beforeOf(db: Db, town: Town, message: KeptMessage): Promise<Before[]> {
  const { room, from, seq, at } = message;
  const talk =
    room === null ? await privateTalkBefore(db, from, seq, TALK_LINES) : await talkBefore(db, room, seq, TALK_LINES);
  const since = at - BOT_SINCE_MS;
  const own = room === null ? [] : await botTalkBetween(db, room, { since, until: at }, LINES);
  const people = talk
    .filter((m) => m.recalledAt === null && at - m.at <= TALK_FADES_MS)
    .map((m): { at: number; line: Before } => {
      const agoMs = Math.max(0, at - m.at);
      const role = byStaff(town, m.from) ? 'staff' : 'resident';
      return {
        at: m.at,
        line: { text: m.text, role, sameSpeaker: m.from === from, agoMs, ...(m.act !== null && { act: m.act }) },
      };
    });
  const bot = own.map((o): { at: number; line: Before } => ({
    at: o.at,
    line: { text: o.text, role: 'bot', sameSpeaker: false, agoMs: at - o.at },
  }));
  return [...people, ...bot]
    .sort((a, b) => a.at - b.at)
    .slice(-LINES)
    .map(({ line }) => line);
}
