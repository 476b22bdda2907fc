/** The core's side of the seam, as the suite plays it: it keeps what comes, and may be slow or full. */
import type { Echo, Sink } from '../../../adapters/adapter.js';
import type { Incoming, IncomingMessage, Source } from '../../../src/model/event.js';
import type { Instant, MessageId, RoomId } from '../../../src/model/ids.js';

type OfOne<Event, Type> = Event extends { readonly type: infer Own }
  ? Type extends Own
    ? Omit<Event, 'type'> & { readonly type: Type }
    : never
  : never;
/** The event of one type, also where several share a shape. */
export type Of<Type extends Incoming['type']> = OfOne<Incoming, Type>;

export class RecordingSink implements Sink {
  /** Every call of receive, in order, kept or not. */
  readonly tried: Incoming[] = [];
  /** What was kept, in the order of its becoming durable. */
  readonly kept: Incoming[] = [];
  readonly echoes: { readonly echo: Echo; readonly at: Instant }[] = [];
  /** Set to reject everything, as a full disk does. */
  full = false;
  readonly #notes = new Map<string, string>();
  readonly #slow = new Map<RoomId, { readonly until: Promise<void>; readonly release: () => void }>();

  async receive(event: Incoming): Promise<void> {
    this.tried.push(event);
    if (this.full) throw new Error('the disk is full');
    if ('room' in event && event.room !== null) await this.#slow.get(event.room)?.until;
    this.kept.push(event);
  }
  async echoed(echo: Echo, at: Instant): Promise<void> {
    this.echoes.push({ echo, at });
  }
  async remembered(source: Source, key: string): Promise<string | null> {
    return this.#notes.get(noteKey(source, key)) ?? null;
  }
  async remember(source: Source, key: string, value: string): Promise<void> {
    this.#notes.set(noteKey(source, key), value);
  }

  /** What is said in the room is not durable before the returned function is called. */
  slow(room: RoomId): () => void {
    let end = () => {};
    const until = new Promise<void>((resolve) => (end = resolve));
    const release = () => {
      this.#slow.delete(room);
      end();
    };
    this.#slow.set(room, { until, release });
    return release;
  }
  releaseAll(): void {
    this.full = false;
    for (const { release } of this.#slow.values()) release();
  }

  of<Type extends Incoming['type']>(type: Type): Of<Type>[] {
    return this.kept.filter((event): event is Incoming & Of<Type> => event.type === type);
  }
  message(id: MessageId): IncomingMessage | undefined {
    return this.of('message').find((message) => message.id === id);
  }
  /** Texts of a room in the order kept; what came twice stands once. */
  talk(room: RoomId): string[] {
    const seen = new Set<MessageId>();
    return this.of('message')
      .filter((message) => message.room === room && !seen.has(message.id) && seen.add(message.id))
      .map((message) => message.text);
  }
}

const noteKey = ({ platform, account }: Source, key: string): string => JSON.stringify([platform, account, key]);
