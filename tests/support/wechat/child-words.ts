/** What the tests and a gateway in its own process say to one another, and how one is started. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type ChildOrder =
  | { readonly order: 'say'; readonly prefix: string; readonly room: number; readonly count: number }
  | { readonly order: 'state' };

export interface ChildState {
  readonly type: 'state';
  readonly stops: number;
  readonly loggedIn: boolean;
  readonly listeners: number;
  readonly asked: Readonly<Record<string, number>>;
}
export type ChildReport = { readonly type: 'ready' } | ChildState;

export interface ChildGateway {
  say(prefix: string, options?: { readonly room?: number; readonly count?: number }): void;
  state(): Promise<ChildState>;
  freeze(): void;
  thaw(): void;
  kill(): Promise<void>;
}

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Resolves when it listens. */
export async function childGateway(port: number, rooms = 3, members = 2): Promise<ChildGateway> {
  const child: ChildProcess = fork(path('./child.ts'), [port, rooms, members].map(String), {
    execArgv: ['--import', new URL('./typescript.mjs', import.meta.url).href],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const reported = (type: ChildReport['type']): Promise<ChildReport> =>
    new Promise((done, failed) => {
      const listen = (report: ChildReport) => {
        if (report.type !== type) return;
        child.off('message', listen);
        done(report);
      };
      child.on('message', listen);
      child.once('exit', (code) => failed(new Error(`the gateway ended with ${String(code)}`)));
    });
  const order = (words: ChildOrder): void => void child.send(words);
  await reported('ready');
  return {
    say: (prefix, { room = 0, count = 1 } = {}) => order({ order: 'say', prefix, room, count }),
    state: async () => {
      const told = reported('state');
      order({ order: 'state' });
      const report = await told;
      if (report.type !== 'state') throw new Error('not a state');
      return report;
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
