import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setup, message, NOW, SOURCE, speech } from '../store/samples.js';
import { messageId } from '../../src/model/ids.js';
import { setDue } from '../../src/store/due.js';
import { lockStore } from '../../src/store/lock.js';
import { findMessage, keepMessage, setAside } from '../../src/store/messages.js';
import { migrate } from '../../src/store/migrate.js';
import { MIGRATIONS } from '../../src/store/migrations/index.js';
import { openStore, type Store } from '../../src/store/open.js';
import { enqueue, settle } from '../../src/store/outbox.js';
import { sqlite } from '../../src/store/sqlite.js';
import { saveSetup } from '../../src/store/town.js';
import { ENTRY, weige, type Ran } from './weige.js';

let folder = '';
let store = '';
const CONFIG = 'town: null\nadapters:\n  - { platform: web, port: 0 }\n';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weige-cli-'));
  store = join(folder, 'data', 'run', 'weige.db');
  writeFileSync(join(folder, 'bot.config.yaml'), CONFIG);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]): Ran => weige(folder, args);

/** Fills the store the way a running bot would have. */
async function filled(work: (store: Store) => Promise<void>): Promise<void> {
  mkdirSync(join(folder, 'data', 'run'), { recursive: true });
  const opened = await openStore(sqlite(store));
  await work(opened);
  await opened.close();
}

/** Bad input: status 2, nothing on stdout, one line on stderr and no stack trace. */
function expectRefused(ran: Ran, line: RegExp): void {
  expect(ran.stderr).toMatch(line);
  expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(ran.stderr).not.toMatch(/\n\s+at /);
  expect(ran.stdout).toBe('');
  expect(ran.status).toBe(2);
}

