/** The bench of intake: messages durable a second, beside the bare database and a plain bot with the same durability. */
import { fileURLToPath } from 'node:url';
import { inFreshProcess } from '../fresh-process.js';
import type { BenchOptions } from '../index.js';
import { versionOf } from '../installed.js';
import type { Place } from '../place.js';
import { rounded } from '../rounded.js';
import { middle, ROUNDS, wrongOf } from '../rounds.js';
import { loadSchema, oursSchema, rawSchema, type LoadSeen, type Ours, type Raw } from './answers.js';

const probe = (name: 'ours' | 'raw' | 'hubot', job: object): Promise<unknown> =>
  inFreshProcess(fileURLToPath(new URL(`./probes/${name}.js`, import.meta.url)), job);

/** Five seconds of the paced rate. */
const MOST_PACED = 2500;
/** One commit each takes long enough. */
const MOST_OF_PEER = 5000;
const MIB = 1024 * 1024;

type Peer =
  ({ readonly version: string } & Pick<LoadSeen, 'messages' | 'seconds' | 'perSecond' | 'p50Ms' | 'p99Ms'>) | null;

async function hubot({ messages: asked, rooms }: BenchOptions, place: Place): Promise<Peer> {
  const messages = Math.min(asked, MOST_OF_PEER);
  const version = versionOf('hubot');
  if (version === null) return null;
  const load = loadSchema.parse(await probe('hubot', { place, messages, rooms }));
  // It commits each row by itself, so how many are told together says nothing.
  const { seconds, perSecond, p50Ms, p99Ms } = load;
  return { version, messages, seconds, perSecond, p50Ms, p99Ms };
}

const size = (bytes: number | null): number | null => (bytes === null ? null : bytes / MIB);

/** Our figure divided by the other's: above 1 we are quicker. */
interface Ratios {
  readonly toRawSingle: number;
  readonly toRawGroups: number;
  readonly toHubot: number | null;
}

const ratiosOf = ({ accepted }: Ours, raw: Raw, peer: Peer): Ratios => ({
  toRawSingle: accepted.perSecond / raw.single.perSecond,
  toRawGroups: accepted.perSecond / raw.groups.perSecond,
  toHubot: peer === null ? null : accepted.perSecond / peer.perSecond,
});

interface Round {
  readonly ours: Ours;
  readonly raw: Raw;
  readonly peer: Peer;
  readonly ratios: Ratios;
}

async function roundOf(options: BenchOptions, round: number): Promise<Round> {
  const { places, messages, rooms } = options;
  const fresh = (name: string) => places.fresh(`${name}${String(round)}`);
  const paced = Math.min(messages, MOST_PACED);
  const ours = oursSchema.parse(await probe('ours', { place: await fresh('intake'), messages, rooms, paced }));
  const together = Math.max(1, Math.round(ours.accepted.messagesPerCommit));
  const raw = rawSchema.parse(await probe('raw', { place: await fresh('raw'), messages, rooms, together }));
  const peer = await hubot(options, await fresh('hubot'));
  return { ours, raw, peer, ratios: ratiosOf(ours, raw, peer) };
}

/** Of the rounds the one whose part of the bare insert is in the middle, whole; of the others their ratios. */
export async function measure(options: BenchOptions): Promise<object> {
  const { places, messages, rooms, log } = options;
  const rounds: Round[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    log.write(
      `intake, ${round} of ${ROUNDS}: ${messages} messages in ${rooms} rooms, at a fixed pace, the database alone, hubot\n`,
    );
    rounds.push(await roundOf(options, round));
  }
  const { ours, raw, peer, ratios } = middle(rounds, (one) => one.ratios.toRawGroups);
  const { logBytes, writtenBytes, ...figures } = ours;
  return rounded({
    ...figures,
    logMiB: size(logBytes),
    writtenMiB: places.kind === 'sqlite' ? size(writtenBytes) : null,
    raw,
    hubot: peer === null ? { state: 'not installed' } : { state: 'measured', ...peer },
    ratios,
    wrong: wrongOf(rounds.map((one) => one.ours.wrong)),
    rounds: rounds.map((one) => one.ratios),
  });
}
