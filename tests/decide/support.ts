/** Small situations: one residents' room, a few people, and whatever a test is about. */
import { configSchema } from '../../src/config/schema.js';
import { rulesOf } from '../../src/config/rules.js';
import { isoTime, parseIso } from '../../src/clock/zone.js';
import type { Decision, Meaning, Situation } from '../../src/message/decide/index.js';
import { decide } from '../../src/message/decide/index.js';
import type { Matter, MatterLine } from '../../src/message/decide/situation.js';
import { accountId, messageId, personId, platformId, roomId, unitId, type Instant } from '../../src/model/ids.js';
import type { KnowledgeEntry } from '../../src/model/notice.js';
import type { Reading } from '../../src/model/reading.js';
import type { Ticket } from '../../src/model/ticket.js';
import type { Person, Room } from '../../src/model/town.js';
import type { OpenNotice } from '../../src/notices/receipt.js';
import type { Town } from '../../src/roster/town.js';
import type { Ask } from '../../src/store/asks.js';
import type { KeptMessage } from '../../src/store/messages.js';
import { ticket } from '../tickets/sample.js';
import { PLAIN } from '../support/said.js';

export const RULES = rulesOf(configSchema.parse({}));
export const NOW: Instant = parseIso('2021-12-06T10:00:00+08:00') ?? NaN;
export const MINUTE = 60_000;
const UNIT = unitId('m13');

export const ROOM: Room = { id: roomId('r13'), name: '第13微网格群', unit: UNIT, kind: 'residents' };
const person = (id: string, over: Partial<Person> = {}): Person => ({
  id: personId(id),
  name: id,
  household: null,
  roles: [],
  ...over,
});
export const WU = person('wu', { household: '14-302' });
export const LI = person('li', { household: '3-201' });
export const YAO = person('yao', { roles: [{ role: 'leader', unit: UNIT, department: null }] });

const TOWN: Town = {
  zone: 'Asia/Shanghai',
  units: new Map([
    [UNIT, { id: UNIT, name: '第13微网格', level: 'microgrid', kind: 'normal', parent: null, households: [] }],
  ]),
  rooms: new Map([[ROOM.id, ROOM]]),
  staff: new Map([[YAO.id, YAO]]),
};

export const reading = (act: Reading['act'], over: Partial<Reading> = {}): Reading => ({
  act,
  category: act === 'report' || act === 'request' ? 'facilities' : act === 'question' ? 'consult' : null,
  urgency: act === 'report' || act === 'request' || act === 'question' || act === 'suggestion' ? 'normal' : null,
  location: null,
  phones: [],
  people: null,
  time: null,
  items: [],
  confidence: 0.95,
  alternatives: [],
  ...over,
});

export const message = (text: string, over: Partial<KeptMessage> = {}): KeptMessage => ({
  seq: 100,
  source: { platform: platformId('test'), account: accountId('bot') },
  id: messageId('now'),
  at: NOW,
  room: ROOM.id,
  from: WU.id,
  ...PLAIN,
  text,
  act: null,
  recalledAt: null,
  ...over,
});

/** A matter with its talk: who said what how many minutes ago. */
export function matter(over: Partial<Ticket>, ...talk: readonly [Person, number, string][]): Matter {
  const number = over.number ?? 1;
  const lines = talk.map(([from, minutesAgo, text], index): MatterLine => ({
    id: messageId(`m${String(number)}-${String(index)}`),
    text,
    from: from.id,
    at: NOW - minutesAgo * MINUTE,
  }));
  const reporters = over.reporters ?? (talk[0] ? [talk[0][0].id] : [WU.id]);
  return { ticket: ticket({ unit: UNIT, ...over, number, reporters, messages: lines.map((l) => l.id) }), lines };
}

export const notice = (over: Partial<OpenNotice> = {}): OpenNotice => ({
  number: 3,
  text: '明天停水,收到请回复',
  sentAt: NOW - 30 * MINUTE,
  needsReceipt: true,
  deadline: null,
  ...over,
});

export const entry = (over: Partial<KnowledgeEntry> = {}): KnowledgeEntry => ({
  number: 1,
  question: '医保什么时候截止',
  answer: '2022年度城乡居民医保12月20日截止。',
  source: '镇社保所',
  validUntil: null,
  unit: null,
  ...over,
});

export const ask = (over: Partial<Ask> = {}): Ask => ({
  id: 1,
  kind: 'notice',
  room: ROOM.id,
  person: YAO.id,
  ref: '3',
  data: '{}',
  expiresAt: NOW + 60 * MINUTE,
  ...over,
});

interface Case extends Partial<Omit<Situation, 'message' | 'sender'>> {
  readonly from?: Person;
  readonly message?: Partial<KeptMessage>;
}

export function situation(text: string, { from = WU, message: said = {}, ...over }: Case = {}): Situation {
  const kept = message(text, { from: from.id, room: over.room === null ? null : ROOM.id, ...said });
  const lines = (over.matters ?? []).flatMap((m) => m.lines).sort((a, b) => a.at - b.at);
  return {
    now: NOW,
    rules: RULES,
    town: TOWN,
    message: kept,
    sender: from,
    room: ROOM,
    unit: UNIT,
    talk: lines.map((l) => ({
      message: message(l.text, { id: l.id, at: l.at, from: personId(l.from) }),
      byStaff: l.from === YAO.id,
    })),
    matters: [],
    quoted: null,
    notices: [],
    asks: [],
    knowledge: [],
    today: '2021-12-06',
    roomUnconfirmed: false,
    messageTime: isoTime(kept.at, 'Asia/Shanghai'),
    emptyReading: reading('chat'),
    askTakes: () => false,
    standsBy: false,
    introduced: false,
    ...over,
  };
}

export const meaning = (read: Reading, over: Partial<Meaning> = {}): Meaning => ({
  reading: read,
  alone: null,
  parts: [],
  command: { kind: 'none' },
  ...over,
});

/** What is decided, each as "kind:reason". */
export const decided = (read: Reading, s: Situation, over: Partial<Meaning> = {}): string[] =>
  decide(meaning(read, over), s).map(short);
export const short = (d: Decision): string => `${d.kind}:${d.reason}`;
