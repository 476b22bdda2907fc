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

/** `transcript` and `gold`: parsed JSON lines of a tN/gN pair. Messages without gold are left out, of the talk before others too. */
export function goldOfTranscript(
  transcript: readonly unknown[],
  gold: readonly unknown[],
  instantOf: (at: string) => number,
): GoldLine[] {
  const setup = setupSchema.safeParse(transcript[0]);
  const staff = new Set(setup.success ? setup.data.people.filter((p) => p.roles.length > 0).map((p) => p.id) : []);
  const labels = new Map(
    gold.map((row) => goldSchema.safeParse(row)).flatMap((row) => (row.success ? [[row.data.id, row.data]] : [])),
  );
  const rooms = new Map<string, Said[]>();
  const said = new Map<string, Said>();
  const lines: GoldLine[] = [];
  for (const event of transcript) {
    const parsed = messageSchema.safeParse(event);
    const label = parsed.success ? labels.get(parsed.data.id) : undefined;
    if (!parsed.success || label === undefined) continue;
    const message = parsed.data;
    const place = message.room ?? `private ${message.from}`;
    const room = rooms.get(place) ?? [];
    const role: SpeakerRole = staff.has(message.from) ? 'staff' : 'resident';
    const own: Said = {
      position: lines.length,
      from: message.from,
      instant: instantOf(message.at),
      text: message.text,
      role,
    };
    const quoted = said.get(message.quote ?? '');
    const earlier = room.slice(-LOOK_BACK);
    lines.push({
      id: message.id,
      input: {
        text: message.text,
        at: message.at,
        role,
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
    });
    rooms.set(place, [...room, own]);
    said.set(message.id, own);
  }
  return lines;
}
