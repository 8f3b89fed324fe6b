import { type Browser, chromium } from 'playwright-core';
import { toolAt } from './tools.js';

/** The first of these that is here: Debian's name, and those of machines that build other people's programs. */
const NAMES = ['chromium', 'google-chrome'];

/** The machine's own Chromium, without a window. Whoever runs as root, as containers do, has no sandbox. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = NAMES.map(toolAt).find((path) => path !== null);
  if (!executablePath) throw new Error(`There is none of ${NAMES.join(', ')}.`);
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
