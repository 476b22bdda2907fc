/** What an adapter's folder offers to the program: the shape of its configuration, how an account is made, what to check. */
import type { z } from 'zod';
import type { Clock } from '../src/clock/clock.js';
import type { Finding } from '../src/doctor/finding.js';
import type { Log } from '../src/log.js';
import type { Locale } from '../src/message/reply/words.js';
import type { Adapter } from './adapter.js';
import type { Photos } from './photos.js';
import type { Console } from './web/console.js';

export interface AdapterDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly photos: Photos;
  /** For what the adapter itself must keep in files; its own folder, made when it is first used. */
  readonly folder: string;
  readonly locale: Locale;
  readonly botNames: readonly string[];
  /** The process's environment: secrets are read from it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the web page shows; other adapters have no use for it. */
  readonly console: Console;
}

export interface Checking {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A bot runs on this store: its ports are rightly taken, its connections rightly in use. */
  readonly running: boolean;
}

interface Account {
  readonly platform: string;
  readonly account: string;
}

export interface Platform {
  readonly name: string;
  /** Makes the account; nothing is opened before its start(). Heavy libraries are loaded here. */
  create(config: Account, deps: AdapterDeps): Promise<Adapter>;
  /** What `weige doctor` says of it: every way in which it is set up wrongly, with the remedy. */
  check(config: Account, checking: Checking): Promise<Finding[]>;
}

/** Ties a platform's configuration to what is made of it. */
export function platform<Schema extends z.ZodType<Account>>(spec: {
  readonly name: string;
  readonly schema: Schema;
  create(config: z.output<Schema>, deps: AdapterDeps): Promise<Adapter>;
  check(config: z.output<Schema>, checking: Checking): Promise<Finding[]>;
}): Platform {
  const own = (config: Account): config is z.output<Schema> => config.platform === spec.name;
  const checked = (config: Account): z.output<Schema> => {
    if (!own(config)) throw new Error(`the configuration of ${config.platform} was given to ${spec.name}`);
    return config;
  };
  return {
    name: spec.name,
    create: (config, deps) => spec.create(checked(config), deps),
    check: (config, checking) => spec.check(checked(config), checking),
  };
}
