/**
 * A day of a town, compressed: the bot's clock is virtual, sockets are real. Through WeChat over gRPC about 6,000 messages of
 * 60 rooms with morning, noon and evening peaks, reports and staff at work, two notices with receipts, digests in the
 * evening; the gateway is killed and started again four times. Through Telegram the same, smaller, its servers unreachable
 * four times. At each sixth hour, after a forced collection: memory, sockets and their listeners, emitters alive.
 *
 * npm run measure:platforms -- soak
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { child } from './child.js';
import { machine, print, table } from './machine.js';
import { livedSchema, type Lived } from './soak-words.js';
import type { Measured } from './town.js';

/** Rooms, and messages besides receipts and what staff say. */
const SIZES: Readonly<Record<Measured, readonly [number, number]>> = { wechat: [60, 4000], telegram: [20, 1200] };
const SHARE = Number(process.env['WEIGE_MEASURE_SHARE'] ?? 1);
const MOST_GROWTH = 1.15;

const ends: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const lookAt = ({ looks }: Lived, hour: number) => {
  const look = looks.find((one) => one.hour === hour);
  if (look === undefined) throw new Error(`nobody looked at hour ${hour}`);
  return look;
};

test.for<Measured>(['wechat', 'telegram'])(
  'a day through %s ends with no more held than its sixth hour',
  async (platform) => {
    const before = machine();
    const [rooms, messages] = SIZES[platform];
    const folder = mkdtempSync(join(tmpdir(), 'weige-soak-'));
    ends.push(() => rmSync(folder, { recursive: true, force: true }));
    const args = [platform, rooms, Math.round(messages * SHARE), folder].map(String);
    const life = await child('./soak.process.ts', args, { nodeArgs: ['--expose-gc'], env: { HOME: folder } });
    ends.push(() => life.kill());
    const lived = await life.ask({ order: 'live' }, livedSchema);
    const growth = lookAt(lived, 24).heapMb / lookAt(lived, 6).heapMb;
    print(`soak-${platform}`, { machine: before, loadAfter: machine().load, rooms, growth, ...lived });
    table(
      [platform, 'messages', 'heap MB', 'external MB', 'rss MB', 'sockets', 'listeners', 'emitters', 'signals'],
      lived.looks.map((look) => [
        `hour ${look.hour}`,
        look.messages,
        look.heapMb,
        look.externalMb,
        look.rssMb,
        look.sockets,
        look.listeners,
        look.emitters,
        look.signals,
      ]),
    );
    expect(lived.kept).toBe(lived.said);
    expect([lived.unhandled, lived.setAside]).toEqual([0, 0]);
    expect(lived.outages).toBe(4);
    expect(lived.warnings).toEqual([]);
    expect(growth).toBeLessThan(MOST_GROWTH);
    expect(lookAt(lived, 24).listeners).toBe(lookAt(lived, 6).listeners);
    expect(lookAt(lived, 24).sockets).toBe(lookAt(lived, 6).sockets);
  },
);
