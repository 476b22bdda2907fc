/** The numbered migrations, oldest first; the store refuses a database that has seen a later one. */
import type { Db } from '../open.js';
import type { Dialect } from '../dialect.js';
import { up as town } from './0001-town.js';
import { up as platforms } from './0002-platforms.js';
import { up as coverage } from './0003-coverage.js';
import { up as unheard } from './0004-unheard.js';
import { up as growth } from './0005-growth.js';
import { up as leases } from './0006-leases.js';
import { up as evening } from './0007-evening.js';

export interface Migration {
  readonly number: number;
  readonly name: string;
  up(db: Db, dialect: Dialect): Promise<void>;
}

export const MIGRATIONS: readonly Migration[] = [
  { number: 1, name: 'town', up: town },
  { number: 2, name: 'platforms', up: platforms },
  { number: 3, name: 'coverage', up: coverage },
  { number: 4, name: 'unheard', up: unheard },
  { number: 5, name: 'growth', up: growth },
  { number: 6, name: 'leases', up: leases },
  { number: 7, name: 'evening', up: evening },
];
