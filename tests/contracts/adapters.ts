/**
 * The promises of adapters/adapter.ts, kept by every platform: one suite, run against each adapter and its double over real
 * connections on loopback. A test that a platform has no use for is skipped, with the reason in its title.
 */
import { describe, expect, test } from 'vitest';
import type { MakeDouble } from '../support/platform-double.js';
import { systemClock } from '../../src/clock/clock.js';
import { suiteOf, traitsOf } from './adapters/bench.js';
import { connection } from './adapters/connection.js';
import { receiving } from './adapters/receiving.js';
import { sending } from './adapters/sending.js';

export async function adapterContract(name: string, make: MakeDouble): Promise<void> {
  const suite = suiteOf(make, await traitsOf(make));
  describe(`The ${name} adapter`, () => {
    receiving(suite);
    sending(suite);
    connection(suite);
    discretion(suite);
  });
}

/** Runs last: the log of all tests before it. */
function discretion({ connected, make, logged }: ReturnType<typeof suiteOf>): void {
  describe('Discretion', () => {
    connected('neither its health nor anything it ever logged tells a secret', async (b) => {
      const secrets = b.double.secrets ?? [];
      const told = [...logged, b.adapter.health().reason].join('\n');
      await b.adapter.stop();
      for (const secret of secrets) expect(told).not.toContain(secret);
      expect(told + b.adapter.health().reason).not.toMatch(/路灯|收到,已记为/);
    });
    test('its double has secrets to keep', async () => {
      const double = await make(systemClock);
      expect(double.secrets ?? []).not.toEqual([]);
      await double.stop();
    });
  });
}
