import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReviewState } from '../../src/web/review/contract.js';
import { startBrowser } from '../support/browser.js';
import { type Loopback, loopback } from '../support/loopback.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const built = (name: string): Buffer => readFileSync(resolve(import.meta.dirname, '../../dist/web', name));
const TYPES: Record<string, string> = { html: 'text/html', js: 'text/javascript', css: 'text/css' };

const state: ReviewState = {
  revision: '1',
  file: 'mix.json',
  tracklist: tracklistOf([trackEntry(0, 300, '<b>Bold</b>'), unknownEntry(300, 3725), trackEntry(3725, 3900, 'Last')]),
  waveform: null,
  audio: { missing: "The mix isn't there." },
  candidates: [[], [], []],
  canUndo: false,
  ids: false,
};

describe('the review page, in a browser', () => {
  let browser: Browser;
  let server: Loopback;

  beforeAll(async () => {
    browser = await startBrowser();
    server = await loopback(({ url }, response) => {
      if (url.endsWith('/api/mix')) return void response.end(JSON.stringify(state));
      const name = url.split('/').at(-1) || 'review.html';
      response.setHeader('content-type', TYPES[name.split('.').at(-1)!]!).end(built(name));
    });
  });
  afterAll(() => Promise.all([browser?.close(), server?.close()]));

  it('shows the entries, whatever is in their names', async () => {
    const page = await browser.newPage();
    await page.goto(`${server.url}/token/`);
    await page.getByRole('listitem').first().waitFor();
    expect(await page.getByRole('listitem').allInnerTexts()).toEqual([
      '0:00 Somebody - <b>Bold</b>',
      '5:00 ID - ID',
      '1:02:05 Somebody - Last',
    ]);
  });
});
