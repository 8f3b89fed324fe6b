import { type Browser, chromium } from 'playwright-core';

/** Debian's own Chromium, without a window. Whoever runs as root, as containers do, has no sandbox. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
