/** The simulated district: who sits where, by numbers; everything else is reckoned from them. */

export interface Size {
  readonly towns: number;
  readonly communities: number;
  readonly grids: number;
  readonly rooms: number;
  readonly accounts: number;
  readonly households: number;
  /** People of one room, besides its leader. */
  readonly residents: number;
}

/** 1.5 million residents in a million households. */
export const DISTRICT: Size = {
  towns: 18,
  communities: 262,
  grids: 1309,
  rooms: 20_000,
  accounts: 40,
  households: 50,
  residents: 75,
};

/** The same shape, with so many accounts; each has as many rooms as in the whole district. */
export function partOf(size: Size, accounts: number): Size {
  const share = accounts / size.accounts;
  const some = (count: number): number => Math.max(1, Math.round(count * share));
  return {
    ...size,
    accounts,
    towns: some(size.towns),
    communities: some(size.communities),
    grids: some(size.grids),
    rooms: some(size.rooms),
  };
}

const spread = (at: number, of: number, over: number): number => Math.floor((at * over) / of);

export const gridOf = (size: Size, room: number): number => spread(room, size.rooms, size.grids);
export const communityOf = (size: Size, grid: number): number => spread(grid, size.grids, size.communities);
export const townOf = (size: Size, community: number): number => spread(community, size.communities, size.towns);
/** All rooms of a community, its staff's room among them, are one account's. */
export const accountOf = (size: Size, community: number): number => spread(community, size.communities, size.accounts);
export const accountOfRoom = (size: Size, room: number): number =>
  accountOf(size, communityOf(size, gridOf(size, room)));
/** The center of a town sits with the account of its first community. */
export const accountOfTown = (size: Size, town: number): number =>
  accountOf(size, Math.ceil((town * size.communities) / size.towns));

export const accountName = (account: number): string => `tg${account + 1}`;
export const botUser = (account: number): number => 100 + account;
export const tokenOf = (account: number): string => `${botUser(account)}:SIMULATED-token`;

/** Chats as the platform numbers them. */
export const CHAT = {
  room: (room: number): number => -1_001_000_000_000 - room,
  staff: (community: number): number => -1_002_000_000_000 - community,
  town: (town: number): number => -1_003_000_000_000 - town,
  district: -1_004_000_000_000,
} as const;

export const FIRST_RESIDENT = 10_000_000;
/** Apart, so that a room's people have numbers of their own. */
export const NUMBERS_A_ROOM = 100;
const LEADER = 99;

/** People as the platform numbers them. */
export const USER = {
  resident: (room: number, at: number): number => FIRST_RESIDENT + room * NUMBERS_A_ROOM + at,
  leader: (room: number): number => FIRST_RESIDENT + room * NUMBERS_A_ROOM + LEADER,
  worker: (grid: number): number => 5_000_000 + grid,
  community: (community: number): number => 6_000_000 + community,
  town: (town: number): number => 7_000_000 + town,
  district: 8_000_000,
} as const;

export const UNIT = {
  district: 'd',
  town: (town: number): string => `t${town}`,
  community: (community: number): string => `c${community}`,
  grid: (grid: number): string => `g${grid}`,
  microgrid: (room: number): string => `m${room}`,
} as const;

const BUILDINGS = 12;
const HOMES_A_STAIRCASE = 12;

/** "3-2-501": building, staircase, door; the doors of one staircase lie two to a floor. */
export function homeOf(room: number, household: number): string {
  const building = (room % BUILDINGS) + 1;
  const staircase = Math.floor(household / HOMES_A_STAIRCASE) + 1;
  const floor = Math.floor((household % HOMES_A_STAIRCASE) / 2) + 1;
  return `${building}-${staircase}-${floor}0${(household % 2) + 1}`;
}

export const SURNAMES = '李王张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗';
export const CALLED = '姐哥叔姨妈爸';

/** As people call themselves in the group. */
export const nicknameOf = (size: Size, room: number, at: number): string =>
  `${homeOf(room, at % size.households)}${SURNAMES[(room + at) % SURNAMES.length] ?? ''}${CALLED[at % CALLED.length] ?? ''}`;

/** A house of the room, as people write it. */
export function whereOf(room: number, household: number): string {
  const [building, staircase] = homeOf(room, household).split('-');
  return `${building ?? ''}号楼${staircase ?? ''}单元`;
}
