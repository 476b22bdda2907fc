import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

test('what is read aside is of one moment while others write, cannot write itself, and keeps no process from ending', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weige-aside-'));
  try {
    const args = ['--import', path('../support/wechat/typescript.mjs'), path('./aside.process.ts')];
    const stdout = execFileSync(process.execPath, [...args, join(folder, 'weige.db')], { encoding: 'utf8' });
    const saw: unknown = JSON.parse(stdout);
    expect(saw).toEqual({
      ofOneMoment: ['first', 'first'],
      later: 'second',
      forbidden: expect.stringContaining('readonly') as unknown,
      afterwards: 'second',
      inTurn: ['second', 'second', 'second'],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
