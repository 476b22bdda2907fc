import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseTranscript, readTranscript } from '../../src/replay/transcript.js';

const SETUP = {
  type: 'setup',
  units: [
    { id: 'hq', name: '虹桥镇', level: 'town', parent: null },
    { id: 'm13', name: '第13微网格', level: 'microgrid', parent: 'hq' },
  ],
  rooms: [{ id: 'r13', name: '第13微网格群', unit: 'm13', kind: 'residents' }],
  people: [{ id: 'wu', name: '武赛芬', household: '14-302' }],
};
const at = '2021-12-06T08:03:11+08:00';
const said = { type: 'message', at, id: 'm1', room: 'r13', from: 'wu', text: '路灯不亮了' };

const lines = (...all: unknown[]): string =>
  all.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
const problem = (...all: unknown[]): string => {
  try {
    parseTranscript(lines(...all), 'day.jsonl');
  } catch (error) {
    expect(error).toMatchObject({ name: 'InputError' });
    return error instanceof Error ? error.message : '';
  }
  throw new Error('it was taken');
};

describe('A transcript that is right', () => {
  test('gives the town and its events, times as moments', () => {
    const { setup, events } = parseTranscript(
      lines(
        SETUP,
        said,
        { type: 'message', at, id: 'm2', from: 'wu', private: true, text: '我的工单' },
        { type: 'join', at, room: 'r13', person: { id: 'zhao', name: '15-201赵敏' } },
        { type: 'leave', at, room: 'r13', person: 'zhao' },
        { type: 'rename', at, room: 'r13', name: '十三网' },
        { type: 'recall', at, message: 'm1' },
        { type: 'roomId', at, room: 'r13', newId: 'r13b' },
        { ...said, id: 'm3', room: 'r13b' },
        { type: 'offline', at, until: at },
        { type: 'until', at: '2021-12-06T23:59:00+08:00' },
      ),
      'day.jsonl',
    );
    expect(setup.timezone).toBe('Asia/Shanghai');
    expect(events).toHaveLength(10);
    expect(events[0]).toMatchObject({ at: Date.parse(at), images: 0, quote: null, mentions: [], private: false });
    expect(events[3]).toMatchObject({ person: { id: 'zhao', name: null } });
  });

  test('may have blank lines, Windows line ends and a byte order mark', () => {
    const text = `\uFEFF${JSON.stringify(SETUP)}\r\n\r\n${JSON.stringify(said)}\r\n`;
    expect(parseTranscript(text, 'day.jsonl').events).toHaveLength(1);
  });

  test('may have nothing but a town', () => {
    expect(parseTranscript(lines(SETUP), 'day.jsonl').events).toEqual([]);
  });
});

const setup = (over: Record<string, unknown>) => ({ ...SETUP, ...over });

