/** One server for all tests of a project, and in it a database with the schema that others are copied from. */
import type { TestProject } from 'vitest/node';
import { openStore } from '../../src/store/open.js';
import { postgres } from '../../src/store/postgres.js';
import { newDatabase, postgresServer } from './postgres.js';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly postgres: { readonly server: string; readonly template: string };
  }
}

export default async function start(project: TestProject): Promise<() => Promise<void>> {
  const server = await postgresServer();
  const made = await newDatabase(server.url);
  const store = await openStore(await postgres(made.url));
  await store.close();
  project.provide('postgres', { server: server.url, template: new URL(made.url).pathname.slice(1) });
  return async () => {
    await made.drop();
    await server.stop();
  };
}
