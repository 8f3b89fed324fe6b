import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { edited } from '../../src/domain/editing.js';
import { trackLabel } from '../../src/domain/track.js';
import type { Entry } from '../../src/domain/tracklist.js';
import type { EditRequest, ReviewState } from '../../src/web/review/contract.js';
import { startBrowser } from '../support/browser.js';
import { HOSTILE_TITLES } from '../support/hostile-titles.js';
import { type Loopback, loopback } from '../support/loopback.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const built = (name: string): Buffer => readFileSync(resolve(import.meta.dirname, '../../dist/web', name));
const TYPES: Record<string, string> = { html: 'text/html', js: 'text/javascript', css: 'text/css' };
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

let state: ReviewState;
let asked: EditRequest[] = [];
let browser: Browser;
let server: Loopback;
const open: Page[] = [];

beforeAll(async () => {
  browser = await startBrowser();
  server = await loopback((request, response) => {
    const place = new URL(request.url, 'http://it').pathname.replace('/token/', '');
    const json = (value: unknown): void =>
      void response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    if (place === 'api/mix') return json(state);
    if (place === 'api/names') return json({ names: [{ name: 'Ann Other - Found', from: 'library' }] });
    if (place === 'api/events') {
      response.setHeader('content-type', 'text/event-stream').write(': here\n\n');
      return;
    }
    if (place === 'api/edit') {
      const edit = JSON.parse(request.body.toString()) as EditRequest;
      asked.push(edit);
      state = stateOf(edited(state.tracklist, edit.verb, edit.words).entries, Number(state.revision) + 1);
      return json(state);
    }
    const name = place || 'review.html';
    response.setHeader('content-security-policy', POLICY);
    response.setHeader('content-type', TYPES[name.split('.').at(-1)!]!).end(built(name));
  });
});
afterEach(() => Promise.all(open.splice(0).map((page) => page.close())));
afterAll(() => Promise.all([browser?.close(), server?.close()]));

function stateOf(entries: Entry[], revision = 1): ReviewState {
  return {
    revision: String(revision),
    file: 'mix.json',
    tracklist: tracklistOf(entries),
    waveform: null,
    audio: { missing: 'The mix isn’t there.' },
    candidates: entries.map((entry) =>
      [...(entry.track ? [entry.track] : []), ...entry.alternatives.map(({ track }) => track)].map((track) => ({
        name: trackLabel(track),
        confidence: 0.5,
        evidence: [`library: ${track.title}`],
        own: null,
        links: [{ name: 'Spotify', url: 'https://open.spotify.com/search/it' }],
      })),
    ),
    canUndo: revision > 1,
    ids: true,
  };
}

/** The page with these entries; `said` is what the browser complains about. */
async function opened(entries: Entry[], width = 1280): Promise<{ page: Page; said: string[] }> {
  state = stateOf(entries);
  asked = [];
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  open.push(page);
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  await page.goto(`${server.url}/token/`);
  await page.locator('.app').waitFor();
  return { page, said };
}

const PLAIN = () => [trackEntry(0, 100, 'One'), trackEntry(100, 200, 'Two'), unknownEntry(200, 300, { number: 417 })];

it('shows hostile names as text, at a phone’s width too, and complains of nothing', async () => {
  const entries = HOSTILE_TITLES.map((title, i) => {
    const track = { title, artists: [title], version: title, label: title };
    return trackEntry(i * 4, i * 4 + 5, title, { track, alternatives: [{ track, confidence: 0.2, evidence: [] }] });
  });
  const { page, said } = await opened(entries, 390);
  expect(await page.locator('.entry').count()).toBe(HOSTILE_TITLES.length);
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowDown');
  expect(await page.locator('.app script, .app img, .app iframe').count()).toBe(0);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  expect(said).toEqual([]);
});

it('has its entry in the focus, and goes through the list by the arrows', async () => {
  const { page } = await opened(PLAIN());
  const focused = () => page.evaluate<string>('document.activeElement.innerText');
  await expect.poll(focused).toContain('One');
  await page.keyboard.press('ArrowDown');
  await expect.poll(focused).toContain('Two');
  await page.keyboard.press('End');
  await expect.poll(focused).toContain('ID 0417');
  await page.keyboard.press('ArrowDown');
  await expect.poll(focused).toContain('ID 0417');
  expect(await page.locator('[aria-current=true]').count()).toBe(1);
});

