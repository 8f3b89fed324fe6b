import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { parseTracklist } from '../../src/domain/schema.js';
import { wavBytes } from '../support/audio.js';
import { startBrowser } from '../support/browser.js';
import { runCli } from '../support/cli.js';
import { type OpenReview, startReview } from '../support/review.js';
import { crossfade, piece, RATE } from '../support/synth.js';

let cwd: string;
let browser: Browser;
const open: Page[] = [];

const run = (...args: string[]) => runCli(args, { cwd });
beforeAll(async () => {
  browser = await startBrowser();
  cwd = await mkdtemp(join(tmpdir(), 'tracklistify-review-page-'));
  await mkdir(join(cwd, 'music'));
  for (const seed of [1, 2]) {
    await writeFile(join(cwd, `music/Artist ${seed} - Song ${seed}.wav`), wavBytes(piece(seed, 40), RATE));
  }
  await writeFile(
    join(cwd, 'pier.wav'),
    wavBytes(
      crossfade(
        [1, 77, 2].map((seed) => piece(seed, 40)),
        8,
      ),
      RATE,
    ),
  );
  expect(await run('library', 'add', 'music')).toMatchObject({ code: 0 });
  expect(await run('pier.wav', '--providers', 'library', '-f', 'json')).toMatchObject({ code: 0 });
});
afterEach(() => Promise.all(open.splice(0).map((page) => page.close())));
afterAll(async () => {
  await browser?.close();
  await rm(cwd, { recursive: true, force: true });
});

async function look({ address }: OpenReview): Promise<Page> {
  const page = await browser.newPage();
  open.push(page);
  await page.goto(address);
  await page.locator('.app').waitFor();
  return page;
}
const inFile = async () =>
  parseTracklist(await readFile(join(cwd, 'pier.json'), 'utf8'), 'it').entries.map(({ track }) => track?.title ?? 'ID');
const shown = (page: Page) => page.locator('.entry .title').allTextContents();
const says = (page: Page) => page.locator('.said').textContent();
const FOUND = ['Song 1', 'ID - ID', 'Song 2'];

it('mends a tracklist from the keyboard alone, and loses nothing to a reload or a kill', async () => {
  const review = await startReview(cwd, ['pier.json']);
  const page = await look(review);
  expect(await shown(page)).toEqual(FOUND);

  // A wrong name is rejected, a right one accepted.
  await page.keyboard.press('r');
  await expect.poll(() => says(page)).toBe('Rejected: Artist 1 - Song 1');
  expect(await inFile()).toEqual(['ID', 'ID', 'Song 2']);
  await page.keyboard.press('End');
  await page.keyboard.press('a');
  await expect.poll(() => says(page)).toBe('Accepted: Artist 2 - Song 2');
  await expect.poll(() => page.locator('.entry').last().textContent()).toContain('checked');

  // An unknown gets a name that the library suggests, misspelt.
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('n');
  await page.getByRole('combobox').fill('sogn 2');
  await page.getByRole('option', { name: 'Artist 2 - Song 2' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => says(page)).toBe('Named: Artist 2 - Song 2');
  expect(await inFile()).toEqual(['ID', 'Song 2', 'Song 2']);

  await page.keyboard.press('z');
  await expect.poll(() => says(page)).toBe('Undone: at 0:35 there is ID - ID again');
  expect(await inFile()).toEqual(['ID', 'ID', 'Song 2']);
  const MENDED = ['ID - ID', 'ID - ID', 'Song 2'];
  await page.reload();
  await expect.poll(() => shown(page)).toEqual(MENDED);

  review.child.kill('SIGKILL');
  await review.end;
  await page.getByRole('alert').filter({ hasText: 'The program doesn’t answer' }).waitFor();
  const again = await look(await startReview(cwd, ['pier.json']));
  expect(await shown(again)).toEqual(MENDED);
  // What was said before goes on to be undone.
  for (const left of [MENDED, FOUND]) {
    await again.keyboard.press('z');
    await expect.poll(() => shown(again)).toEqual(left);
  }
});

it('shows in one window what is done in another, or in a terminal', async () => {
  const review = await startReview(cwd, ['pier.json']);
  const [one, other] = [await look(review), await look(review)];
  await one.keyboard.press('ArrowDown');
  await one.keyboard.press('n');
  await one.getByRole('combobox').fill('Ann - Sea');
  await one.keyboard.press('Enter');
  await expect.poll(() => shown(other)).toEqual(['Song 1', 'Sea', 'Song 2']);
  await expect.poll(() => says(other)).toContain('changed elsewhere');
  expect(await run('edit', 'pier.json', 'set', '2', 'Bob - Land')).toMatchObject({ code: 0 });
  for (const page of [one, other]) await expect.poll(() => shown(page)).toEqual(['Song 1', 'Land', 'Song 2']);
  for (const _ of [1, 2]) await other.keyboard.press('z');
  for (const page of [one, other]) await expect.poll(() => shown(page)).toEqual(FOUND);
});

it('plays the mix from anywhere, and the user’s own file beside it in time', async () => {
  const page = await look(await startReview(cwd, ['pier.json']));
  // The page's own players, as it makes them.
  await page.addInitScript(
    'const Made = Audio; players = []; Audio = function () { const one = new Made(); players.push(one); return one; }',
  );
  await page.reload();
  await page.locator('.app').waitFor();
  const players = () =>
    page.evaluate<Array<{ time: number; muted: boolean; paused: boolean; rate: number }>>(
      'players.map((one) => ({ time: one.currentTime, muted: one.muted, paused: one.paused, rate: one.playbackRate }))',
    );
  await page.keyboard.press('End');
  await page.keyboard.press('Space');
  await expect.poll(async () => (await players())[0]).toMatchObject({ paused: false, muted: false });
  await expect.poll(async () => (await players())[0]!.time).toBeGreaterThan(60);
  await page.keyboard.press('x');
  await expect.poll(() => says(page)).toBe('B: your own file');
  await expect
    .poll(async () => (await players()).map(({ muted, paused }) => [muted, paused]))
    .toEqual([
      [true, false],
      [false, false],
    ]);
  // Song 2 begins 64 seconds into the mix.
  await expect
    .poll(async () => {
      const [mix, own] = await players();
      return Math.abs(mix!.time - 64 - own!.time);
    })
    .toBeLessThan(0.2);
  await page.keyboard.press('x');
  await expect.poll(() => says(page)).toBe('A: the mix');
  expect((await players())[0]).toMatchObject({ muted: false, paused: false });
  await page.keyboard.press('Space');
  await expect.poll(async () => (await players()).map(({ paused }) => paused)).toEqual([true, true]);
});
