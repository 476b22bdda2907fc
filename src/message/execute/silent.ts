import type { Executor } from './executor.js';

/** Nothing is done; the reason is kept with the message. */
export const silent: Executor<'silent'> = () => Promise.resolve();
