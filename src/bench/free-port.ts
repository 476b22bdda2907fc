/** Where a server of our own can listen: of the bench, or of a test. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * A port on the loopback that can be listened on now and again later. It is taken below the range
 * that systems give to outgoing connections and to port 0 (Linux from 32768, macOS and Windows from
 * 49152): a port from that range may be somebody's connection by the time it is opened.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(12_000, 32_000);
    if (await canListen(port)) return port;
  }
}

function canListen(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
  });
}
