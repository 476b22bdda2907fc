/**
 * Which messages may be handled while others are, without seeing them. A residents' room is decided by its own talk and
 * matters; its messages are handled one after the other, and only by the process that holds its account. Its matters are
 * changed by others too, each of which changes the ticket's row: of two that change one row at the same time one is done again.
 */
import type { Town } from '../roster/town.js';
import type { KeptMessage } from '../store/messages.js';
import type { Decision, DecisionKind } from './decide/decision.js';
import type { Known } from './recall.js';

/** Staff speak of all rooms below theirs, and a person may speak in private with several accounts at once. */
export const ofOneRoom = ({ rooms }: Town, { room }: KeptMessage): boolean =>
  room !== null && rooms.get(room)?.kind === 'residents';

/** What they read and write is the room's, the message's or one ticket's; commands and answers may touch anything. */
const OF_ONE_ROOM: ReadonlySet<DecisionKind> = new Set(['silent', 'open', 'join', 'answer', 'receipt', 'guide']);

/** Asked again where it counts: the room may have become another since. */
export const byRoomAlone = (
  decisions: readonly Decision[],
  { situation: { town, message }, spokenInBySource }: Known,
): boolean => spokenInBySource && ofOneRoom(town, message) && decisions.every(({ kind }) => OF_ONE_ROOM.has(kind));
