import { createServer } from 'node:http';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createQueryId, sql, type KyselyPlugin, type RootOperationNode } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageRoot } from '../../src/config/paths.js';
import { ACTS, URGENCIES } from '../../src/model/reading.js';
import { LANES } from '../../src/model/speech.js';
import { LEVELS } from '../../src/model/town.js';
import { EXECUTORS } from '../../src/message/execute/index.js';
import { declareMetrics } from '../../src/operation/metrics.js';
import { serve } from '../../src/operation/server.js';
import { operationFigures } from '../../src/store/operation-figures.js';
import { openMemoryStore } from '../../src/store/open.js';
import { TIMERS } from '../../src/timers/index.js';
import { watchedTown, type Watched } from './support.js';

let town: Watched;
beforeEach(async () => {
  town = await watchedTown();
});
afterEach(async () => {
  await town.close();
});

/** The value of one line of /metrics, as it stands there. */
async function figure(line: string): Promise<string | null> {
  const { text } = await town.get('/metrics');
  const found = text.split('\n').find((one) => one.startsWith(`${line} `));
  return found?.slice(line.length + 1) ?? null;
}

describe('Whether the program lives and is ready', () => {
  test('it lives while it starts, works and stops; it is ready only while it works', async () => {
    const asked = async () => [(await town.get('/healthz')).status, (await town.get('/readyz')).status];
    expect(await asked()).toEqual([200, 503]);
    town.operation.started();
    expect(await asked()).toEqual([200, 200]);
    town.operation.stopping();
    expect(await asked()).toEqual([200, 503]);
    expect((await town.get('/readyz')).text).toContain('it is stopping');
  });

  test('a database that does not answer makes it unready; it lives on, and its own figures are still shown', async () => {
    town.operation.started();
    await town.say('r3', 'li', '3号楼门口的路灯不亮了');
    await town.store.close();
    const ready = await town.get('/readyz');
    expect(ready).toEqual({ status: 503, text: '{"ok":false,"reasons":["the database does not answer"]}\n' });
    expect((await town.get('/healthz')).status).toBe(200);
    expect(await figure('weige_database_up')).toBe('0');
    expect(await figure('weige_handled_total')).toBe('1');
    expect(await figure('weige_messages_waiting')).toMatch(/^nan$/i);
    expect(await figure('weige_open_tickets{level="grid",urgency="normal"}')).toBeNull();
    expect(await figure('process_resident_memory_bytes')).toMatch(/^\d+$/);
  });

  test('other paths are not there, and nothing can be changed', async () => {
    expect((await town.get('/')).status).toBe(404);
    expect((await town.get('/metrics', { method: 'POST' })).status).toBe(405);
    expect(await town.get('/healthz', { method: 'HEAD' })).toEqual({ status: 200, text: '' });
  });
});

