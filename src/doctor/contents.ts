/** What lies in the store and should not: messages that a step threw on, deliveries in doubt, clocks that fired too late. */
import { outboxCounts } from '../store/outbox.js';
import { setAsideMessages } from '../store/messages.js';
import { staleDue } from '../store/due.js';
import { countUnhandled, tryWriting } from '../store/health.js';
import type { Store } from '../store/open.js';
import { listed, note, ok, wrong, type Finding } from './finding.js';

export async function checkContents(store: Store): Promise<Finding[]> {
  return [
    await writing(store),
    await setAside(store),
    await waiting(store),
    await stale(store),
    ...(await deliveries(store)),
  ];
}

/** A store that opens at all has its journal on the disk before a commit counts: opening refuses anything else. */
async function writing(store: Store): Promise<Finding> {
  try {
    await tryWriting(store);
    return ok('writing works, every commit is on the disk before it counts');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return wrong(`writing fails: ${reason}`, 'check the rights on the file and its folder, and the disk');
  }
}

/** The error's kind alone: its sentence may repeat what somebody wrote. */
const errorClass = (error: string): string => /^[A-Za-z_$][\w$]*(?=:|$)/.exec(error)?.[0] ?? 'Error';

async function setAside(store: Store): Promise<Finding> {
  const found = await setAsideMessages(store.db);
  if (found.length === 0) return ok('no message is set aside');
  const named = found.map((message) => `${message.id} (${errorClass(message.error)})`);
  return wrong(
    `${found.length} message(s) set aside: ${listed(named)}`,
    'read them in their group and act by hand; report the error to the developers',
  );
}

async function waiting(store: Store): Promise<Finding> {
  const count = await countUnhandled(store.db);
  return count === 0
    ? ok('every kept message is handled')
    : note(
        `${count} message(s) kept and not handled yet`,
        'a running bot handles them now, a stopped one at its start',
      );
}

async function stale(store: Store): Promise<Finding> {
  const rows = await staleDue(store.db);
  if (rows.length === 0) return ok('no clock fired too late');
  const named = rows.map((row) => `${row.kind} ${row.ref}`);
  return wrong(
    `${rows.length} clock(s) came due while the bot was off and were not acted on: ${listed(named)}`,
    'look at these matters by hand',
  );
}

async function deliveries(store: Store): Promise<Finding[]> {
  const counts = new Map((await outboxCounts(store.db)).map((row) => [row.state, row.count]));
  const count = (state: 'queued' | 'unknown' | 'failed'): number => counts.get(state) ?? 0;
  const found: Finding[] = [];
  if (count('unknown') > 0)
    found.push(
      wrong(
        `${count('unknown')} message(s) of the bot may or may not have gone out`,
        'look in their groups; for notices, "补发" sends again',
      ),
    );
  if (count('failed') > 0)
    found.push(
      wrong(
        `${count('failed')} message(s) of the bot could not be sent`,
        'check the account; for notices, "补发" sends again',
      ),
    );
  if (count('queued') > 0) found.push(note(`${count('queued')} message(s) of the bot wait to be sent`));
  return found.length === 0 ? [ok('every message of the bot has gone out')] : found;
}
