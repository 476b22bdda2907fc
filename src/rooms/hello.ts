/** What the bot says where nobody knows it yet: one line, once per room for ever; then it is silent until the room is bound. */
import type { Rules } from '../config/rules.js';
import type { Doing } from '../message/doing.js';
import { speech } from '../message/reply/audience.js';
import type { Source } from '../model/event.js';
import type { RoomId } from '../model/ids.js';
import { setSetting, setting } from '../store/settings.js';
import type { Db } from '../store/open.js';

/** Whether the account is kept for the day another one fails: it says nothing where it is not bound. */
export const isStandby = ({ standby }: Rules, { platform, account }: Source): boolean =>
  standby.includes(`${platform}/${account}`);

export async function sayHello(doing: Doing, source: Source, room: RoomId): Promise<void> {
  if (isStandby(doing.rules, source)) return;
  const text = doing.words('room.hello', { name: doing.rules.botNames[0] ?? '' });
  await doing.say(
    speech(
      { to: { room }, audience: 'residents', purpose: 'welcome', lane: 'answer', text },
      { onceKey: `hello:${room}` },
    ),
  );
}

const key = (room: RoomId): string => `stands-by:${room}`;

/** Another account speaks in the group that this room is: what is said there is not the bot's to answer a second time. */
export const standBy = (db: Db, room: RoomId): Promise<void> => setSetting(db, key(room), '1');

/** Whether the bot only listens in an unbound room: its account stands by, or gave the group over to another. */
export const standsBy = async (db: Db, rules: Rules, source: Source, room: RoomId): Promise<boolean> =>
  isStandby(rules, source) || (await setting(db, key(room))) !== null;
