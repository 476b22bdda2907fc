/** What the web chat asks of the core, answered from a few rooms and people that a test has named. */
import type { Console, Line, PersonView, RoomView } from '../../../adapters/web/console.js';
import type { Clock } from '../../../src/clock/clock.js';
import { personId, roomId, type MessageId, type PersonId, type RoomId } from '../../../src/model/ids.js';

const NOTHING_SAID = { lines: 0, last: null } as const;

export class WebTown implements Console {
  readonly zone = 'Asia/Shanghai';
  readonly #rooms = new Map<string, RoomView>();
  readonly #people = new Map<string, PersonView>();
  readonly #lines = new Map<MessageId, Line>();

  constructor(private readonly clock: Clock) {}

  putRoom(name: string, title: string): void {
    this.#rooms.set(name, {
      id: roomId(`web-room-${name}`),
      name: title,
      kind: 'residents',
      unit: null,
      ...NOTHING_SAID,
    });
  }
  putPerson(name: string, nickname: string): void {
    this.#people.set(name, {
      id: personId(`web-person-${name}`),
      name: nickname,
      household: null,
      roles: [],
      rooms: [],
    });
  }
  putLine(line: Pick<Line, 'id' | 'from' | 'room' | 'text'>): void {
    const none = { images: [], quote: null, replyTo: null, act: null, purpose: null, ticket: null, notice: null };
    this.#lines.set(line.id, { ...none, at: this.now(), fromName: '', recalled: false, ...line });
  }
  room(name: string): RoomId {
    return known(this.#rooms, name).id;
  }
  person(name: string): PersonId {
    return known(this.#people, name).id;
  }

  now = () => this.clock.now();
  townName = () => '云溪镇';
  rooms = () => Promise.resolve([...this.#rooms.values()]);
  privates = () => Promise.resolve([]);
  people = () => Promise.resolve([...this.#people.values()]);
  history = () => Promise.resolve([...this.#lines.values()]);
  line = (id: MessageId) => Promise.resolve(this.#lines.get(id) ?? null);
  tickets = () => Promise.resolve([]);
  ticket = () => Promise.resolve(null);
  notices = () => Promise.resolve([]);
  advance = () => Promise.resolve();
  play = () => {
    throw new Error('this town has no day to play');
  };
  onChange = () => () => undefined;
}

function known<Thing>(things: ReadonlyMap<string, Thing>, name: string): Thing {
  const thing = things.get(name);
  if (thing === undefined) throw new Error(`nobody named ${name}`);
  return thing;
}
