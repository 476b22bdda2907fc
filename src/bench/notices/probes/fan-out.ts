/** A process that confirms one notice to all rooms, and does the same with a bare queue and a bare table. */
import type { IncomingMessage, Source } from '../../../model/event.js';
import { messageId } from '../../../model/ids.js';
import { bareRow } from '../../../store/bare.js';
import { answerWith, memoryNow } from '../../fresh-process.js';
import { bareAt, type Place } from '../../place.js';
import { MORNING, openScene, saveTowns, type Scene } from '../../scene.js';
import { PLAIN, talk } from '../../talk.js';
import { sourceOf, staffRoom, townName, worker } from '../../town.js';
import { noticeJobSchema, type NoticeFigures, type Rate } from '../answers.js';

const BODY = '明天上午9点到11点检修供水管道,请各户提前储水。';
const MS = 1000;
/** Looks at the clocks that may go by before it is said that a notice does not go out. */
const MOST_LOOKS = 100;

/** Fewer rows would be over before anything can be said of them. */
const LEAST_QUEUED = 100_000;
const MOST_BOOKED = 2000;

const rateOf = (count: number, begun: number): Rate => {
  const seconds = (performance.now() - begun) / MS;
  return { seconds, perSecond: count / seconds };
};

const order = (source: Source, id: string, text: string): IncomingMessage => ({
  type: 'message',
  source,
  id: messageId(`${source.account}-${id}`),
  at: MORNING,
  room: staffRoom(source),
  from: worker(source),
  text,
  ...PLAIN,
});

async function fanOut({ bot, source }: Scene, rooms: number, sent: () => number): Promise<Rate> {
  await bot.receive(order(source, 'draft', `发通知 ${townName(source)}\n${BODY}`));
  await bot.idle();
  await bot.wake();
  const before = sent();
  const begun = performance.now();
  await bot.receive(order(source, 'yes', '确认'));
  await bot.idle();
  for (let look = 0; sent() - before < rooms; look++) {
    if (look === MOST_LOOKS) throw new Error(`the notice went to ${sent() - before} of ${rooms} rooms`);
    await bot.wake();
  }
  return rateOf(rooms, begun);
}

/** What handing a text to a platform costs when nothing is kept of it. */
async function queued(): Promise<Rate> {
  const waiting = Array.from({ length: LEAST_QUEUED }, (_, at) => ({ room: `r${at}`, text: BODY }));
  const send = (text: object): Promise<object> => Promise.resolve({ state: 'delivered', text });
  const begun = performance.now();
  for (const text of waiting) await send(text);
  return rateOf(waiting.length, begun);
}

async function booked(place: Place, rooms: number): Promise<Rate> {
  const table = await bareAt(place);
  const count = Math.min(rooms, MOST_BOOKED);
  const rows = talk({ source: sourceOf(0), rooms: count, count, name: 'booked', at: MORNING });
  await table.insert(rows.map((m) => bareRow(m, MORNING)));
  const begun = performance.now();
  for (const { id } of rows) {
    await table.change(id, 'sending');
    await table.change(id, 'accepted');
  }
  const rate = rateOf(count, begun);
  await table.close();
  return rate;
}

answerWith(async (asked): Promise<NoticeFigures> => {
  const { place, bare, rooms } = noticeJobSchema.parse(asked);
  await saveTowns(place, 1, rooms);
  let sent = 0;
  const scene = await openScene({
    place,
    account: 0,
    sent: ({ to, text }) => {
      if ('room' in to && to.room !== staffRoom(sourceOf(0)) && text.includes(BODY)) sent += 1;
    },
  });
  const ours = await fanOut(scene, rooms, () => sent);
  const memory = memoryNow();
  const wrong = scene.wrong();
  await scene.close();
  return { ours, queue: await queued(), bookings: await booked(bare, rooms), wrong, memory };
});
