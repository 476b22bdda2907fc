import { z } from 'zod';
import { ACCOUNT_DOWN, tellStillDown } from '../accounts/outage.js';
import { accountId, platformId } from '../model/ids.js';
import type { Timer } from './timer.js';

const dataSchema = z.object({
  platform: z.string().transform(platformId),
  account: z.string().transform(accountId),
});

/** An account has been cut off for a while: whoever can still be reached is told, unless it came back meanwhile. */
export const accountDown: Timer = {
  kind: ACCOUNT_DOWN,
  fire: (doing, { data }) => tellStillDown(doing, dataSchema.parse(JSON.parse(data))),
};
