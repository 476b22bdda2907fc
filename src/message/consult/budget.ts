/** How much a day may be asked of the model, kept in the store so that a restart does not begin the day anew. */
import { z } from 'zod';
import type { Clock } from '../../clock/clock.js';
import { isoDate } from '../../clock/zone.js';
import type { Config } from '../../config/schema.js';
import type { Log } from '../../log.js';
import type { Store, Tx } from '../../store/open.js';
import { setSetting, setting } from '../../store/settings.js';

export interface Budget {
  /** Books one request of about so many tokens before it is made; false when the day's budget does not reach. */
  take(tokens: number): Promise<boolean>;
  /** The request took more (or fewer, negative) tokens than were booked. */
  correct(tokens: number): Promise<void>;
}

/** `day` is the town's. */
const spentSchema = z.object({ day: z.string(), requests: z.number(), tokens: z.number() });
export type Spent = z.output<typeof spentSchema>;

const KEY = 'language.spent';

export function dailyBudget(
  { store, clock, zone, log }: { store: Store; clock: Clock; zone: string; log: Log },
  { requestsPerDay, tokensPerDay }: Pick<Config['language'], 'requestsPerDay' | 'tokensPerDay'>,
): Budget {
  let toldOn: string | null = null;
  const take = (tokens: number) =>
    store.transact(async (tx) => {
      const spent = await spentOn(tx, isoDate(clock.now(), zone));
      const reaches = spent.requests < requestsPerDay && spent.tokens + tokens <= tokensPerDay;
      if (reaches) await save(tx, { ...spent, requests: spent.requests + 1, tokens: spent.tokens + tokens });
      else if (toldOn !== spent.day) {
        toldOn = spent.day;
        log.warn(
          { day: spent.day },
          "the language model's budget of the day is spent; the embedded reader goes on alone",
        );
      }
      return reaches;
    });
  const correct = (tokens: number) =>
    store.transact(async (tx) => {
      const spent = await spentOn(tx, isoDate(clock.now(), zone));
      await save(tx, { ...spent, tokens: Math.max(0, spent.tokens + tokens) });
    });
  return { take, correct };
}

/** What was spent on a day; nothing yet when the store knows of another day only. */
export async function spentOn(tx: Tx, day: string): Promise<Spent> {
  const kept = await setting(tx, KEY);
  const spent = kept === null ? null : spentSchema.parse(JSON.parse(kept));
  return spent?.day === day ? spent : { day, requests: 0, tokens: 0 };
}

const save = (tx: Tx, spent: Spent): Promise<void> => setSetting(tx, KEY, JSON.stringify(spent));
