import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { logger } from '../../src/log.js';

test('a log line is one JSON object, and what people wrote, tokens and phones are withheld from it', () => {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const log = logger('info', sink);
  log.debug('not this');
  log.info({ message: { id: 'm1', text: '我家漏水', phones: ['13800000000'] }, token: 's3cr3t' }, 'kept');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'info',
    msg: 'kept',
    message: { id: 'm1', text: '[withheld]', phones: '[withheld]' },
    token: '[withheld]',
  });
});
