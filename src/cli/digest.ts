/** `weige digest`: one unit's daily digest from the configured store. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { systemClock } from '../clock/clock.js';
import { isoDate } from '../clock/zone.js';
import { loadConfig } from '../config/load.js';
import { nearest } from '../config/nearest.js';
import { openConfiguredStore } from '../config/open-store.js';
import { dayOf } from '../digest/day.js';
import type { Day } from '../digest/digest.js';
import { digestJson } from '../digest/json.js';
import { makeDigest } from '../digest/make.js';
import { digestText } from '../digest/text.js';
import { words } from '../message/reply/words.js';
import type { Instant } from '../model/ids.js';
import type { Unit } from '../model/town.js';
import type { Town } from '../roster/town.js';
import { loadTown } from '../store/town.js';
import { InputError } from './fail.js';

const FORMATS = ['text', 'json'] as const;
const LATER_FORMATS: readonly string[] = ['xlsx', 'png', 'html'];
type Format = (typeof FORMATS)[number];

interface Options {
  readonly unit: string;
  readonly date?: string;
  readonly format: string;
  readonly out?: string;
  readonly config?: string;
}

export function register(program: Command): void {
  program
    .command('digest')
    .description("one unit's daily digest from the configured store")
    .requiredOption('--unit <id>', 'the unit, by its id or full name')
    .option('--date <YYYY-MM-DD>', 'the day; today when left out')
    .option('--format <format>', FORMATS.join(' or '), 'text')
    .option('--out <file>', 'writes there instead of to the screen')
    .option('--config <file>', 'the configuration file')
    .action((options: Options) => run(options));
}

async function run(options: Options): Promise<void> {
  const format = readFormat(options.format);
  const loaded = loadConfig(options.config);
  const { rules, config } = loaded;
  const now = systemClock.now();
  const day = readDay(options.date ?? isoDate(now, rules.zone), rules.zone, now);
  const store = await openConfiguredStore(loaded, { mustExist: true });
  try {
    const town = await loadTown(store.db, rules.zone);
    const unit = findUnit(town, options.unit);
    const digest = await makeDigest(store.db, { town, rules, unit, day, now });
    const say = words(config.locale);
    const text =
      format === 'json'
        ? JSON.stringify(digestJson(digest, say, rules.zone), null, 2)
        : digestText(digest, say, rules.zone);
    deliver(`${text}\n`, options.out);
  } finally {
    await store.close();
  }
}

function readFormat(format: string): Format {
  const known = FORMATS.find((f) => f === format);
  if (known) return known;
  const what = LATER_FORMATS.includes(format) ? `${format} is not available in this version` : `no format ${format}`;
  throw new InputError(what, '--format', `use ${FORMATS.join(' or ')}`);
}

function readDay(date: string, zone: string, now: Instant): Day {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(date) ? dayOf(date, zone, now) : null;
  if (!day) throw new InputError(`no such day: ${date}`, '--date', 'write it as YYYY-MM-DD');
  if (day.start > now) throw new InputError(`${date} is still to come`, '--date', 'name a day up to today');
  return day;
}

/** By id, else by its full name where only one unit has it. */
function findUnit(town: Town, asked: string): Unit {
  const units = [...town.units.values()];
  const named = units.filter((u) => u.name === asked);
  const found = units.find((u) => u.id === asked) ?? (named.length === 1 ? named[0] : undefined);
  if (found) return found;
  const near = nearest(
    asked,
    units.flatMap((u) => [u.id, u.name]),
  );
  const remedy = near === null ? 'give the id of one of the units of the store' : `did you mean ${near}?`;
  throw new InputError(`no unit ${asked}`, '--unit', remedy);
}

function deliver(text: string, file: string | undefined): void {
  if (file === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(file, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`cannot be written (${reason})`, file, 'name another file after --out');
  }
}
