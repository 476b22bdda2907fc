import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageRoot } from '../../src/config/paths.js';

const FOLDER = join(packageRoot(), 'docs', 'deploy');
const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');

describe('The Dockerfile', () => {
  test('is sound by its linter', () => {
    expect(validate('FROM\nEXPOSE nothing\n').length).toBeGreaterThan(0);
    expect(validate(read('Dockerfile'))).toEqual([]);
  });

  test('copies only what is in the checkout or built, and does not run as root', () => {
    const file = read('Dockerfile');
    const copied = [...file.matchAll(/^COPY --from=build (.+) \S+$/gm)].flatMap(([, from]) => (from ?? '').split(' '));
    const made = ['node_modules', 'dist'];
    const missing = copied.map((path) => path.replace(/^\/weige\//, '')).filter((path) => !made.includes(path));
    expect(missing.filter((path) => !existsSync(join(packageRoot(), path)))).toEqual([]);
    expect(copied.length).toBeGreaterThan(4);
    expect(/^USER (.+)$/m.exec(file)?.[1]).toBe('node');
    expect(file.lastIndexOf('USER node')).toBeGreaterThan(file.lastIndexOf('\nFROM '));
  });
});

describe('The compose file', () => {
  test('is sound by its linter', () => {
    const linter = join(packageRoot(), 'node_modules', 'dclint', 'bin', 'dclint.cjs');
    const asked = [linter, '-f', 'json', join(FOLDER, 'compose.yaml')];
    const { stdout } = spawnSync(process.execPath, asked, { encoding: 'utf8' });
    const results = z.array(z.object({ messages: z.array(z.unknown()) })).parse(JSON.parse(stdout));
    expect(results.map(({ messages }) => messages)).toEqual([[]]);
  });

  test('holds no secret, and gives the bot longer to end than it takes', () => {
    const service = z.object({ stop_grace_period: z.string().optional(), env_file: z.array(z.string()).optional() });
    const { services } = z.object({ services: z.record(z.string(), service) }).parse(parse(read('compose.yaml')));
    expect(Object.keys(services).sort()).toEqual(['bot', 'gateway', 'postgres']);
    for (const { env_file: files } of Object.values(services)) expect(files?.length).toBe(1);
    const withoutComments = read('compose.yaml').replace(/^\s*#.*$/gm, '');
    expect(withoutComments).not.toMatch(/PASSWORD|TOKEN|SECRET/);
    expect(Number.parseInt(services['bot']?.stop_grace_period ?? '', 10)).toBeGreaterThan(10);
  });
});

/** What systemd calls each section's settings, of those that the unit may use. */
const SECTIONS: Readonly<Record<string, RegExp>> = {
  Unit: /^(Description|Documentation|Wants|After)$/,
  Service:
    /^(Type|User|Group|WorkingDirectory|EnvironmentFile|ExecStart|Restart|RestartSec|RestartPreventExitStatus|KillSignal|TimeoutStopSec|StateDirectory|StateDirectoryMode|UMask|LimitNOFILE|NoNewPrivileges|CapabilityBoundingSet|Private(Tmp|Devices)|Protect(System|Home|Clock|Hostname|KernelLogs|KernelModules|KernelTunables|ControlGroups)|Restrict(AddressFamilies|Namespaces|Realtime|SUIDSGID)|LockPersonality|SystemCallArchitectures)$/,
  Install: /^WantedBy$/,
};

describe('The systemd unit', () => {
  const settings = () => {
    let section = '';
    return read('weige.service')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .flatMap((line) => {
        const header = /^\[(\w+)\]$/.exec(line)?.[1];
        if (header !== undefined) section = header;
        const at = line.indexOf('=');
        return header === undefined ? [{ section, key: line.slice(0, at), value: line.slice(at + 1) }] : [];
      });
  };

  test('knows every setting it uses, each once', () => {
    const found = settings();
    expect(found.filter(({ section, key }) => !SECTIONS[section]?.test(key))).toEqual([]);
    const keys = found.map(({ key }) => key);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  test('starts again always but for wrong configuration, and waits longer than the bot takes to end', () => {
    const of = (key: string) => settings().find((setting) => setting.key === key)?.value;
    expect(of('Restart')).toBe('always');
    expect(of('RestartPreventExitStatus')).toBe('2');
    expect(Number(of('TimeoutStopSec'))).toBeGreaterThan(10);
    expect(of('ExecStart')).toContain('dist/src/cli/weige.js start');
  });

  const analyze = spawnSync('systemd-analyze', ['--version']).status === 0;
  test.runIf(analyze)('is taken by systemd-analyze', () => {
    const { stderr } = spawnSync('systemd-analyze', ['verify', join(FOLDER, 'weige.service')], { encoding: 'utf8' });
    // Whether the program lies in its place is the machine's affair, not the unit's.
    const about = stderr
      .split('\n')
      .filter((line) => line.includes('weige.service:') && !/is not executable/.test(line));
    expect(about).toEqual([]);
  });
});
