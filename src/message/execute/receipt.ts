import { addReceipt, findNotice } from '../../store/notices.js';
import type { Executor } from './executor.js';

/** Counts the households for the notice; nothing is said. */
export const receipt: Executor<'receipt'> = async (doing, decision, { message, room, sender }) => {
  if (room === null) return;
  let counted = false;
  for (const household of decision.households) {
    const added = await addReceipt(
      doing.tx,
      {
        notice: decision.notice,
        room: room.id,
        person: sender.id,
        household,
        at: doing.now,
      },
      message.id,
    );
    counted ||= added;
  }
  const notice = counted ? await findNotice(doing.tx, decision.notice) : null;
  if (notice) doing.happened({ type: 'notice', at: doing.now, notice });
};
