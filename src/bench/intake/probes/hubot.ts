/** A process in which hubot hears the same messages and writes a row for each. */
import { bareRow } from '../../../store/bare.js';
import { answerWith } from '../../fresh-process.js';
import { bareAt } from '../../place.js';
import { MORNING } from '../../scene.js';
import { talk } from '../../talk.js';
import { sourceOf } from '../../town.js';
import { hubotJobSchema } from '../answers.js';
import { closedLoop } from '../load.js';

/** As many as pg's own pool has where nobody says otherwise. */
const CONNECTIONS = 10;
/** Matches everything, as a listener must that keeps what is said; the places and troubles are what a town would look for. */
const HEARD = /(?:(\d+)(?:号|栋|幢))?.*?(坏|漏|堵|停水|停电|不亮|垃圾)?.*/su;

answerWith(async (asked): Promise<object> => {
  const { place, messages, rooms } = hubotJobSchema.parse(asked);
  process.env['HUBOT_LOG_LEVEL'] = 'error';
  const { Robot, TextMessage, User } = await import('hubot');
  const table = await bareAt(place, CONNECTIONS);
  const robot = new Robot(null, false, 'bench', false);
  const said = talk({ source: sourceOf(0), rooms, count: messages, name: 'heard', at: MORNING });
  const rows = new Map(said.map((m) => [String(m.id), bareRow(m, MORNING)]));
  let kept = 0;
  robot.hear(HEARD, {}, async ({ message }) => {
    const row = rows.get(message.id);
    if (row === undefined) return;
    await table.insert([row]);
    kept += 1;
  });
  const load = await closedLoop(said, rooms, (m) => {
    const user = new User(m.from, { name: m.fromName ?? m.from, room: m.room ?? '' });
    return robot.receive(new TextMessage(user, m.text, m.id));
  });
  if (kept !== messages) throw new Error(`only ${kept} of ${messages} were written`);
  await table.close();
  return load;
});
