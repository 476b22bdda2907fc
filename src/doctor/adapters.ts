/** The accounts as configured: each platform says what is wrong with its own. */
import type { Config } from '../config/schema.js';
import { wrong, type Finding } from './finding.js';

type Account = Config['adapters'][number];

export type CheckAccount = (account: Account) => Promise<Finding[]>;

/** A check that fails tells so and hides none of the others. */
export async function checkAdapters(accounts: readonly Account[], check: CheckAccount): Promise<Finding[]> {
  if (accounts.length === 0) return [wrong('no chat account is configured', 'add one under adapters')];
  const findings: Finding[] = [];
  for (const account of accounts) findings.push(...(await check(account)));
  return findings;
}
