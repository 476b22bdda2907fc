/** Any program that takes signed JSON: a loudspeaker, an LED screen, a web page. */
import { statusVerdict } from './answer.js';
import { JSON_HEADERS, type Format } from './format.js';
import { hmacSha256 } from './sign.js';

const REMEDIES = {
  401: 'the receiver refuses the signature: give both sides the same secret and the right time',
  403: 'the receiver refuses the signature: give both sides the same secret and the right time',
  404: 'nothing takes it there: look at the address',
  413: 'the receiver takes no text as long as this',
};

export const generic: Format = {
  title: 'generic JSON',
  hosts: [],
  lacks: () => null,
  perMinute: 60,
  perSecond: null,
  most: null,
  // Each request carries the outbox row's number as its Idempotency-Key, by which the receiver knows a repeat.
  repeatable: true,
  wire: ({ id, account, unit, purpose, notice, text, at }, { url, secret }, now) => {
    const body = JSON.stringify({ id, outlet: account, unit, purpose, notice, text, at });
    const timestamp = String(Math.floor(now / 1000));
    const signature = secret === null ? null : `sha256=${hmacSha256(secret, `${timestamp}.${body}`, 'hex')}`;
    const headers = {
      ...JSON_HEADERS,
      'idempotency-key': String(id),
      'x-weige-timestamp': timestamp,
      ...(signature !== null && { 'x-weige-signature': signature }),
    };
    return { url, headers, body };
  },
  read: (answer) => statusVerdict(answer, REMEDIES) ?? { kind: 'shown' },
};