describe('The figures', () => {
  test('follow a report from its arrival to its acknowledgement, and the ticket it became', async () => {
    town.operation.started();
    await town.say('r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的');
    await town.say('r3', 'wang', '早上好');
    expect(await figure('weige_received_total{account="line/one",result="kept"}')).toBe('2');
    expect(await figure('weige_intake_seconds_count')).toBe('2');
    expect(await figure('weige_handled_total')).toBe('2');
    expect(await figure('weige_lateness_seconds_count')).toBe('2');
    expect(await figure('weige_handling_seconds_count')).toBe('2');
    expect(await figure('weige_decisions_total{decision="open"}')).toBe('1');
    expect(await figure('weige_reading_confidence_count')).toBe('2');
    expect(await figure('weige_open_tickets{level="microgrid",urgency="normal"}')).toBe('1');
    expect(await figure('weige_account_up{account="line/one"}')).toBe('1');
    expect(await figure('weige_account_stopped{account="line/one"}')).toBe('0');
    town.clock.set(town.clock.now() + 30_000);
    await town.bot.wake();
    expect(await figure('weige_clock_lateness_seconds_count{kind="ticket-acknowledge"}')).toBe('1');
    expect(town.line.to('r3')).toHaveLength(1);
    const given = String(town.line.given.length);
    expect(await figure('weige_send_results_total{account="line/one",result="delivered"}')).toBe(given);
  });

  test('tell how long an emergency has waited to be sent', async () => {
    town.line.answer = () => ({ state: 'unready', reason: 'cut off', retryAfterMs: 1000 });
    await town.say('r5', 'yu', '楼道里好大一股煤气味,快来人啊');
    await town.bot.wake();
    town.clock.set(town.clock.now() + 90_000);
    expect(Number(await figure('weige_outbox_oldest_seconds{lane="emergency"}'))).toBeGreaterThanOrEqual(90);
    expect(Number(await figure('weige_outbox_texts{lane="emergency",state="queued"}'))).toBeGreaterThan(0);
    expect(await figure('weige_outbox_oldest_seconds{lane="digest"}')).toBe('0');
  });

  test('name nobody: every label takes its values from a closed list or the configuration', async () => {
    await town.say('r3', 'li', '3号楼门口的路灯不亮了,电话13800138000');
    town.clock.set(town.clock.now() + 4 * 3600_000);
    await town.bot.wake();
    const closed: Readonly<Record<string, readonly string[]>> = {
      account: ['line/one'],
      result: ['kept', 'refused', 'delivered', 'accepted', 'unready', 'stopped', 'unknown'],
      act: ACTS,
      decision: Object.keys(EXECUTORS),
      kind: TIMERS.map(({ kind }) => kind),
      lane: LANES,
      state: ['queued', 'sending'],
      level: LEVELS,
      urgency: URGENCIES,
    };
    const { text } = await town.get('/metrics');
    const ours = text.split('\n').filter((line) => line.startsWith('weige_'));
    const labels = ours.flatMap((line) =>
      [...line.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    );
    const open = labels.filter(([name, value]) => name !== 'le' && !closed[name ?? '']?.includes(value ?? ''));
    expect(labels.length).toBeGreaterThan(50);
    expect(open).toEqual([]);
  });

  test('are read from the database without going through a whole table', async () => {
    const store = await openMemoryStore();
    const asked: RootOperationNode[] = [];
    const watching: KyselyPlugin = {
      transformQuery: ({ node }) => {
        asked.push(node);
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    };
    await operationFigures(store.db.withPlugin(watching), 0);
    const steps: string[] = [];
    for (const node of asked) {
      const query = store.db.getExecutor().compileQuery(node, createQueryId());
      const filled = query.parameters.reduce<string>(
        (text, value) => text.replace('?', typeof value === 'string' ? `'${value}'` : String(value)),
        query.sql,
      );
      const { rows } = await sql<{ detail: string }>`explain query plan ${sql.raw(filled)}`.execute(store.db);
      steps.push(...rows.map(({ detail }) => detail));
    }
    await store.close();
    expect(asked.length).toBeGreaterThan(5);
    expect(steps.filter((step) => /^SCAN (messages|outbox|due)\b(?!.* INDEX messages_waiting$)/.test(step))).toEqual(
      [],
    );
    expect(steps.filter((step) => step.includes('tickets')).join()).toMatch(/USING (COVERING )?INDEX tickets_standing/);
  });
});

describe('The port', () => {
  const answers = {
    healthz: () => Promise.resolve({ ok: true, reasons: [] }),
    readyz: () => Promise.resolve({ ok: true, reasons: [] }),
    metrics: () => Promise.reject(new Error('a broken figure')),
    failed: () => undefined,
  };

  test('that somebody has is refused in one line, or the next is taken where processes share the configuration', async () => {
    const taken = createServer();
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const bound = taken.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    await expect(serve(answers, { host: '127.0.0.1', port, ports: 1 })).rejects.toThrow(
      `monitor.port: port ${String(port)} at 127.0.0.1 is in use; set another port, or null for none`,
    );
    const next = await serve(answers, { host: '127.0.0.1', port, ports: 9 });
    expect(Number(new URL(next.address).port)).toBeGreaterThan(port);
    await next.close();
    taken.close();
  });

  test('answers 500 when the figures cannot be shown, and goes on', async () => {
    const server = await serve(answers, { host: '127.0.0.1', port: 0, ports: 1 });
    expect((await fetch(`${server.address}/metrics`)).status).toBe(500);
    expect((await fetch(`${server.address}/healthz`)).status).toBe(200);
    await server.close();
  });
});

describe('What is written about the figures', () => {
  const read = (file: string) => readFileSync(join(packageRoot(), file), 'utf8');
  const exported = async () =>
    (await declareMetrics()).registry
      .getMetricsAsArray()
      .map(({ name }) => name)
      .filter((name) => name.startsWith('weige_'))
      .sort();

  test.each(['docs/operations.md', 'docs/operations.zh-CN.md'])(
    '%s lists each of them once, and no other',
    async (file) => {
      const listed = [...read(file).matchAll(/^\| `(weige_\w+)/gm)].map(([, name]) => name);
      expect([...listed].sort()).toEqual(await exported());
    },
  );

  test('each alert asks for figures that exist, and both pages say what to do at it', async () => {
    const rule = z.strictObject({
      alert: z.string(),
      expr: z.string(),
      for: z.string().optional(),
      labels: z.strictObject({ severity: z.enum(['warning', 'critical']) }),
      annotations: z.strictObject({ summary: z.string() }),
    });
    const { groups } = z
      .strictObject({ groups: z.array(z.strictObject({ name: z.string(), rules: z.array(rule) })) })
      .parse(parse(read('docs/deploy/alerts.yaml')));
    const rules = groups.flatMap((group) => group.rules);
    const names = await exported();
    const asked = rules.flatMap(({ expr }) => [...expr.matchAll(/weige_\w+/g)].map(([name]) => name));
    const known = (name: string) => names.includes(name) || names.includes(name.replace(/_(bucket|sum|count)$/, ''));
    expect(asked.filter((name) => !known(name))).toEqual([]);
    for (const file of ['docs/operations.md', 'docs/operations.zh-CN.md']) {
      const told = [...read(file).matchAll(/^\| `(Weige\w+)`/gm)].map(([, name]) => name);
      expect(told).toEqual(rules.map(({ alert }) => alert));
    }
  });
});
