/** Everything an operator may set, with its defaults; `{}` is the embedded default. Units stand in the names. */
import { z } from 'zod';
import { ADAPTER_SCHEMAS } from '../../adapters/configs.js';
import { CLOCK_KINDS, parseInterval } from '../calendar/calendar.js';

const minutes = z.number().int().positive();
const seconds = z.number().nonnegative();

const interval = z.string().transform((text, ctx) => {
  const parsed = parseInterval(text);
  if (parsed) return parsed;
  ctx.addIssue({ code: 'custom', message: `not an interval of one day: ${JSON.stringify(text)}; write "08:30-12:00"` });
  return z.NEVER;
});

const timeOfDay = z.string().transform((text, ctx) => {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text);
  const value = match ? Number(match[1]) * 60 + Number(match[2]) : -1;
  if (value >= 0 && value < 1440 && Number(match?.[2]) < 60) return value;
  ctx.addIssue({ code: 'custom', message: `not a time of day: ${JSON.stringify(text)}; write "07:00"` });
  return z.NEVER;
});

const limit = z.strictObject({ clock: z.enum(CLOCK_KINDS), firstResponseMinutes: minutes, resolveMinutes: minutes });

const storeSchema = z.strictObject({
  /** postgres: several processes may work on it; its address comes by the environment. */
  kind: z.enum(['sqlite', 'postgres']).default('sqlite'),
  /** Relative paths are taken from the configuration file's folder. */
  file: z.string().min(1).default('data/run/weige.db'),
});

const quietSchema = z.strictObject({ from: timeOfDay.default(22 * 60), to: timeOfDay.default(7 * 60) });

const conductSchema = z.strictObject({
  burstSeconds: seconds.max(600).default(20),
  messagesPerHour: z.number().int().positive().default(12),
  quietHours: quietSchema.default({ from: 22 * 60, to: 7 * 60 }),
  /** Nothing older is answered as if it were new; tickets are still opened from it. */
  answerWithinMinutes: minutes.default(120),
  /** Staff rooms are not told of shorter outages; they are kept all the same. */
  tellGapsOverSeconds: seconds.default(10),
  /** Below this probability an opener is proposed in the staff room instead of opened. */
  openAbove: z.number().min(0).max(1).default(0.5),
  /** Below this one it is taken for talk. */
  proposeAbove: z.number().min(0).max(1).default(0.3),
});

const pacingSchema = z.strictObject({
  perRoomSeconds: seconds.default(3),
  jitterSeconds: z.tuple([seconds, seconds]).default([1, 3]),
  perAccountPerHour: z.number().int().positive().default(1200),
  perAccountPerDay: z.number().int().positive().default(10000),
  attempts: z.number().int().positive().default(5),
  retrySeconds: seconds.default(30),
});

const limitsSchema = z.strictObject({
  normal: limit.default({ clock: 'working', firstResponseMinutes: 120, resolveMinutes: 1440 }),
  urgent: limit.default({ clock: 'daily', firstResponseMinutes: 30, resolveMinutes: 480 }),
  emergency: limit.default({ clock: 'always', firstResponseMinutes: 5, resolveMinutes: 120 }),
  /** By category, then by urgency: what differs from the three above. */
  categories: z
    .record(
      z.string(),
      z.strictObject({ normal: limit.optional(), urgent: limit.optional(), emergency: limit.optional() }),
    )
    .default({}),
});

const clocksSchema = z.strictObject({
  workingHours: z
    .array(interval)
    .min(1)
    .default([
      { from: 510, to: 720 },
      { from: 840, to: 1050 },
    ]),
  dailyHours: z
    .array(interval)
    .min(1)
    .default([{ from: 420, to: 1320 }]),
  limits: limitsSchema.prefault({}),
  /** How often the ladder's top and an overdue matter are told again. */
  repeats: z.number().int().nonnegative().default(3),
  proposalMinutes: minutes.default(60),
  closeAfterMinutes: minutes.default(24 * 60),
  /** A clock that fires later than this is reported, not acted on. */
  staleAfterMinutes: minutes.default(24 * 60),
});

