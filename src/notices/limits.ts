/** Notices carried down the tree: the figures that bound them. Milliseconds unless the name says otherwise. */
export const MAX_NOTICE_CHARS = 4000;
/** A draft nobody confirmed is dropped after this long. */
export const DRAFT_LIVES_MS = 30 * 60_000;
/** How long receipts are counted for a notice without a deadline. */
export const RECEIPTS_OPEN_MS = 7 * 24 * 3600_000;
/** One room is reminded of one notice at most this often. */
export const REMIND_GAP_MS = 3600_000;
/** When daily reminders go, in minutes after midnight of the town's zone. */
export const REMIND_AT_MINUTE = 9 * 60;
export const FIRST_LOOK_MS = 30_000;
export const LOOK_AGAIN_MS = 60_000;
/** While rooms are still waiting, the asker is told at most this often. */
export const TELL_EVERY_MS = 10 * 60_000;
/** How long a plain 取消 in the asking place stops a notice that was confirmed. */
export const STOPPABLE_MS = 2 * 3600_000;
/** Labels named in one text before the rest is only counted. */
export const LABELS_SHOWN = 30;
/** Units listed in one receipt report, rooms named in a preview or a list of missed ones. */
export const UNITS_SHOWN = 20;
export const ROOMS_SHOWN = 5;
export const MISSED_ROOMS_SHOWN = 15;
