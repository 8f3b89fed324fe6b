import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { html } from '../../src/exporters/html/html.js';
import { wavBytes } from '../support/audio.js';
import { startBrowser } from '../support/browser.js';
import { HOSTILE_TITLES } from '../support/hostile-titles.js';
import { tempFolder } from '../support/temp.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const LENGTH = 200;
const RATE = 8000;
/** Of the browser's own element, what is asked. */
type Audio = { readyState: number; currentTime: number };

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

const silence = (seconds: number): Buffer => Buffer.from(wavBytes(new Int16Array(seconds * RATE), RATE));

/** A page in a folder of its own, opened as a file; `said` is all that the browser complains about. */
async function opened(withMix: boolean): Promise<{ page: Page; said: string[] }> {
  const folder = join(await tempFolder(), 'Sets #1 100%');
  await mkdir(folder);
  const location = join(folder, 'My mix #1?.wav');
  if (withMix) await writeFile(location, silence(LENGTH));
  const entries = HOSTILE_TITLES.map((title, i) => {
    const track = { title, artists: [title], version: title, label: title };
    return trackEntry(i * 4, i * 4 + 4, title, { track, alternatives: [{ track, confidence: 0.2, evidence: [] }] });
  });
  const tracklist = tracklistOf([...entries, unknownEntry(192, LENGTH)], {
    source: { name: 'mix', kind: 'file', location, title: HOSTILE_TITLES[33]! },
  });
  const level = new Uint8Array(LENGTH * 2).fill(90);
  const sound = { start: 0, waveform: { perSecond: 2, low: level, mid: level, high: level } };
  const { files } = html.export(tracklist, { baseName: 'mix', folder, sound });
  const path = join(folder, files[0]!.name);
  await writeFile(path, files[0]!.content);
  const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('request', (request) => /^https?:/.test(request.url()) && said.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  return { page, said };
}

it('opens from a disk with hostile titles, complains of nothing and asks nobody', async () => {
  const { page, said } = await opened(true);
  await expect.poll(() => page.locator('audio').evaluate((audio: Audio) => audio.readyState)).toBeGreaterThan(0);
  expect(await page.locator('.entries > li').count()).toBe(HOSTILE_TITLES.length + 1);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  expect(said).toEqual([]);
  await page.close();
});

it('plays from an entry, from a place in the waveform, and by keys', async () => {
  const { page, said } = await opened(true);
  const at = () => page.locator('audio').evaluate((audio: Audio) => audio.currentTime);
  const until = (what: (time: number) => boolean) => expect.poll(at).toSatisfy(what);
  await page.locator('.time').nth(10).click();
  await until((time) => time >= 40 && time < 60);
  expect(await page.locator('[aria-current]').count()).toBe(1);
  await page.keyboard.press('ArrowRight');
  await until((time) => time >= 45 && time < 65);
  const box = (await page.locator('.wave').boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + 20);
  await until((time) => time >= 99 && time < 120);
  expect(said).toEqual([]);
  await page.close();
});

it('asks for the mix where it isn’t beside the page, and plays what is chosen', async () => {
  const { page } = await opened(false);
  const chooser = page.getByLabel(/put .*My mix #1\?\.wav.* beside this page, or choose it/);
  await chooser.waitFor();
  expect(await page.locator('.time').first().isDisabled()).toBe(true);
  await chooser.setInputFiles({ name: 'mine.wav', mimeType: 'audio/wav', buffer: silence(LENGTH) });
  await page.locator('.time').nth(5).click();
  await expect
    .poll(() => page.locator('audio').evaluate((audio: Audio) => audio.currentTime))
    .toBeGreaterThanOrEqual(20);
  await page.close();
});