const digestSchema = z.strictObject({
  /** When each level's digest is told, from the smallest unit up. */
  at: z
    .strictObject({
      microgrid: timeOfDay.default(20 * 60),
      grid: timeOfDay.default(20 * 60 + 10),
      community: timeOfDay.default(20 * 60 + 20),
      town: timeOfDay.default(20 * 60 + 30),
      district: timeOfDay.default(20 * 60 + 40),
    })
    .prefault({}),
  /** A room without a message for this long is listed as silent. */
  silentAfterDays: z.number().int().positive().default(3),
});

const knowledgeSchema = z.strictObject({
  /** A stored answer is told only above this likeness, 0..1, and well ahead of the next. */
  answerAbove: z.number().min(0).max(1).default(0.7),
  margin: z.number().min(0).max(1).default(0.08),
});

const learningSchema = z.strictObject({
  /** When the town's corrections are learned from. null: never, and what was learned is not used. */
  nightly: timeOfDay.nullable().default(3 * 60 + 30),
});

/** Learning, echoes and figures look back over some days: nothing is kept for fewer. */
const LEAST_DAYS = 14;
const keptDays = z
  .number()
  .int()
  .refine((days) => days === 0 || days >= LEAST_DAYS, {
    message: `not a number of days: write ${LEAST_DAYS} or more, or 0 for ever`,
  });

const retentionSchema = z.strictObject({
  /** When a night's work begins. */
  at: timeOfDay.default(2 * 60 + 30),
  messagesDays: keptDays.default(90),
  /** The bot's own. */
  textsDays: keptDays.default(90),
  /** Clocks that have fired, the bot's questions, codes. */
  clocksDays: keptDays.default(30),
  /** What evening digests counted, outages of accounts. */
  figuresDays: keptDays.default(90),
});

const webAddress = z.string().refine((text) => /^https?:\/\/[^\s/]+/.test(text) && URL.canParse(text), {
  message: 'not an address; write "https://host/v1"',
});

const languageSchema = z
  .strictObject({
    /** An OpenAI-compatible endpoint. null: the embedded reader reads alone, and nothing leaves the machine. */
    url: webAddress.nullable().default(null),
    /** The model's name there. */
    model: z.string().min(1).nullable().default(null),
    /** always, or only where the embedded reader is unsure. */
    when: z.enum(['unsure', 'always']).default('unsure'),
    /** Unsure: its confidence is below this, or the message is near to being opened or proposed. */
    unsureBelow: z.number().min(0).max(1).default(0.7),
    timeoutSeconds: z.number().positive().max(30).default(4),
    /** The town's day. */
    requestsPerDay: z.number().int().positive().default(5000),
    tokensPerDay: z.number().int().positive().default(10_000_000),
  })
  .refine(({ url, model }) => url === null || model !== null, {
    path: ['model'],
    message: 'there is an address but no model; write its name as the provider gives it',
  });

const monitorSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  /** null: nothing is listened on. 0: any free port. */
  port: z.number().int().min(0).max(65535).nullable().default(null),
});

export const configSchema = z.strictObject({
  locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
  timezone: z.string().default('Asia/Shanghai').refine(isZone, { message: 'not a time zone; write "Asia/Shanghai"' }),
  store: storeSchema.prefault({}),
  /** A transcript's first line with units, rooms and people, put into an empty store. null: the store is filled otherwise. */
  town: z.string().min(1).nullable().default('data/demo/day.jsonl'),
  adapters: z
    .array(z.discriminatedUnion('platform', ADAPTER_SCHEMAS))
    .default([{ platform: 'web', account: 'web', host: '127.0.0.1', port: 7420, demo: true }]),
  /** Names people call the bot by when they mention it. */
  botNames: z.array(z.string().min(1)).default(['微格', 'bot', '微格助手']),
  conduct: conductSchema.prefault({}),
  pacing: pacingSchema.prefault({}),
  clocks: clocksSchema.prefault({}),
  digest: digestSchema.prefault({}),
  knowledge: knowledgeSchema.prefault({}),
  learning: learningSchema.prefault({}),
  retention: retentionSchema.prefault({}),
  language: languageSchema.prefault({}),
  monitor: monitorSchema.prefault({}),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
});

export type Config = z.output<typeof configSchema>;

function isZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