describe('The command line', () => {
  test('help and version go to stdout, with status 0', () => {
    const help = run('--help');
    expect(help.status).toBe(0);
    for (const name of ['start', 'replay', 'understand', 'digest', 'doctor', 'backup', 'restore'])
      expect(help.stdout).toContain(`  ${name} `);
    expect(run('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(run('backup', '--help').stdout).toContain('--out <file>');
  });

  test('whatever is wrong with the words is told in one line', () => {
    expectRefused(run(), /^no command given; "weige --help" lists them$/m);
    expectRefused(run('dokter'), /^unknown command dokter; did you mean doctor\?$/m);
    expectRefused(run('--verbos'), /unknown option '--verbos'/);
    expectRefused(run('doctor', '--confg', 'x'), /unknown option '--confg'; "weige doctor --help" shows how/);
    expectRefused(run('backup'), /required option '--out <file>' not specified/);
    expectRefused(run('doctor', 'extra'), /too many arguments/);
    expectRefused(run('restore'), /missing required argument 'file'/);
  });

  test('a mistake in the configuration is told with its line', () => {
    writeFileSync(join(folder, 'bot.config.yaml'), 'town: null\nconduct:\n  quietHour: 1\n');
    expectRefused(run('doctor'), /^bot\.config\.yaml:3: unknown key quietHour in conduct; did you mean quietHours\?$/m);
    expectRefused(run('migrate', '--config', 'no.yaml'), /^no\.yaml: there is no such file; /m);
  });

  test('a reader that has seen enough ends the program quietly', async () => {
    const child = spawn(process.execPath, [ENTRY, '--help'], { cwd: folder });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    await new Promise((resolve) => child.once('close', resolve));
    expect(stderr).toBe('');
  });

  test('WEIGE_DEBUG=1 tells where an error came from', () => {
    expect(weige(folder, ['dokter'], { WEIGE_DEBUG: '1' }).stderr).toMatch(/\n\s+at /);
  });
});

describe('migrate', () => {
  test('makes the store, and does nothing the second time', () => {
    const first = run('migrate');
    expect([first.status, first.stdout]).toEqual([0, '']);
    expect(first.stderr).toContain('applied 1 town');
    expect(run('migrate').stderr).toContain('already up to date');
  });

  test('a newer database is refused and left as it is', async () => {
    const newer = { number: MIGRATIONS.length + 1, name: 'later', up: () => Promise.resolve() };
    await filled(async ({ db, dialect }) => {
      await migrate(db, dialect, [...MIGRATIONS, newer]);
    });
    const bytes = readFileSync(store);
    expectRefused(run('migrate'), /newer version of weige \(schema \d+, this program knows \d+\); start that version/);
    expect(readFileSync(store).equals(bytes)).toBe(true);
  });

  test("a file that is no database, and another program's, are refused and left as they are", () => {
    mkdirSync(join(folder, 'data', 'run'), { recursive: true });
    writeFileSync(store, 'no database '.repeat(500));
    expectRefused(
      run('migrate'),
      /weige\.db: this is not a sound database; move the file away and bring back a backup/,
    );
    expect(readFileSync(store, 'utf8')).toBe('no database '.repeat(500));
  });
});

describe('backup and restore', () => {
  beforeEach(() =>
    filled(async (opened) => {
      await saveSetup(opened.db, setup, SOURCE, NOW);
      await keepMessage(opened.db, message('m1'), NOW);
    }),
  );

  test('a backup restored into an empty place is the store again', async () => {
    expect(run('backup', '--out', 'saved.db').status).toBe(0);
    rmSync(join(folder, 'data'), { recursive: true });
    const restored = run('restore', 'saved.db');
    expect([restored.status, restored.stdout]).toEqual([0, '']);
    const opened = await openStore(sqlite(store));
    expect(await findMessage(opened.db, messageId('m1'))).not.toBeNull();
    await opened.close();
    expect(readdirSync(join(folder, 'data', 'run'))).toEqual(['weige.db']);
  });

  test('a backup is taken while the bot runs', async () => {
    const running = await openStore(sqlite(store));
    const release = lockStore(store);
    await keepMessage(running.db, message('m2'), NOW);
    expect(run('backup', '--out', 'saved.db').status).toBe(0);
    release();
    await running.close();
    const copy = await openStore(sqlite(join(folder, 'saved.db')));
    expect(await findMessage(copy.db, messageId('m2'))).not.toBeNull();
    await copy.close();
  });

  test('a backup never overwrites a file, and leaves nothing half-written', () => {
    writeFileSync(join(folder, 'saved.db'), 'precious');
    expectRefused(run('backup', '--out', 'saved.db'), /there is a file of that name already/);
    expect(readFileSync(join(folder, 'saved.db'), 'utf8')).toBe('precious');
    expectRefused(run('backup', '--out', 'no/such/folder/saved.db'), /cannot be written/);
    expect(readdirSync(folder).sort()).toEqual(['bot.config.yaml', 'data', 'saved.db']);
  });

  test('a store that is not empty is not replaced', () => {
    run('backup', '--out', 'saved.db');
    const bytes = readFileSync(store);
    expectRefused(run('restore', 'saved.db'), /this store is not empty; move it away first; nothing was changed/);
    expect(readFileSync(store).equals(bytes)).toBe(true);
  });

  test('an empty store is replaced', () => {
    run('backup', '--out', 'saved.db');
    rmSync(join(folder, 'data'), { recursive: true });
    run('migrate');
    expect(run('restore', 'saved.db').status).toBe(0);
  });

  test('only a sound backup of this program or an earlier one is restored', () => {
    rmSync(join(folder, 'data'), { recursive: true });
    writeFileSync(join(folder, 'text.db'), 'no database '.repeat(500));
    writeFileSync(join(folder, 'empty.db'), '');
    expectRefused(run('restore', 'text.db'), /text\.db: this is not a sound database/);
    expectRefused(run('restore', 'empty.db'), /this is no backup of weige/);
    expectRefused(run('restore', 'none.db'), /there is no such file/);
    expect(existsSync(store)).toBe(false);
  });

  test('a damaged backup is refused', () => {
    run('backup', '--out', 'saved.db');
    rmSync(join(folder, 'data'), { recursive: true });
    const bytes = readFileSync(join(folder, 'saved.db'));
    bytes.fill(0xff, 8192, 12288);
    writeFileSync(join(folder, 'saved.db'), bytes);
    expectRefused(run('restore', 'saved.db'), /damaged|not a sound database/);
    expect(existsSync(store)).toBe(false);
  });

  test('while a bot runs on the store nothing is restored over it', () => {
    run('backup', '--out', 'saved.db');
    const release = lockStore(store);
    expectRefused(run('restore', 'saved.db'), new RegExp(`process ${process.pid} is already running on it`));
    release();
  });
});

describe('doctor', () => {
  test('a fresh installation has nothing wrong, and no store is made by looking', () => {
    const { status, stdout, stderr } = run('doctor');
    expect(stdout).toMatch(/Nothing is wrong\.\n$/);
    expect([status, stderr]).toEqual([0, '']);
    expect(existsSync(store)).toBe(false);
  });

  test('names what is wrong in the store, by id and never by content', async () => {
    await filled(async ({ db }) => {
      await saveSetup(db, setup, SOURCE, NOW);
      await keepMessage(db, message('m1', { text: '我的电话13800000000' }), NOW);
      await setAside(db, messageId('m1'), 'TypeError: cannot read 我的电话13800000000');
      const id = await enqueue(db, speech(), NOW);
      await settle(db, id ?? 0, { state: 'unknown', at: NOW });
      await setDue(db, { kind: 'promise', ref: 'm1', at: NOW, staleAt: NOW, data: '{}' });
      await db.updateTable('due').set({ state: 'stale' }).execute();
    });
    const { status, stdout } = run('doctor');
    expect(status).toBe(1);
    expect(stdout).toContain('m1 (TypeError)');
    expect(stdout).toContain('1 message(s) of the bot may or may not have gone out');
    expect(stdout).toContain('promise m1');
    expect(stdout).toContain('1 room(s) belong to no unit: r14');
    expect(stdout).toContain('no staff room at or above unit(s)');
    expect(stdout).not.toContain('13800000000');
    for (const line of stdout.split('\n').filter((one) => one.startsWith('WRONG'))) expect(line).toContain(' -> ');
  });

  test('a clock that was set back is told', async () => {
    await filled(async ({ db }) => {
      await keepMessage(db, message('m1'), 32_503_680_000_000);
    });
    const { status, stdout } = run('doctor');
    expect(status).toBe(1);
    expect(stdout).toContain('the system clock stands before the last message received (3000-01-01T08:00:00+08:00)');
  });

  test('a taken port, and an open address without a token, are told', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    writeFileSync(
      join(folder, 'bot.config.yaml'),
      `town: null\nadapters:\n  - { platform: web, port: ${port} }\n  - { platform: web, account: hall, host: 0.0.0.0, port: 0 }\n`,
    );
    const { status, stdout } = run('doctor');
    expect(status).toBe(1);
    expect(stdout).toContain(`web: cannot listen on 127.0.0.1:${port} (EADDRINUSE) -> stop the program that uses it`);
    expect(stdout).toContain('hall: 0.0.0.0 can be reached from outside without a token -> set WEIGE_WEB_HALL_TOKEN');
    const withToken = weige(folder, ['doctor'], { WEIGE_WEB_HALL_TOKEN: 'x' });
    expect(withToken.stdout).toContain('hall: WEIGE_WEB_HALL_TOKEN is set');
    server.close();
  });

  test('a store that is no database is told, and the rest is still checked', () => {
    mkdirSync(join(folder, 'data', 'run'), { recursive: true });
    writeFileSync(store, 'no database '.repeat(500));
    const { status, stdout } = run('doctor');
    expect(status).toBe(1);
    expect(stdout).toMatch(/WRONG store .*this is not a sound database/);
    expect(stdout).toContain('time zone Asia/Shanghai');
  });
});
