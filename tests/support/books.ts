/** What must hold of any day, however it went. */
import { expect } from 'vitest';
import type { Played } from './play.js';

const twice = (keys: readonly string[]): string[] => keys.filter((key, i) => keys.indexOf(key) !== i);

const linesOf = (text: string) => text.split('\n').slice(1);
const idOf = (line: string): string | undefined =>
  line.startsWith('{"type":"message"') ? /"id":"([^"]+)"/.exec(line)?.[1] : undefined;

/** Every message was read once, tickets are numbered once, a message stands once in a ticket, nothing was said twice. */
export function sound(day: Played, transcript: string): void {
  const given = new Set(
    linesOf(transcript)
      .map(idOf)
      .filter((id) => id !== undefined),
  );
  const read = day.lines.flatMap((line) => (line.type === 'reading' ? [line.id] : []));
  expect([...read].sort()).toEqual([...given].sort());
  expect(twice(day.tickets.map((t) => String(t.number)))).toEqual([]);
  expect(day.tickets.map((t) => t.number)).toEqual(day.tickets.map((_, i) => i + 1));
  for (const { messages, reporters } of day.tickets) {
    expect(twice(messages)).toEqual([]);
    expect(twice(reporters)).toEqual([]);
    for (const id of messages) expect(given).toContain(id);
  }
  const said = day.sent.map((s) => JSON.stringify([s.room, s.person, s.text, s.replyTo]));
  expect(twice(said)).toEqual([]);
  const times = day.sent.map((s) => s.at);
  expect(times).toEqual([...times].sort());
}
