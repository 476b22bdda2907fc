import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { labels, languageServer, said, type LanguageServer } from '../support/language-server.js';
import { townWithModel, type TownWithModel, warmUp, WARM_UP_MS } from './support.js';

let server: LanguageServer;
beforeAll(warmUp, WARM_UP_MS);
beforeEach(async () => {
  server = await languageServer();
  server.behave(labels(() => said({ category: 'greenery' })));
});
afterEach(() => server.close());

const report = (town: TownWithModel, id: string) => town.hear(id, 'r3', 'li', `${id.slice(1)}号楼门口的路灯不亮了`);
const spentWords = (town: TownWithModel) => town.logged.filter(({ msg }) => msg.includes('budget of the day is spent'));

describe('The budget of a day', () => {
  test('spent requests: the embedded reader goes on alone, told once, until the day ends in the town', async () => {
    const town = await townWithModel({ url: server.url, language: { requestsPerDay: 2 }, at: '2026-04-21 23:00' });
    for (const id of ['m1', 'm2', 'm3', 'm4']) await report(town, id);
    expect(server.received).toHaveLength(2);
    expect(town.reading('m2').category).toBe('greenery');
    expect(town.reading('m3').category).not.toBe('greenery');
    expect(spentWords(town)).toHaveLength(1);
    await town.runTo('2026-04-21 23:59:59');
    await report(town, 'm5');
    expect(server.received).toHaveLength(2);
    await town.runTo('2026-04-22 00:00:01');
    await report(town, 'm6');
    expect(server.received).toHaveLength(3);
    expect(town.reading('m6').category).toBe('greenery');
  });

  test('a restart does not begin the day anew', async () => {
    const town = await townWithModel({ url: server.url, language: { requestsPerDay: 2 } });
    await report(town, 'm1');
    const again = await townWithModel({ url: server.url, language: { requestsPerDay: 2 }, store: town.store });
    await report(again, 'm2');
    await report(again, 'm3');
    expect(server.received).toHaveLength(2);
    const thirdTime = await townWithModel({ url: server.url, language: { requestsPerDay: 2 }, store: town.store });
    await report(thirdTime, 'm4');
    expect(server.received).toHaveLength(2);
    expect(await thirdTime.ticketOf('m4')).toMatchObject({ status: 'open' });
  });

  test('tokens are counted as the server says', async () => {
    const language = { tokensPerDay: 20_000 };
    server.behave(labels(() => said({ category: 'greenery' }), 15_000));
    const town = await townWithModel({ url: server.url, language });
    await report(town, 'm1');
    expect(server.received).toHaveLength(1);
    await report(town, 'm2');
    server.behave(labels(() => said(), 15_000));
    await report(town, 'm3');
    const asked = server.received.length;
    await report(town, 'm4');
    expect(server.received).toHaveLength(asked);
    expect(asked).toBeLessThanOrEqual(2);
  });

  test('a server that hides what it takes is counted by estimate, failures too', async () => {
    server.behave({ kind: 'status', status: 500 });
    const town = await townWithModel({
      url: server.url,
      language: { tokensPerDay: 9000 },
      breaker: { failures: 50, restMs: 60_000 },
    });
    for (let at = 1; at <= 8; at += 1) await report(town, `m${at}`);
    expect(server.received.length).toBeGreaterThan(0);
    expect(server.received.length).toBeLessThan(8);
    expect(spentWords(town)).toHaveLength(1);
  });

  test('a server that claims to have taken less than nothing gives nothing back', async () => {
    server.behave({ kind: 'body', body: '{"choices":[{"message":{"content":"{}"}}],"usage":{"total_tokens":-99999}}' });
    const town = await townWithModel({
      url: server.url,
      language: { tokensPerDay: 9000 },
      breaker: { failures: 50, restMs: 60_000 },
    });
    for (let at = 1; at <= 8; at += 1) await report(town, `m${at}`);
    expect(server.received.length).toBeLessThan(8);
  });
});
