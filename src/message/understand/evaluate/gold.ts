/** Gold lines: single texts with labels, and transcripts with their labels beside them. */
import { z } from 'zod';
import type { ReadInput, SpeakerRole } from '../../../model/reading.js';
import { singleOf } from '../single.js';

export interface GoldLine {
  readonly id: string | null;
  readonly input: ReadInput;
  /** All text-valued (or null) fields of the gold line. */
  readonly labels: Readonly<Record<string, string | null>>;
  /** undefined: gold says nothing about the place. */
  readonly location: string | null | undefined;
  /** The gold ticket of a transcript's message. */
  readonly ticket: string | null;
  /** In a transcript: positions (among its lines) of what stands before, oldest first, and of what is quoted. */
  readonly before: readonly number[];
  readonly quoted: number | null;
}

const labelValue = z.union([z.string(), z.number().transform(String), z.boolean().transform(String), z.null()]);
const NOT_LABELS = new Set(['id', 'text', 'at', 'location', 'ticket']);

function labelsOf(row: Readonly<Record<string, unknown>>): Record<string, string | null> {
  const labels: Record<string, string | null> = {};
  for (const [field, raw] of Object.entries(row)) {
    const value = labelValue.safeParse(raw);
    if (!NOT_LABELS.has(field) && value.success) labels[field] = value.data;
  }
  return labels;
}

const locationSchema = z.object({ location: z.string().nullable() });

function locationOf(row: unknown): string | null | undefined {
  const parsed = locationSchema.safeParse(row);
  return parsed.success ? parsed.data.location : undefined;
}

/** A line of labelled JSONL; null when it has no text. */
export function goldOfSingle(row: unknown): GoldLine | null {
  const parsed = z.looseObject({ text: z.string() }).safeParse(row);
  if (!parsed.success) return null;
  const { input } = singleOf(row);
  return {
    id: null,
    input,
    labels: labelsOf(parsed.data),
    location: locationOf(row),
    ticket: null,
    before: [],
    quoted: null,
  };
}

const setupSchema = z.looseObject({
  type: z.literal('setup'),
  people: z.array(z.looseObject({ id: z.string(), roles: z.array(z.unknown()).default([]) })).default([]),
});
const messageSchema = z.looseObject({
  type: z.literal('message'),
  at: z.string(),
  id: z.string(),
  from: z.string(),
  room: z.string().nullish(),
  text: z.string().default(''),
  images: z.union([z.number(), z.array(z.unknown()).transform((list) => list.length)]).default(0),
  quote: z.string().nullish(),
});
const goldSchema = z.looseObject({
  id: z.string(),
  act: z.string(),
  ticket: z
    .union([z.string(), z.number().transform(String)])
    .nullable()
    .default(null),
});

interface Said {
  readonly position: number;
  readonly from: string;
  readonly instant: number;
  readonly text: string;
  readonly role: SpeakerRole;
}

const LOOK_BACK = 8;

type Message = z.output<typeof messageSchema>;
type Label = z.output<typeof goldSchema>;

function lineOf(
  message: Message,
  label: Label,
  own: Said,
  earlier: readonly Said[],
  quoted: Said | undefined,
): GoldLine {
  return {
    id: message.id,
    input: {
      text: message.text,
      at: message.at,
      role: own.role,
      images: message.images,
      quote: quoted === undefined ? null : { text: quoted.text, role: quoted.role },
      before: earlier.map((e) => ({
        text: e.text,
        role: e.role,
        sameSpeaker: e.from === own.from,
        agoMs: own.instant - e.instant,
      })),
    },
    labels: labelsOf(label),
    location: locationOf(label),
    ticket: label.ticket,
    before: earlier.map((e) => e.position),
    quoted: quoted?.position ?? null,
  };
}

function staffOf(setupLine: unknown): ReadonlySet<string> {
  const setup = setupSchema.safeParse(setupLine);
  return new Set(setup.success ? setup.data.people.filter((p) => p.roles.length > 0).map((p) => p.id) : []);
}

/** `transcript` and `gold`: parsed JSON lines of a tN/gN pair. Messages without gold are left out, of the talk before others too. */
export function goldOfTranscript(
  transcript: readonly unknown[],
  gold: readonly unknown[],
  instantOf: (at: string) => number,
): GoldLine[] {
  const staff = staffOf(transcript[0]);
  const rows = gold.flatMap((row) => goldSchema.safeParse(row).data ?? []);
  const labels = new Map(rows.map((row) => [row.id, row]));
  const rooms = new Map<string, Said[]>();
  const said = new Map<string, Said>();
  const lines: GoldLine[] = [];
  for (const event of transcript) {
    const message = messageSchema.safeParse(event).data;
    const label = labels.get(message?.id ?? '');
    if (message === undefined || label === undefined) continue;
    const { from, text } = message;
    const place = message.room ?? `private ${from}`;
    const room = rooms.get(place) ?? [];
    const role = staff.has(from) ? 'staff' : 'resident';
    const own: Said = { position: lines.length, from, instant: instantOf(message.at), text, role };
    lines.push(lineOf(message, label, own, room.slice(-LOOK_BACK), said.get(message.quote ?? '')));
    rooms.set(place, [...room, own]);
    said.set(message.id, own);
  }
  return lines;
}
