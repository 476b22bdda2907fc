/** A real browser for the page. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const browserPath = BROWSERS.find((path) => existsSync(path)) ?? null;

/** Without a browser these tests say so and are skipped, but never on CI, where there must be one. */
export const noBrowser = browserPath === null && process.env['CI'] === undefined;

export function launch(): Promise<Browser> {
  if (browserPath === null) throw new Error('no Chromium: apt-get install -y chromium');
  return chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
}
