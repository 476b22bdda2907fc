/** Connections to gateways, made by what is heavy to load. */
import type { Access } from './puppet.js';
import type { Gateway } from './wechaty.js';

export type { Gateway, Member } from './wechaty.js';

/** Loads wechaty and its gRPC client, which takes 0.7 s and 125 MB; then makes connections. */
export async function loadGateways(): Promise<(access: Access) => Gateway> {
  const { Gateway } = await import('./wechaty.js');
  return (access) => new Gateway(access);
}
