/** A small town on a real store, where tickets change the one way they can. */
import { configSchema } from '../../src/config/schema.js';
import { rulesOf } from '../../src/config/rules.js';
import { dayOf } from '../../src/digest/day.js';
import type { Digest } from '../../src/digest/digest.js';
import { makeDigest } from '../../src/digest/make.js';
import type { Doing } from '../../src/message/doing.js';
import { changeTicket, openTicket } from '../../src/message/execute/ticket.js';
import { words } from '../../src/message/reply/words.js';
import { accountId, personId, platformId, unitId, type Instant } from '../../src/model/ids.js';
import type { Speech } from '../../src/model/speech.js';
import type { Ticket } from '../../src/model/ticket.js';
import { setupSchema } from '../../src/model/town.js';
import type { Town } from '../../src/roster/town.js';
import { openMemoryStore, type Store, type Tx } from '../../src/store/open.js';
import { findTicket } from '../../src/store/tickets.js';
import { loadTown, saveSetup } from '../../src/store/town.js';
import { isRefused, type Change } from '../../src/tickets/machine.js';

export const ZONE = 'Asia/Shanghai';
export const rules = rulesOf(configSchema.parse({}));
export const zh = words('zh-CN');

export const at = (text: string): Instant => new Date(`${text}+08:00`).getTime();

export const setup = setupSchema.parse({
  type: 'setup',
  units: [
    { id: 'qu', name: '乐成区', level: 'district', parent: null },
    { id: 'hq', name: '虹桥镇', level: 'town', parent: 'qu' },
    { id: 'hq7', name: '七村', level: 'community', parent: 'hq' },
    { id: 'hq8', name: '八村', level: 'community', parent: 'hq' },
    { id: 'hq7-1', name: '七村第一网格', level: 'grid', parent: 'hq7' },
    { id: 'm1', name: '七村第1微网格', level: 'microgrid', parent: 'hq7-1' },
    { id: 'm2', name: '七村第2微网格', level: 'microgrid', parent: 'hq7-1' },
    { id: 'm9', name: '八村第9微网格', level: 'microgrid', parent: 'hq8' },
  ],
  rooms: [
    { id: 'r1', name: '七村第1微网格群', unit: 'm1', kind: 'residents' },
    { id: 'r2', name: '七村第2微网格群', unit: 'm2', kind: 'residents' },
    { id: 's7', name: '七村网格工作群', unit: 'hq7', kind: 'staff' },
    { id: 'c', name: '虹桥镇治理中心', unit: 'hq', kind: 'center' },
  ],
  people: [
    { id: 'yao', name: '姚丽燕', roles: [{ role: 'leader', unit: 'm1' }] },
    { id: 'lin', name: '林小', roles: [{ role: 'leader', unit: 'm2' }] },
    { id: 'chen', name: '陈书记', roles: [{ role: 'community', unit: 'hq7' }] },
    { id: 'wu', name: '武赛芬', household: '14-302' },
  ],
});

export interface Stage {
  readonly store: Store;
  readonly town: Town;
  readonly said: Speech[];
  doing(tx: Tx, now: Instant): Doing;
  open(now: Instant, draft?: Partial<Ticket>): Promise<Ticket>;
  change(number: number, change: Change, now: Instant): Promise<boolean>;
  digest(unit: string, date: string, now: Instant): Promise<Digest>;
}

export async function stage(): Promise<Stage> {
  const store = await openMemoryStore();
  await saveSetup(store.db, setup, { platform: platformId('web'), account: accountId('web') }, 0);
  const town = await loadTown(store.db, ZONE);
  const said: Speech[] = [];
  const doing = (tx: Tx, now: Instant): Doing => ({
    tx,
    now,
    town,
    rules,
    words: zh,
    reader: {
      read: () => {
        throw new Error('nothing is read here');
      },
    },
    say: (speech) => {
      said.push(speech);
      return Promise.resolve();
    },
    happened: () => undefined,
    townChanged: () => undefined,
  });
  const cause = { message: null, person: null, note: null };
  return {
    store,
    town,
    said,
    doing,
    open: (now, part = {}) => store.transact((tx) => openTicket(doing(tx, now), draft(now, part), cause)),
    change: (number, change, now) =>
      store.transact(async (tx) => {
        const ticket = await findTicket(tx, number);
        if (!ticket) return false;
        return !isRefused(await changeTicket(doing(tx, now), ticket, change, cause));
      }),
    digest: async (id, date, now) => {
      const unit = town.units.get(unitId(id));
      const day = dayOf(date, ZONE, now);
      if (!unit || !day) throw new Error(`no unit ${id} or day ${date}`);
      return makeDigest(store.db, { town, rules, unit, day, now });
    },
  };
}

function draft(now: Instant, part: Partial<Ticket>): Omit<Ticket, 'number'> {
  return {
    unit: unitId('m1'),
    room: null,
    confidential: false,
    act: 'report',
    category: 'facilities',
    urgency: 'normal',
    summary: '通仙路14号门口路灯不亮了',
    location: null,
    phones: [],
    people: null,
    time: null,
    items: [],
    reporters: [personId('wu')],
    households: 1,
    messages: [],
    status: 'open',
    level: 'microgrid',
    sentBy: null,
    assignee: null,
    openedAt: now,
    firstResponseAt: null,
    dueAt: null,
    pausedRemainingMs: null,
    heldUntil: null,
    resolvedAt: null,
    resolvedBy: null,
    askedAt: null,
    closedAt: null,
    escalations: [],
    chases: 0,
    reopened: 0,
    satisfaction: null,
    mergedInto: null,
    ...part,
  };
}
