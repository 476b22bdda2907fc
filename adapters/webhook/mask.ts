/** Takes what is secret out of words that came from outside, and bounds them: a robot's address is its password. */
import type { Receiver } from './format.js';

const SHORTEST = 4;
const LONGEST = 200;

export function masking({ url, secret }: Receiver): (text: string) => string {
  const segments = url.pathname.split('/').filter((segment) => segment.length >= 16);
  const raw = url.search
    .slice(1)
    .split('&')
    .map((pair) => pair.slice(pair.indexOf('=') + 1));
  const secrets = [
    url.href,
    ...url.searchParams.values(),
    ...raw,
    ...segments,
    url.username,
    url.password,
    secret ?? '',
  ]
    .filter((each) => each.length >= SHORTEST)
    .sort((a, b) => b.length - a.length);
  return (text) =>
    Array.from(secrets.reduce((masked, each) => masked.replaceAll(each, '***'), text).replace(/\s+/g, ' '))
      .slice(0, LONGEST)
      .join('');
}
