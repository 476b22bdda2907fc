/** understand: what was said, as a whole and in parts, and whether it is meant as a command. Pure. */
import type { Act, Before, Reader, ReadInput, Reading } from '../../model/reading.js';
import { isOpener } from '../../model/reading.js';
import { isStaff } from '../../model/town.js';
import { parseCommand } from '../../commands/parse.js';
import type { Told } from '../consult/told.js';
import { weigh, type Readings } from '../consult/weigh.js';
import type { Meaning, Situation } from '../decide/situation.js';
import { maskPersonal } from './slots/mask.js';
import { splitClauses } from './clauses.js';

/** `told`: what a language model said of the message; it is held against the embedded reading, facts and commands stay ours. */
export function understand(
  reader: Reader,
  { situation, before }: { situation: Situation; before: readonly Before[] },
  told: Told | null,
): Meaning {
  const { message, room, sender, quoted, rules } = situation;
  const staff = isStaff(sender);
  const input: ReadInput = {
    text: message.text,
    at: situation.messageTime,
    role: staff ? 'staff' : 'resident',
    images: message.images.length,
    quote: quoted === null ? null : { text: quoted.text },
    before,
  };
  const place = room === null ? 'private' : room.kind === 'staff' || room.kind === 'center' ? 'staff' : 'residents';
  const command = parseCommand(message.text, {
    place,
    addressed: message.mentionsBot,
    staff,
    botNames: rules.botNames,
  });
  const { reading, alone } = readingsOf(reader, input, situation, told);
  return { reading, alone, parts: partsOf(reader, input, reading), command };
}

function readingsOf(
  reader: Reader,
  input: ReadInput,
  { rules: { conduct }, matters }: Situation,
  told: Told | null,
): Readings {
  const reading = reader.read(input);
  const byItself = (act: Act): Reading | null =>
    mayStandAlone(input, { ...reading, act })
      ? reader.read({ ...input, text: withoutNumbers(input.text), before: [] })
      : null;
  if (told === null) return { reading, alone: byItself(reading.act) };
  const own = { reading, alone: byItself(reading.act) ?? byItself(told.act) };
  return weigh(own, told, { ...conduct, mattersKnown: matters.length > 0 });
}

/** The talk before may drown a new matter: what a resident adds without quoting is read once more without it. */
function mayStandAlone({ role, quote, before }: ReadInput, { act, phones }: Reading): boolean {
  const mayHide = act === 'detail' || act === 'echo' || act === 'answer' || act === 'chat';
  return role === 'resident' && quote === null && mayHide && (before.length > 0 || phones.length > 0);
}

/** A telephone number makes a first report look like an addition. */
const withoutNumbers = (text: string): string => maskPersonal(text).replace(NUMBER_WITH_LABEL, '').trim();

const NUMBER_WITH_LABEL = /[,,。;;\s]*(?:我?的?(?:联系)?(?:电话|手机|号码|方式)号?[::是]*)?\s*[\d*+-]{7,}/g;

/** Only a message that raises something can raise two things. */
function partsOf(reader: Reader, input: ReadInput, reading: Reading): Meaning['parts'] {
  const clauses = isOpener(reading.act) ? splitClauses(input.text) : [];
  if (clauses.length < 2) return [{ text: input.text, reading }];
  return clauses.map((text) => ({ text, reading: reader.read({ ...input, text }) }));
}
