import { describe, expect, test } from 'vitest';
import { PLATFORMS } from '../../adapters/index.js';
import { offences, places, SOURCES } from './sources.js';

const below =
  (...folders: string[]) =>
  (path: string) =>
    folders.some((folder) => path.startsWith(`${folder}/`));
const notBelow =
  (...folders: string[]) =>
  (path: string) =>
    !below(...folders)(path);

describe('Who may know whom', () => {
  test('the sources are found, with what they import', () => {
    expect(SOURCES.length).toBeGreaterThan(50);
    expect(SOURCES.find(({ path }) => path === 'src/store/open.ts')?.imports).toContainEqual({
      from: 'src/store/sqlite.ts',
      typesOnly: false,
    });
    expect(SOURCES.find(({ path }) => path === 'src/store/dialect.ts')?.imports).toEqual([
      { from: 'kysely', typesOnly: true },
    ]);
  });

  test('only adapters know chat libraries and web servers', () => {
    const library = /^(wechaty|telegraf|grammy|fastify|@fastify\/|node-telegram|matrix|discord|express|koa)/;
    expect(offences(notBelow('adapters'), ({ from }) => library.test(from))).toEqual([]);
  });

  test('an adapter does not know another adapter', () => {
    const found = SOURCES.flatMap(({ path, imports }) => {
      const own = /^adapters\/([^/]+)\//.exec(path)?.[1];
      if (own === undefined) return [];
      return imports
        .filter(({ from }) => /^adapters\/([^/]+)\//.test(from) && !from.startsWith(`adapters/${own}/`))
        .map(({ from }) => `${path} imports ${from}`);
    });
    expect(found).toEqual([]);
  });

  test('only the start of the program and the doctor know the adapters; others know their contracts, as types', () => {
    const contracts = ['adapters/adapter.ts', 'adapters/web/console.ts'];
    const programs = ['src/cli/start.ts', 'src/cli/doctor.ts'];
    const found = offences(
      (path) => path.startsWith('src/') && !programs.includes(path),
      ({ from, typesOnly }) =>
        from.startsWith('adapters/') && from !== 'adapters/configs.ts' && !(typesOnly && contracts.includes(from)),
    );
    expect(found).toEqual([]);
  });

  test('no platform is known by its name in src', () => {
    const names = PLATFORMS.map(({ name }) => name).filter((name) => name !== 'web');
    const named = new RegExp(`['"\`](?:${names.join('|')})['"\`]`, 'gi');
    const found = places(named, (path) => path.startsWith('src/'));
    expect(found).toEqual([]);
  });

  test('deciding, the rules of tickets, the tree and the calendar know the store by its types at most', () => {
    const pure = below(
      'src/message/decide',
      'src/message/understand',
      'src/tickets',
      'src/roster',
      'src/calendar',
      'src/model',
    );
    const touching = ['src/store/', 'src/outbox/', 'src/message/execute/'];
    const found = offences(
      pure,
      ({ from, typesOnly }) => !typesOnly && touching.some((folder) => from.startsWith(folder)),
    );
    expect(found).toEqual([]);
  });

  test('SQL is written in the store only', () => {
    expect(offences(notBelow('src/store'), ({ from }) => /^(kysely|better-sqlite3|pg|sqlite3?)$/.test(from))).toEqual(
      [],
    );
  });

  test('the database library is known by the files of its dialect only', () => {
    const dialect = (path: string) => /^src\/store\/sqlite(-\w+)?(\.thread)?\.ts$/.test(path);
    expect(
      offences(
        (path) => !dialect(path),
        ({ from }) => from === 'better-sqlite3',
      ),
    ).toEqual([]);
  });

  test('the real time is read in src/clock only, and chance is handed in', () => {
    const elsewhere = notBelow('src/clock');
    expect(places(/\bnew Date\(|\bDate\.now\b|\bDateTime\.(?:now|local|utc)\(\)/g, elsewhere)).toEqual([]);
    const chance = places(/\bMath\.random\b/g, (path) => path !== 'src/cli/start.ts');
    expect(chance).toEqual([]);
  });

  test('no file is named after nothing in particular', () => {
    expect(SOURCES.map(({ path }) => path).filter((path) => /(utils?|helpers?|manager)\.ts$/i.test(path))).toEqual([]);
  });
});
