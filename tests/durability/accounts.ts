/** The accounts that a town is on, who and what is there on the platform, and the town itself as it is set up. */
import { idsOf } from '../../adapters/telegram/ids.js';
import { systemClock } from '../../src/clock/clock.js';
import { accountId, platformId } from '../../src/model/ids.js';
import type { Setup } from '../../src/model/town.js';
import { parseSetup } from '../../src/replay/transcript.js';
import type { Store } from '../../src/store/open.js';
import { saveSetup } from '../../src/store/town.js';
import { telegramDouble, type TelegramDouble } from '../support/telegram/double.js';

export const STAFF_ROOM = 'staff';
export const CLERK = 'clerk';
export const RESIDENTS = ['li', 'peng', 'xu'];
/** More than any run has. */
const BEHIND = 1_000_000;

export interface Account {
  /** As in the configuration: "tg1". */
  readonly name: string;
  readonly double: TelegramDouble;
}

export async function accountOf(name: string, rooms: number): Promise<Account> {
  const double = await telegramDouble(systemClock);
  for (let room = 1; room <= rooms; room += 1)
    await double.addRoom(`r${String(room)}`, { title: `${name}区${String(room)}群` });
  await double.addRoom(STAFF_ROOM, { title: '工作群' });
  await double.addPerson(CLERK, '镇里 小何');
  for (const [i, person] of RESIDENTS.entries())
    await double.addPerson(person, `${String(i + 1)}-1-10${String(i + 1)} 居民`);
  return { name, double };
}

export function goOn(double: TelegramDouble, rooms: readonly string[]): void {
  const chats = [...rooms, STAFF_ROOM].map((room) => double.chat(room).id);
  const people = [CLERK, ...RESIDENTS].map((person) => double.user(person).id);
  for (const chat of [...chats, ...people]) double.server.world.state(chat).nextMessage = BEHIND;
}

/** The first account brings the town and its staff room, each its residents' rooms. */
export async function seed(store: Store, accounts: readonly Account[], rooms: readonly string[]): Promise<void> {
  const setup = setupOf(accounts, rooms);
  for (const [i, { name }] of accounts.entries()) {
    const source = { platform: platformId('telegram'), account: accountId(name) };
    const mine = setup.rooms.filter(({ id }) => id.startsWith(`tg:${name}:`));
    const rest = i === 0 ? setup : { ...setup, units: [], people: [] };
    await store.transact((tx) => saveSetup(tx, { ...rest, rooms: mine }, source, systemClock.now()));
  }
}

function setupOf(accounts: readonly Account[], rooms: readonly string[]): Setup {
  const each = accounts.flatMap((account) => rooms.map((room) => ({ ...account, room })));
  const placeOf = ({ name, double }: Account, room: string) =>
    idsOf(accountId(name)).room({ chat: double.chat(room).id, topic: null });
  const clerks = accounts.map(({ name, double }) => idsOf(accountId(name)).person(double.user(CLERK).id));
  const whole = {
    type: 'setup',
    units: [
      { id: 'town', name: '云溪镇', level: 'town' },
      { id: 'lh', name: '莲花社区', level: 'community', parent: 'town' },
      ...each.map(({ name, room }) => ({
        ...{ id: `${name}-${room}`, name: `莲花${name}${room}微网格` },
        ...{ level: 'microgrid', parent: 'lh' },
      })),
    ],
    rooms: [
      ...each.map((one) => ({
        ...{ id: placeOf(one, one.room), name: `${one.name}${one.room}群` },
        ...{ unit: `${one.name}-${one.room}`, kind: 'residents' },
      })),
      ...accounts.slice(0, 1).map((first) => ({
        ...{ id: placeOf(first, STAFF_ROOM), name: '工作群' },
        ...{ unit: 'town', kind: 'staff' },
      })),
    ],
    people: clerks.slice(0, 1).map((id) => ({ id, name: '镇里 小何', roles: [{ role: 'town', unit: 'town' }] })),
  };
  return parseSetup(JSON.stringify(whole), 'the town');
}

/** No pause anywhere: what is looked for is whether anything is lost or doubled, not how politely it goes. */
export const configOf = (accounts: readonly Account[], store: { readonly kind: string; readonly file: string }) => ({
  store,
  town: null,
  adapters: accounts.map(({ name, double }) => ({
    platform: 'telegram',
    account: name,
    apiRoot: double.server.address,
  })),
  conduct: { burstSeconds: 0.2, messagesPerHour: 100_000, quietHours: { from: '00:00', to: '00:00' } },
  pacing: { perRoomSeconds: 0, jitterSeconds: [0, 0], perAccountPerHour: 1_000_000, perAccountPerDay: 1_000_000 },
  learning: { nightly: null },
});
