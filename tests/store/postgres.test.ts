import { inject } from 'vitest';
import { newDatabase } from '../support/postgres.js';
import { postgres } from '../../src/store/postgres.js';
import { storeContract } from './contract.js';

storeContract('PostgreSQL', async () => {
  const { server, template } = inject('postgres');
  const database = await newDatabase(server, template);
  return { dialect: () => postgres(database.url), remove: () => database.drop() };
});
