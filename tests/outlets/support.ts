/** The notices' small town with outlets in it: accounts that only stand for them, and what was said where. */
import type { Adapter, Outlet } from '../../adapters/adapter.js';
import { logger } from '../../src/log.js';
import { accountId, platformId } from '../../src/model/ids.js';
import { keepOutlets } from '../../src/outlets/index.js';
import type { NoticeTown } from '../notices/support.js';

/** An account as the core sees it at start; nothing is sent through it. */
export const account = (name: string, outlet: Outlet): Adapter => ({
  platform: platformId('screens'),
  account: accountId(name),
  outlet,
  capabilities: {
    mentions: false,
    images: false,
    quotes: false,
    buttons: false,
    links: false,
    recalls: false,
    edits: false,
    coldPrivate: false,
    paced: false,
    echoes: false,
    replays: false,
    hears: false,
    textLimit: 5000,
  },
  start: () => Promise.resolve(),
  send: () => Promise.reject(new Error('nothing is sent here')),
  health: () => ({ ok: true, reason: '' }),
  stop: () => Promise.resolve(),
});

export const LED = account('led', { name: '镇政府大屏', unit: 'hq', carries: ['notices'] });
export const VILLAGE = account('village', { name: '七村广播', unit: 'hq7', carries: ['notices', 'digests'] });
export const OFFICE = account('office', { name: '镇办公群', unit: 'hq', carries: ['digests'] });

export const room = (name: string): string => `outlet:screens/${name}`;

const silent = logger('error', { write: () => undefined });

/** The town after a start with these accounts. */
export async function startWith(town: NoticeTown, accounts: readonly Adapter[], log = silent): Promise<NoticeTown> {
  await town.act((doing) => keepOutlets(doing, accounts, log));
  return town.reread();
}
