/** The measured town: one micro-grid a residents' room, one community with a staff room, one account that sits in all of them. */
import type { Source } from '../model/event.js';
import { accountId, personId, platformId, roomId, type PersonId, type RoomId } from '../model/ids.js';
import { setupSchema, type Setup } from '../model/town.js';

/** One account a process: `number` counts them from 0. */
export const sourceOf = (number: number): Source => ({
  platform: platformId('bench'),
  account: accountId(`bench${String(number)}`),
});

export const residentsRoom = ({ account }: Source, room: number): RoomId => roomId(`${account}-r${String(room)}`);
export const staffRoom = ({ account }: Source): RoomId => roomId(`${account}-staff`);
export const worker = ({ account }: Source): PersonId => personId(`${account}-worker`);
export const townName = ({ account }: Source): string => `${account}镇`;
export const microgrid = ({ account }: Source, room: number): string => `${account}-g${String(room)}`;

export const nickname = (room: number, speaker: number): string =>
  `${String((room % 60) + 1)}-${String(speaker + 1)}-${String((room % 6) + 1)}01住户`;

export function setupFor(source: Source, rooms: number): Setup {
  const { account } = source;
  const numbers = Array.from({ length: rooms }, (_, at) => at);
  const grids = numbers.map((at) => ({
    id: microgrid(source, at),
    name: `${account}第${String(at + 1)}微网格`,
    level: 'microgrid',
    parent: `${account}-grid`,
  }));
  const residents = grids.map(({ id, name }, at) => ({
    id: residentsRoom(source, at),
    name: `${name}群`,
    unit: id,
    kind: 'residents',
  }));
  const roles = [
    { role: 'worker', unit: `${account}-grid` },
    { role: 'community', unit: `${account}-community` },
    { role: 'town', unit: `${account}-town` },
  ];
  return setupSchema.parse({
    type: 'setup',
    units: [
      { id: `${account}-town`, name: townName(source), level: 'town' },
      { id: `${account}-community`, name: `${account}社区`, level: 'community', parent: `${account}-town` },
      { id: `${account}-grid`, name: `${account}网格`, level: 'grid', parent: `${account}-community` },
      ...grids,
    ],
    rooms: [
      { id: staffRoom(source), name: `${account}工作群`, unit: `${account}-community`, kind: 'staff' },
      ...residents,
    ],
    people: [{ id: worker(source), name: '网格员小沈', roles }],
  });
}
