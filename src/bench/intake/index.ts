/** The bench of intake: messages durable a second, beside the bare database and a plain bot with the same durability. */
import { fileURLToPath } from 'node:url';
import { inFreshProcess } from '../fresh-process.js';
import type { BenchOptions } from '../index.js';
import { versionOf } from '../installed.js';
import { rounded } from '../rounded.js';
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

async function hubot({ places, messages: asked, rooms }: BenchOptions): Promise<Peer> {
  const messages = Math.min(asked, MOST_OF_PEER);
  const version = versionOf('hubot');
  if (version === null) return null;
  const place = await places.fresh('hubot');
  const load = loadSchema.parse(await probe('hubot', { place, messages, rooms }));
  // It commits each row by itself, so how many are told together says nothing.
  const { seconds, perSecond, p50Ms, p99Ms } = load;
  return { version, messages, seconds, perSecond, p50Ms, p99Ms };
}

const size = (bytes: number | null): number | null => (bytes === null ? null : bytes / MIB);

/** Our figure divided by the other's: above 1 we are quicker. */
const ratiosOf = ({ accepted }: Ours, raw: Raw, peer: Peer): object => ({
  toRawSingle: accepted.perSecond / raw.single.perSecond,
  toRawGroups: accepted.perSecond / raw.groups.perSecond,
  toHubot: peer === null ? null : accepted.perSecond / peer.perSecond,
});

export async function measure(options: BenchOptions): Promise<object> {
  const { places, messages, rooms, log } = options;
  log.write(`intake: ${messages} messages in ${rooms} rooms, and at a fixed pace\n`);
  const paced = Math.min(messages, MOST_PACED);
  const ours = oursSchema.parse(await probe('ours', { place: await places.fresh('intake'), messages, rooms, paced }));
  log.write('intake: the database alone\n');
  const together = Math.max(1, Math.round(ours.accepted.messagesPerCommit));
  const raw = rawSchema.parse(await probe('raw', { place: await places.fresh('raw'), messages, rooms, together }));
  log.write('intake: hubot\n');
  const peer = await hubot(options);
  const { logBytes, writtenBytes, ...figures } = ours;
  return rounded({
    ...figures,
    logMiB: size(logBytes),
    writtenMiB: places.kind === 'sqlite' ? size(writtenBytes) : null,
    raw,
    hubot: peer === null ? { state: 'not installed' } : { state: 'measured', ...peer },
    ratios: ratiosOf(ours, raw, peer),
  });
}
