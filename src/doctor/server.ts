/** The database's server: whether it answers, keeps what it says it keeps, and which processes work on it. */
import { postgresUrl, POSTGRES_URL } from '../config/secrets.js';
import { serverError } from '../config/open-store.js';
import { InputError } from '../cli/fail.js';
import type { Instant } from '../model/ids.js';
import { MIGRATIONS } from '../store/migrations/index.js';
import { inspectPostgres, type ServerFacts } from '../store/postgres-facts.js';
import type { FileState } from './file.js';
import { note, ok, wrong, type Finding } from './finding.js';

/** Processes take the server's time; a machine this far off is worth a look. */
const FAR_MS = 30_000;
const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

export interface ServerState extends FileState {
  /** Some process works on it. */
  readonly running: boolean;
}

const unusable = (finding: Finding): ServerState => ({ findings: [finding], usable: false, running: false });

export async function checkServer(
  environment: Readonly<Record<string, string | undefined>>,
  now: Instant,
): Promise<ServerState> {
  const url = postgresUrl(environment);
  if (url === null)
    return unusable(wrong(`no address in ${POSTGRES_URL}`, 'set it to postgres://user:password@host:5432/database'));
  try {
    return stateOf(await inspectPostgres(url), now);
  } catch (error) {
    const told = serverError(error);
    if (!(told instanceof InputError)) throw error;
    return unusable(wrong(told.what, told.remedy ?? 'look into the server’s log'));
  }
}

function stateOf(facts: ServerFacts, now: Instant): ServerState {
  const known = MIGRATIONS.at(-1)?.number ?? 0;
  if (facts.schema > known)
    return unusable(
      wrong(`schema ${facts.schema} is newer than this program's ${known}`, 'start the newer version of weige'),
    );
  const findings = [
    schema(facts, known),
    facts.durable
      ? ok(`PostgreSQL ${facts.version} keeps every commit on its disk`)
      : wrong(
          `PostgreSQL ${facts.version} may lose commits`,
          'set fsync, full_page_writes and synchronous_commit to on',
        ),
    Math.abs(facts.now - now) < FAR_MS
      ? ok('its clock agrees with this machine’s')
      : note(
          `its clock differs by ${String(Math.round((facts.now - now) / 1000))} s`,
          'its time is used; set both right',
        ),
    facts.processes === 0 ? note('no bot is running on it') : ok(`${String(facts.processes)} process(es) run on it`),
    ...facts.leases.map(({ name, expired, ok: well, health }) =>
      expired
        ? note(`${name}: no process speaks through it`)
        : well
          ? ok(`${name}: ${health}`)
          : note(`${name}: ${health}`),
    ),
  ];
  return { findings, usable: facts.schema === known, running: facts.processes > 0 };
}

function schema({ schema: found, bytes }: ServerFacts, known: number): Finding {
  if (found === 0) return note('the database is empty', 'the first "weige start" makes its tables');
  if (found < known) return wrong(`schema ${found}, this program's is ${known}`, 'run "weige migrate"');
  return ok(`schema ${found}, ${megabytes(bytes)}`);
}
