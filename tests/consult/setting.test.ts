import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadTaxonomy } from '../../src/message/understand/taxonomy.js';
import { checkLanguage } from '../../src/doctor/language.js';
import { systemPrompt } from '../../src/message/consult/prompt.js';
import { SOURCES } from '../boundaries/sources.js';
import {
  completion,
  labels,
  languageServer,
  said,
  type Behaviour,
  type LanguageServer,
} from '../support/language-server.js';
import { configWith } from '../support/play.js';
import { SHORT_SECONDS, townWithModel, eachWithServer } from './support.js';

let server: LanguageServer;
eachWithServer((made) => (server = made));

describe('The configuration', () => {
  test('nothing is configured: there is no model', async () => {
    expect(configWith().language).toMatchObject({
      url: null,
      model: null,
      when: 'unsure',
      unsureBelow: 0.7,
      timeoutSeconds: 4,
    });
    const town = await townWithModel({ url: null });
    await town.hear('m1', 'r3', 'li', '3号楼门口的路灯不亮了');
    expect(town.log()).not.toContain('language model');
  });

  test('an address without a model, and what is no address, are refused', () => {
    expect(() => configWith('language: { url: "https://host/v1" }')).toThrow(/there is an address but no model/);
    expect(() => configWith('language: { url: host, model: m }')).toThrow(/not an address/);
    expect(() => configWith('language: { url: "file:///etc", model: m }')).toThrow(/not an address/);
  });

  test('the client library is known by one file, which loads it when it is wanted', () => {
    const known = SOURCES.filter(({ imports }) => imports.some(({ from }) => from === 'openai'));
    expect(known.map(({ path }) => path)).toEqual(['src/message/consult/client.ts']);
    expect(known[0]?.imports.filter(({ from }) => from === 'openai').map(({ typesOnly }) => typesOnly)).toEqual([
      true,
      false,
    ]);
    expect(known[0]?.code).toContain("await import('openai')");
  });

  test('the prompt names every label of the taxonomy and has no gap left', () => {
    const taxonomy = loadTaxonomy();
    const prompt = systemPrompt(taxonomy);
    for (const { id } of [...taxonomy.acts, ...taxonomy.categories, ...taxonomy.urgencies])
      expect(prompt).toContain(`- ${id}(`);
    expect(prompt).not.toMatch(/\{\{|\}\}|undefined/);
    expect(prompt).toContain('JSON');
  });

  test('the commented default has every key', () => {
    const file = readFileSync('bot.config.yaml', 'utf8');
    for (const key of Object.keys(configWith().language)) expect(file).toMatch(new RegExp(`^  ${key}: `, 'm'));
  });
});

describe('weige doctor', () => {
  const language = (more: Readonly<Record<string, unknown>> = {}) =>
    configWith(
      JSON.stringify({ language: { url: server.url, model: 'qwen-test', timeoutSeconds: SHORT_SECONDS, ...more } }),
    ).language;
  const KEY = { WEIGE_LANGUAGE_KEY: 'sk-town' };

  test('says that there is none', async () => {
    expect(await checkLanguage(configWith().language, {})).toEqual([
      { level: 'ok', text: 'no language model; the embedded reader reads alone', remedy: null },
    ]);
  });

  test('asks it one invented question with the key', async () => {
    server.behave(labels(() => said()));
    expect(await checkLanguage(language({ timeoutSeconds: 5 }), KEY)).toEqual([
      { level: 'ok', text: 'qwen-test answers in the form asked for', remedy: null },
    ]);
    expect(server.received).toMatchObject([{ key: 'Bearer sk-town', messages: [{ id: '1' }] }]);
  });

  test('notes that no key is set', async () => {
    const found = await checkLanguage(language({ timeoutSeconds: 5 }), { WEIGE_LANGUAGE_KEY: ' ' });
    expect(found.map((f) => f.level)).toEqual(['ok', 'note']);
    expect(server.received[0]?.key).toBeNull();
  });

  const cases: readonly (readonly [string, Behaviour, RegExp, RegExp])[] = [
    ['the key is refused', { kind: 'status', status: 401 }, /refused the key \(HTTP 401\)/, /set WEIGE_LANGUAGE_KEY/],
    [
      'the address or model is wrong',
      { kind: 'status', status: 404 },
      /no such address or model/,
      /ends before \/chat\/completions/,
    ],
    ['it is too slow', { kind: 'never' }, /within the time-out/, /timeoutSeconds/],
    ['it falls silent', { kind: 'half' }, /within the time-out/, /timeoutSeconds/],
    ['it answers in prose', { kind: 'body', body: completion('好的') }, /not in the form/, /follows a schema/],
    ['it fails', { kind: 'status', status: 502 }, /server failed \(HTTP 502\)/, /look at the server/],
  ];
  test.each(cases)('says what to do when %s', async (_, behaviour, text, remedy) => {
    server.behave(behaviour);
    const [finding] = await checkLanguage(language(), KEY);
    expect(finding?.level).toBe('wrong');
    expect(finding?.text).toMatch(text);
    expect(finding?.remedy).toMatch(remedy);
    expect(JSON.stringify(finding)).not.toContain('sk-town');
  });

  test('says what to do when nobody is there, and when what is asked would go unencrypted over the net', async () => {
    await server.close();
    expect(await checkLanguage(language(), KEY)).toMatchObject([
      { level: 'wrong', remedy: expect.stringContaining('language.url') },
    ]);
    const open = await checkLanguage(language({ url: 'http://model.example/v1' }), KEY);
    expect(open.at(-1)?.text).toBe('the key and what is asked go unencrypted to model.example');
    server = await languageServer();
  });
});