describe('A transcript that is wrong says where, what and what to do', () => {
  test.each<[string, unknown[], RegExp]>([
    ['an empty file', [''], /^day\.jsonl: the transcript is empty; its first line/],
    ['no JSON in the first line', ['hello'], /^day\.jsonl:1: not JSON; each line is one JSON object$/],
    ['no JSON further down', [SETUP, said, '{"type":'], /^day\.jsonl:3: not JSON; each line/],
    ['a blank line before it, which counts', [SETUP, '', '{'], /^day\.jsonl:3: not JSON/],
    ['no town at its head', [said], /^day\.jsonl:1: the first line is not the setup; begin with/],
    ['null at its head', ['null'], /^day\.jsonl:1: the first line is not the setup; begin/],
    ['a town without units', [setup({ units: [] })], /^day\.jsonl:1: units: .+; /],
    [
      'a level nobody knows',
      [setup({ units: [{ id: 'x', name: 'x', level: 'street' }] })],
      /:1: units\.0\.level: .+; /,
    ],
    ['a key nobody knows', [setup({ unts: [] })], /:1: .*unts.*; /],
    [
      'a zone nobody knows',
      [setup({ timezone: 'Asia/Peking' })],
      /:1: no time zone "Asia\/Peking"; write "Asia\/Shanghai"/,
    ],
    ['a blank id', [setup({ rooms: [{ id: ' ', name: 'x', kind: 'staff' }] })], /:1: rooms\.0\.id: .+; /],
    ['an endless id', [setup({ people: [{ id: 'x'.repeat(300), name: 'x' }] })], /:1: people\.0\.id: .+; /],
    [
      'a parent that is not there',
      [setup({ units: [{ id: 'a', name: 'a', level: 'grid', parent: 'b' }], rooms: [], people: [] })],
      /:1: unit a names parent b, which is not among the units; the setup has a$/,
    ],
    [
      'a room of a unit that is not there',
      [setup({ rooms: [{ id: 'r', name: 'r', unit: 'x', kind: 'staff' }] })],
      /:1: room r names unit x, .+; the setup has hq, m13$/,
    ],
    [
      'a role in a unit that is not there',
      [setup({ people: [{ id: 'p', name: 'p', roles: [{ role: 'leader', unit: 'x' }] }] })],
      /:1: person p names unit x, .+; /,
    ],
    [
      'an answer for a unit that is not there',
      [setup({ knowledge: [{ question: '问', answer: '答', unit: 'x' }] })],
      /:1: the answer to "问" names unit x, .+; /,
    ],
    [
      'units in a circle',
      [
        setup({
          units: [
            ...SETUP.units,
            { id: 'a', name: 'a', level: 'grid', parent: 'b' },
            { id: 'b', name: 'b', level: 'grid', parent: 'a' },
          ],
        }),
      ],
      /:1: unit a lies below itself; /,
    ],
    [
      'one id for two units',
      [setup({ units: [...SETUP.units, SETUP.units[1]] })],
      /:1: unit "m13" stands twice; give each an id of its own/,
    ],
    ['one id for two rooms', [setup({ rooms: [SETUP.rooms[0], SETUP.rooms[0]] })], /:1: room "r13" stands twice; /],
    [
      'one id for two people',
      [setup({ people: [SETUP.people[0], SETUP.people[0]] })],
      /:1: person "wu" stands twice; /,
    ],
    ['a second town', [SETUP, SETUP], /^day\.jsonl:2: type: .+; /],
    ['an event nobody knows', [SETUP, { type: 'wave', at }], /^day\.jsonl:2: type: .+; /],
    ['an event that is a number', [SETUP, 5], /^day\.jsonl:2: .+; /],
    [
      'a time without offset',
      [SETUP, { ...said, at: '2021-12-06T08:03:11' }],
      /:2: at: not a time with offset: "2021-12-06T08:03:11"; write 2021-12-06T08:03:11\+08:00/,
    ],
    [
      'a message without a room',
      [SETUP, { ...said, room: undefined }],
      /:2: a message needs a room, or "private":true; /,
    ],
    ['a message from nobody', [SETUP, { ...said, from: undefined }], /:2: from: .+; /],
    ['a message from a blank', [SETUP, { ...said, from: ' ' }], /:2: from: an id is not blank; /],
    ['half an image', [SETUP, { ...said, images: 0.5 }], /:2: images: .+; /],
    ['a room nobody knows', [SETUP, { ...said, room: 'r99' }], /:2: unknown room "r99"; the setup has r13$/],
    [
      'time running backwards',
      [SETUP, said, { ...said, id: 'm2', at: '2021-12-06T08:03:10+08:00' }],
      /^day\.jsonl:3: its time lies before the line above; events stand in time order$/,
    ],
    [
      'an outage that ends before it begins',
      [SETUP, { type: 'offline', at, until: '2021-12-06T07:00:00+08:00' }],
      /^day\.jsonl:2: the outage ends before it begins; "until" lies after "at"$/,
    ],
  ])('%s', (_, all, message) => {
    expect(problem(...all)).toMatch(message);
    expect(problem(...all)).not.toContain('\n');
  });

  test('a file that cannot be read names the reason', () => {
    const folder = mkdtempSync(join(tmpdir(), 'transcript-'));
    try {
      const file = join(folder, 'day.jsonl');
      expect(() => readTranscript(file)).toThrow(`${file}: cannot read it (ENOENT); give the path of a transcript`);
      expect(() => readTranscript(folder)).toThrow('cannot read it (EISDIR)');
      writeFileSync(file, lines(SETUP, said));
      expect(readTranscript(file).events).toHaveLength(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
