/** Everything `weige doctor` looks at, in the order of its report. */
import { storeFile, type LoadedConfig } from '../config/load.js';
import { openConfiguredStore } from '../config/open-store.js';
import type { Config } from '../config/schema.js';
import type { Instant } from '../model/ids.js';
import { lastReceivedAt, roomsWithPendingId } from '../store/health.js';
import { lockHolder } from '../store/lock.js';
import { placedRooms } from '../store/rooms.js';
import { loadTown } from '../store/town.js';
import { checkAccounts } from './accounts.js';
import { checkAdapters } from './adapters.js';
import { checkClock } from './clock.js';
import { checkContents } from './contents.js';
import { checkFile } from './file.js';
import { ok, type Finding } from './finding.js';
import { checkLanguage } from './language.js';
import { checkOutlets } from './outlets.js';
import { checkReader } from './reader.js';
import { checkServer, type ServerState } from './server.js';
import { checkTown } from './town.js';

export interface Section {
  readonly name: string;
  readonly findings: readonly Finding[];
}

/** Checks a configuration that loaded. A store that can't be used is reported and not opened; none is made. */
export async function examine(
  loaded: LoadedConfig,
  now: Instant,
  environment: Readonly<Record<string, string | undefined>>,
  checkAccount: (account: Config['adapters'][number], running: boolean) => Promise<Finding[]>,
): Promise<Section[]> {
  const place = await checkPlace(loaded, environment, now);
  const inside = place.usable ? await examineStore(loaded, now) : { findings: [], town: [], accounts: [], last: null };
  const { running } = place;
  return [
    { name: 'configuration', findings: [ok(loaded.file ?? 'the defaults')] },
    { name: 'store', findings: [...place.findings, ...inside.findings] },
    { name: 'town', findings: inside.town },
    {
      name: 'adapters',
      findings: [
        ...(await checkAdapters(loaded.config.adapters, (account) => checkAccount(account, running))),
        ...inside.accounts,
      ],
    },
    { name: 'reader', findings: checkReader(loaded) },
    { name: 'language', findings: await checkLanguage(loaded.config.language, environment) },
    { name: 'clock', findings: checkClock(now, loaded.config.timezone, inside.last) },
  ];
}

const checkPlace = async (
  loaded: LoadedConfig,
  environment: Readonly<Record<string, string | undefined>>,
  now: Instant,
): Promise<ServerState> =>
  loaded.config.store.kind === 'postgres'
    ? checkServer(environment, now)
    : { ...checkFile(loaded), running: lockHolder(storeFile(loaded)) !== null };

async function examineStore(
  loaded: LoadedConfig,
  now: Instant,
): Promise<{ findings: Finding[]; town: Finding[]; accounts: Finding[]; last: Instant | null }> {
  const store = await openConfiguredStore(loaded, { mustExist: true });
  try {
    const town = await loadTown(store.db, loaded.config.timezone);
    return {
      findings: await checkContents(store),
      town: [
        ...checkTown(town, await roomsWithPendingId(store.db), await placedRooms(store.db)),
        ...checkOutlets(town, loaded.config.adapters),
      ],
      accounts: await checkAccounts(store, now, loaded.config.timezone),
      last: await lastReceivedAt(store.db),
    };
  } finally {
    await store.close();
  }
}

/** The report: one line a finding, with what to do about it. */
export function reportOf(sections: readonly Section[]): string {
  const lines = sections.flatMap(({ name, findings }) =>
    findings.map(({ level, text, remedy }) => {
      const mark = level === 'wrong' ? 'WRONG' : level.padEnd(5);
      return `${mark} ${name.padEnd(13)} ${text}${remedy === null ? '' : ` -> ${remedy}`}`;
    }),
  );
  const count = wrongCount(sections);
  const verdict = count === 0 ? 'Nothing is wrong.' : `${count} ${count === 1 ? 'thing is' : 'things are'} wrong.`;
  return `${[...lines, verdict].join('\n')}\n`;
}

export const wrongCount = (sections: readonly Section[]): number =>
  sections.flatMap(({ findings }) => findings).filter(({ level }) => level === 'wrong').length;
