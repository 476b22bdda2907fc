/** From the words of a command to a previewed notice that waits for 确认. */
import type { CommandContext, CommandReply } from '../commands/command.js';
import type { Instant, UnitId } from '../model/ids.js';
import type { Notice } from '../model/notice.js';
import type { Unit } from '../model/town.js';
import { closeAsks, putAsk } from '../store/asks.js';
import { setDue } from '../store/due.js';
import { insertNotice, noticesAskedBy } from '../store/notices.js';
import { DRAFT_LIVES_MS, MAX_NOTICE_CHARS } from './limits.js';
import { parseNotice, type ParsedNotice } from './parse.js';
import { momentWords } from './phrases.js';
import { previewText } from './preview.js';
import { dropDraft } from './stop.js';
import { roomsInScope } from './tally.js';
import { placeOf } from './tell.js';

/** The command as it was given: its words, when, and what its sender chose for unclear names since. */
export interface Given {
  readonly raw: string;
  readonly at: Instant;
  readonly chosen: Readonly<Record<string, UnitId>>;
}

const staffOnly = (text: string): CommandReply => ({ text, public: false });

/** Previews the notice and waits for 确认, asks which unit is meant, or says why it can't be sent. */
export async function draftNotice(context: CommandContext, given: Given): Promise<CommandReply> {
  const { town, rules, actor } = context;
  const parsed = parseNotice(given.raw, {
    town,
    sender: actor,
    chosen: given.chosen,
    now: given.at,
    zone: rules.zone,
  });
  const refusal = refused(context, parsed);
  if (refusal !== null) return staffOnly(refusal);
  const { scope } = parsed;
  if (scope.kind === 'unclear') return staffOnly(await askWhich(context, given, scope));
  return scope.kind === 'units' ? preview(context, parsed, scope.units) : staffOnly('');
}

/** Why it can't be sent as it stands; null when it can. */
function refused({ words, now, rules, town }: CommandContext, { text, options, scope }: ParsedNotice): string | null {
  const { deadline, sendAt, unreadable } = options;
  const length = Array.from(text).length;
  if (unreadable[0] !== undefined) return words('notice.unreadableTime', { words: unreadable[0] });
  if (scope.kind === 'outside') return words('notice.outside', { unit: scope.name });
  if (text === '') return words('notice.empty');
  if (length > MAX_NOTICE_CHARS) return words('notice.tooLong', { length, most: MAX_NOTICE_CHARS });
  if (scope.kind === 'unclear' && scope.choices.length === 0) return words('notice.unknownUnit', { word: scope.word });
  const said = (at: Instant) => momentWords(words, at, now, rules.zone);
  if (sendAt !== null && sendAt <= now) return words('notice.sendTimePast', { at: said(sendAt) });
  if (deadline !== null && deadline <= now) return words('notice.deadlinePast', { at: said(deadline) });
  if (deadline !== null && sendAt !== null && deadline <= sendAt)
    return words('notice.deadlineBeforeSending', { deadline: said(deadline), at: said(sendAt) });
  if (scope.kind === 'units' && scope.units.length === 0) return words('notice.noUnit');
  return scope.kind === 'units' && roomsInScope(town, scope.units).length === 0 ? words('notice.noRooms') : null;
}

async function askWhich(
  context: CommandContext,
  given: Given,
  scope: { word: string; several: boolean; choices: readonly Unit[] },
): Promise<string> {
  const { tx, now, words, actor, room, town } = context;
  await closeAsks(tx, 'notice-scope', actor.id, now);
  const choices = scope.choices.map((unit) => ({ unit: unit.id, name: unit.name }));
  await putAsk(
    tx,
    {
      kind: 'notice-scope',
      room: placeOf(room),
      person: actor.id,
      ref: actor.id,
      data: JSON.stringify({ ...given, word: scope.word, choices }),
      expiresAt: now + DRAFT_LIVES_MS,
    },
    now,
  );
  const parentOf = (unit: Unit) => (unit.parent === null ? undefined : town.units.get(unit.parent)?.name);
  const list = scope.choices
    .map((unit, i) => words('notice.choice', { n: i + 1, unit: unit.name, parent: parentOf(unit) ?? 'none' }))
    .join('\n');
  return words(scope.several ? 'notice.whichOfSeveral' : 'notice.whichUnit', { word: scope.word, list });
}

async function preview(context: CommandContext, parsed: ParsedNotice, scope: readonly UnitId[]): Promise<CommandReply> {
  const { tx, now, actor } = context;
  const place = placeOf(context.room);
  const earlier = await noticesAskedBy(tx, actor.id, place, ['draft']);
  for (const draft of earlier) await dropDraft(context, draft.number);
  const notice = await insertNotice(tx, {
    text: parsed.text,
    scope,
    askedBy: actor.id,
    askedIn: place,
    status: 'draft',
    needsReceipt: parsed.options.needsReceipt,
    deadline: parsed.options.deadline,
    remindDaily: parsed.options.remindDaily,
    sendAt: parsed.options.sendAt,
    createdAt: now,
    confirmedAt: null,
  });
  await waitForConfirmation(context, notice);
  context.happened({ type: 'notice', at: now, notice });
  const before = earlier.map((draft) => draft.number);
  return { ...staffOnly(await previewText(context, notice, before)), notice: notice.number };
}

async function waitForConfirmation({ tx, now, rules }: CommandContext, notice: Notice): Promise<void> {
  const ref = String(notice.number);
  const expiresAt = now + DRAFT_LIVES_MS;
  const ask = { kind: 'notice-confirm', room: notice.askedIn, person: notice.askedBy, ref, data: '{}', expiresAt };
  await putAsk(tx, ask, now);
  await setDue(tx, { kind: 'notice-expiry', ref, at: expiresAt, staleAt: expiresAt + 365 * rules.staleMs, data: '{}' });
}
