/** The bench of notices: one notice to every room, from 确认 until the last room has it, beside a bare queue and bare bookings. */
import { fileURLToPath } from 'node:url';
import { inFreshProcess } from '../fresh-process.js';
import type { BenchOptions } from '../index.js';
import { rounded } from '../rounded.js';
import { noticeSchema } from './answers.js';

export async function measure({ places, rooms, log }: BenchOptions): Promise<object> {
  log.write(`notices: one notice to ${rooms} rooms\n`);
  const file = fileURLToPath(new URL('./probes/fan-out.js', import.meta.url));
  const place = await places.fresh('notices');
  const bare = await places.fresh('bookings');
  const { ours, queue, bookings, wrong, memory } = noticeSchema.parse(
    await inFreshProcess(file, { place, bare, rooms }),
  );
  const ratios = { toQueue: ours.perSecond / queue.perSecond, toBookings: ours.perSecond / bookings.perSecond };
  return rounded({ rooms, ours, raw: { queue, bookings }, ratios, wrong, memory });
}
