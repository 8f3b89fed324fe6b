import { expect, it } from 'vitest';
import { browserFor } from '../../src/cli/open-browser.js';

it.each([
  ['linux', 'xdg-open', []],
  ['freebsd', 'xdg-open', []],
  ['darwin', 'open', []],
  ['win32', 'rundll32', ['url.dll,FileProtocolHandler']],
] as const)('a page opens the browser of %s by %s, with the address as one word', (platform, program, first) => {
  const url = 'https://accounts.example/authorize?client_id=a&scope=b';
  expect(browserFor(url, platform)).toEqual({ program, args: [...first, url] });
});
