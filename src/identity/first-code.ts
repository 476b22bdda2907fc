/** Codes made on the command line: for the first admin of a town, when nobody is known yet on any platform. */
import { InputError } from '../cli/fail.js';
import { isoTime } from '../clock/zone.js';
import { nearest } from '../config/nearest.js';
import { personId, type Instant } from '../model/ids.js';
import { GROUP_KINDS, type GroupKind } from '../model/town.js';
import { CODE_LIVES_MS, codeFrom, codeHash } from '../roster/one-time-code.js';
import type { Town } from '../roster/town.js';
import { keepBindCode } from '../store/bind-codes.js';
import { keepIdentityCode } from '../store/identity-codes.js';
import type { Store } from '../store/open.js';

/** As the program prints it. */
export interface MadeCode {
  readonly code: string;
  /** The person's or unit's id. */
  readonly for: string;
  readonly until: string;
}

export interface CodeWish {
  readonly person?: string | undefined;
  readonly unit?: string | undefined;
  /** What a room bound by it becomes; only with `unit`. */
  readonly kind?: string | undefined;
}

export interface CodeGround {
  readonly store: Store;
  readonly town: Town;
  readonly now: Instant;
  /** Nobody can guess it. */
  readonly seed: string;
}

/** Rejects with InputError when the wish can't be read, or names nobody and nothing. */
export async function makeCode(wish: CodeWish, ground: CodeGround): Promise<MadeCode> {
  if ((wish.person === undefined) === (wish.unit === undefined))
    throw new InputError(
      'one of --person and --unit is needed',
      null,
      'name a person to be claimed or a unit to be bound',
    );
  const code = codeFrom(ground.seed);
  const id = wish.person === undefined ? await forUnit(wish, code, ground) : await forPerson(wish, code, ground);
  return { code, for: id, until: isoTime(expiry(ground.now), ground.town.zone) };
}

/** In whole seconds, as it is printed. */
const expiry = (now: Instant): Instant => Math.floor((now + CODE_LIVES_MS) / 1000) * 1000;

async function forPerson(wish: CodeWish, code: string, { store, town, now }: CodeGround): Promise<string> {
  if (wish.kind !== undefined) throw new InputError('a kind of room goes with --unit only', '--kind', 'leave it out');
  const { id } = named(wish.person ?? '', [...town.staff.values()], '--person', 'member of staff');
  const times = { madeAt: now, expiresAt: expiry(now) };
  await store.transact((tx) => keepIdentityCode(tx, { hash: codeHash(code), person: id, madeBy: null, ...times }));
  return id;
}

/** Not made by any person of the town. */
const NOBODY = personId('weige code');

async function forUnit(wish: CodeWish, code: string, { store, town, now }: CodeGround): Promise<string> {
  const kind = kindOf(wish.kind ?? 'residents');
  const { id } = named(wish.unit ?? '', [...town.units.values()], '--unit', 'unit');
  const times = { madeAt: now, expiresAt: expiry(now) };
  await store.transact((tx) => keepBindCode(tx, { hash: codeHash(code), unit: id, kind, madeBy: NOBODY, ...times }));
  return id;
}

function kindOf(asked: string): GroupKind {
  const kind = GROUP_KINDS.find((known) => known === asked);
  if (kind === undefined) throw new InputError(`no kind of room ${asked}`, '--kind', `use ${GROUP_KINDS.join(', ')}`);
  return kind;
}

/** By id, else by the full name where only one has it. */
function named<Thing extends { readonly id: string; readonly name: string }>(
  asked: string,
  all: readonly Thing[],
  option: string,
  what: string,
): Thing {
  const same = all.filter((thing) => thing.name === asked);
  const found = all.find((thing) => thing.id === asked) ?? (same.length === 1 ? same[0] : undefined);
  if (found) return found;
  if (same.length > 1) throw new InputError(`several are called ${asked}`, option, `give the id: ${ids(same)}`);
  const near = nearest(
    asked,
    all.flatMap(({ id, name }) => [id, name]),
  );
  const remedy = near === null ? `give the id of a ${what} of the store` : `did you mean ${near}?`;
  throw new InputError(`no ${what} ${asked}`, option, remedy);
}

const ids = (things: readonly { readonly id: string }[]): string => things.map(({ id }) => id).join(', ');
