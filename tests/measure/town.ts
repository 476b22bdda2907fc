/** The measured town: one micro-grid a residents' room, one community, one staff room with a worker in it. */
import { idsOf as telegramIds } from '../../adapters/telegram/ids.js';
import { idsOf as wechatIds } from '../../adapters/wechat/ids.js';
import { accountId, type MessageId, type PersonId, type RoomId } from '../../src/model/ids.js';
import { setupSchema, type Setup } from '../../src/model/town.js';
import { MEMBERS, roomName, STAFF_ROOM, WORKER, personName } from './talk.js';

export const PLATFORMS = ['wechat', 'telegram'] as const;
export type Measured = (typeof PLATFORMS)[number];

/** The platform's own ids of the town's rooms and people, and those that the adapter mints of them. */
export interface Naming {
  readonly rawRoom: (name: string) => string;
  readonly rawPerson: (name: string) => string;
  readonly room: (name: string) => RoomId;
  readonly person: (name: string) => PersonId;
  /** `raw`: as the platform numbers messages. */
  readonly message: (room: string, raw: string) => MessageId;
}

const wechat = wechatIds('wechat');
const telegram = telegramIds(accountId('telegram'));

const roomNumber = (name: string): number => (name === STAFF_ROOM ? 0 : Number(name.slice(1)) + 1);
function personNumber(name: string): number {
  const [room, member] = name.slice(1).split('x').map(Number);
  return name === WORKER ? 1 : 1000 + (room ?? 0) * MEMBERS + (member ?? 0);
}
const chat = (name: string): number => -1_001_000_000_000 - roomNumber(name);

export const NAMING: Readonly<Record<Measured, Naming>> = {
  wechat: {
    rawRoom: (name) => `${name}@chatroom`,
    rawPerson: (name) => `wxid_${name}`,
    room: (name) => wechat.room(`${name}@chatroom`),
    person: (name) => wechat.person(`wxid_${name}`),
    message: (_, raw) => wechat.message(raw),
  },
  telegram: {
    rawRoom: (name) => String(chat(name)),
    rawPerson: (name) => String(personNumber(name)),
    room: (name) => telegram.room({ chat: chat(name), topic: null }),
    person: (name) => telegram.person(personNumber(name)),
    message: (room, raw) => telegram.message(chat(room), Number(raw)),
  },
};

export const TOWN_NAME = '测量镇';

export const nickname = (person: string): string =>
  person === WORKER ? '网格员小沈' : `${person.slice(1).replace('x', '-1-')}住户`;

export const roomsOf = (count: number): { readonly name: string; readonly people: readonly string[] }[] => [
  { name: STAFF_ROOM, people: [WORKER] },
  ...Array.from({ length: count }, (_, room) => ({
    name: roomName(room),
    people: Array.from({ length: MEMBERS }, (__, member) => personName(room, member)),
  })),
];

export function setupOf(platform: Measured, rooms: number): Setup {
  const naming = NAMING[platform];
  const grids = Array.from({ length: rooms }, (_, at) => ({
    id: `g${at}`,
    name: `第${at + 1}微网格`,
    level: 'microgrid',
    parent: 'grid',
  }));
  const residents = grids.map(({ id, name }, at) => ({
    id: naming.room(roomName(at)),
    name: `${name}群`,
    unit: id,
    kind: 'residents',
  }));
  return setupSchema.parse({
    type: 'setup',
    units: [
      { id: 'town', name: TOWN_NAME, level: 'town' },
      { id: 'community', name: '测量社区', level: 'community', parent: 'town' },
      { id: 'grid', name: '测量网格', level: 'grid', parent: 'community' },
      ...grids,
    ],
    rooms: [{ id: naming.room(STAFF_ROOM), name: '网格工作群', unit: 'community', kind: 'staff' }, ...residents],
    people: [
      {
        id: naming.person(WORKER),
        name: nickname(WORKER),
        roles: [
          { role: 'worker', unit: 'grid' },
          { role: 'community', unit: 'community' },
          { role: 'town', unit: 'town' },
        ],
      },
    ],
  });
}