it('sends what keys and buttons say, tells it, and stays on the entry', async () => {
  const { page } = await opened(PLAIN());
  const status = page.getByRole('status').first();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('r');
  await expect.poll(() => status.textContent()).toBe('Rejected: Somebody - Two');
  expect(await page.evaluate('document.activeElement.innerText')).toContain('ID - ID');
  await page.keyboard.press('ArrowUp');
  await page.getByRole('button', { name: 'Accept' }).click();
  await expect.poll(() => status.textContent()).toBe('Accepted: Somebody - One');
  expect(await page.evaluate('document.activeElement.className')).toBe('entry');
  expect(asked.map(({ verb, words }) => [verb, ...words])).toEqual([
    ['reject', '2'],
    ['accept', '1'],
  ]);
});

it('takes no key of its own while a name is typed, nor one with a modifier', async () => {
  const { page } = await opened(PLAIN());
  await page.keyboard.press('Control+d');
  await page.keyboard.press('n');
  const field = page.getByRole('combobox');
  await field.waitFor();
  await field.fill('dara');
  await page.keyboard.type(' d+z');
  expect(await field.inputValue()).toBe('dara d+z');
  await page.keyboard.press('Escape');
  await field.waitFor({ state: 'detached' });
  expect(asked).toEqual([]);
  expect(await page.evaluate('document.activeElement.className')).toBe('entry');
});

it('suggests names, takes one by the arrows, and names an ID in every mix unless told otherwise', async () => {
  const { page } = await opened(PLAIN());
  await page.keyboard.press('n');
  const field = page.getByRole('combobox');
  await field.fill('found');
  await page.getByRole('option', { name: 'Ann Other - Found' }).waitFor();
  await page.keyboard.press('ArrowDown');
  expect(await field.getAttribute('aria-activedescendant')).toBe(await page.getByRole('option').getAttribute('id'));
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.entry').first().textContent()).toContain('Found');
  await page.keyboard.press('End');
  await page.keyboard.press('n');
  await page.getByRole('checkbox', { name: 'In every mix in which ID 0417 is heard' }).uncheck();
  await field.fill('Bob - Mine');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.entry').last().textContent()).toContain('Mine');
  expect(asked.map(({ verb, words }) => [verb, ...words])).toEqual([
    ['set', '1', 'Ann Other - Found'],
    ['set', '3', 'Bob - Mine'],
  ]);
});

it('adds the first entry of an empty tracklist', async () => {
  const { page } = await opened([]);
  await page.getByText('No entry yet').waitFor();
  await page.keyboard.press('+');
  await page.getByRole('combobox').fill('Bob - First');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.entry').allInnerTexts()).toHaveLength(1);
});

it('lists every key, and says that there is no sound', async () => {
  const { page } = await opened(PLAIN());
  expect(await page.getByRole('button', { name: 'Play' }).isDisabled()).toBe(true);
  await page.getByText('The mix isn’t there.').waitFor();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keys' });
  for (const what of ['play or pause', 'accept the name', 'split it where the mix is', 'undo', 'A/B'])
    await help.getByText(what).first().waitFor();
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
});

it('calls what can be pressed by the words that it shows, so that they can be said to it', async () => {
  const track = { title: 'Three', artists: [] };
  const { page } = await opened([
    trackEntry(0, 100, 'One', { alternatives: [{ track, confidence: 0.2, evidence: [] }] }),
  ]);
  for (const one of state.candidates[0]!) one.own = { url: 'api/own', speed: 1, keepsPitch: false, trackTimeAtZero: 0 };
  await page.reload();
  await page.getByText('Take it').waitFor();
  await page.getByText('A/B with your file').first().waitFor();
  const buttons = await page.getByRole('region', { name: 'Entry 1' }).getByRole('button').all();
  expect(buttons.length).toBeGreaterThan(5);
  for (const button of buttons) {
    const hints = await button.locator('[aria-hidden]').allTextContents();
    const text = (await button.textContent())!;
    const shown = hints.reduce((left, hint) => left.replace(hint, ''), text).trim();
    await expect(button.getAttribute('aria-label')).resolves.toSatisfy(
      (label: string | null) => label === null || label.startsWith(shown),
    );
  }
});

it('leads elsewhere only in a window of its own that knows nothing of this one', async () => {
  const { page } = await opened(PLAIN());
  const links = await page.locator('a').evaluateAll((all) => all.map((link) => [link.target, link.rel, link.href]));
  expect(links).toEqual([['_blank', 'noopener noreferrer', 'https://open.spotify.com/search/it']]);
});
