/** Every chat platform that can be configured: one line each. */
import type { Config } from '../src/config/schema.js';
import { createWebAdapter } from './web/index.js';

export type Platform = Config['adapters'][number]['platform'];

/** By the name that `platform:` has in the configuration. */
export const ADAPTERS = {
  web: createWebAdapter,
} as const satisfies Readonly<Record<Platform, unknown>>;
