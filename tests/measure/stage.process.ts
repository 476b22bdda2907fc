/** A platform in a process of its own, with the measured town's rooms and people on it: stage.process.ts PLATFORM ROOMS [PORT] */
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../src/clock/clock.js';
import type { Line } from './talk.js';
import { answering } from './child.js';
import { nowMs } from './machine.js';
import { stageOrders } from './stage-words.js';
import { NAMING, nickname, roomsOf } from './town.js';

interface Stage {
  readonly endpoint: string;
  /** Gives the platform's own number of the message. */
  say(line: Line): string;
  shown(): number;
  away(): Promise<void>;
  back(): Promise<void>;
}

/** The platform's time; null: the machine's. */
let townMs: number | null = null;
const clock = { now: () => townMs ?? systemClock.now() };

async function wechatStage(rooms: number, port: number): Promise<Stage> {
  const { gatewayDouble } = await import('../support/wechat/gateway.js');
  const { rawPerson, rawRoom } = NAMING.wechat;
  const gateway = await gatewayDouble(port > 0 ? { port } : {});
  const { puppet } = gateway;
  puppet.now = () => clock.now();
  for (const { name, people } of roomsOf(rooms)) {
    for (const person of people) puppet.person(rawPerson(person), nickname(person));
    puppet.room(rawRoom(name), `${name}群`, people.map(rawPerson));
  }
  const begun = nowMs();
  let said = 0;
  return {
    endpoint: gateway.endpoint,
    say: ({ room, person, text }) => {
      said += 1;
      return puppet.say({ id: `${begun}-${said}`, roomId: rawRoom(room), talkerId: rawPerson(person), text });
    },
    shown: () => puppet.sent.length,
    away: () => gateway.goDown(),
    back: () => gateway.comeBack(),
  };
}

async function telegramStage(rooms: number): Promise<Stage> {
  const { BotApiServer } = await import('../support/telegram/server.js');
  const { Crowd } = await import('../support/telegram/crowd.js');
  const { rawPerson, rawRoom } = NAMING.telegram;
  const server = new BotApiServer({ clock });
  const crowd = new Crowd(server);
  for (const { name } of roomsOf(rooms))
    server.world.addChat({ id: Number(rawRoom(name)), type: 'supergroup', title: `${name}群` });
  await server.listen();
  return {
    endpoint: server.address,
    say: ({ room, person, text }) => {
      const from = { id: Number(rawPerson(person)), is_bot: false, first_name: nickname(person) };
      return String(crowd.say(Number(rawRoom(room)), from, { text }).message_id);
    },
    shown: () => server.world.sent.length,
    away: () => server.away(),
    back: () => server.listen(),
  };
}

const [platform, rooms, port] = process.argv.slice(2);
const stage =
  platform === 'wechat' ? await wechatStage(Number(rooms), Number(port ?? 0)) : await telegramStage(Number(rooms));
const naming = NAMING[platform === 'wechat' ? 'wechat' : 'telegram'];

/** In a burst the platform answers whoever asks after so many. */
const TOGETHER = 100;

/** Says all lines; at a pace, or as quickly as it can. One that is late is said at once, and its true time is told. */
async function speak(lines: readonly Line[], perSecond: number | null) {
  const said: { id: string; at: number }[] = [];
  const begun = nowMs();
  for (const [index, line] of lines.entries()) {
    const due = perSecond === null ? 0 : begun + (index * 1000) / perSecond;
    if (due > nowMs()) await wait(due - nowMs());
    else if (index % TOGETHER === 0) await nextTurn();
    const at = nowMs();
    said.push({ id: naming.message(line.room, stage.say(line)), at });
  }
  return said;
}

answering(
  stageOrders,
  (order) => {
    switch (order.order) {
      case 'endpoint':
        return stage.endpoint;
      case 'talk':
        townMs = order.at;
        return speak(order.lines, order.perSecond);
      case 'shown':
        return stage.shown();
      case 'away':
        return stage.away();
      case 'back':
        return stage.back();
    }
  },
  () => undefined,
);
