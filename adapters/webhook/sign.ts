import { createHmac } from 'node:crypto';

export const hmacSha256 = (key: string, text: string, encoding: 'hex' | 'base64'): string =>
  createHmac('sha256', key).update(text).digest(encoding);
