import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Tmux } from '../../support/tmux.js';

/** What a real terminal makes of it: `show.ts` beside this file is run in tmux, and its screen is read. */
const folder = mkdtempSync(join(tmpdir(), 'tracklistify-tmux-'));
const program = join(folder, 'show.mjs');
const tmux = new Tmux(folder);
const start = (view: string, columns: number, env?: Record<string, string>) =>
  tmux.start([program, view], columns, env);

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, 'show.ts')],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  });
});
afterEach(() => tmux.end());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the table in a terminal', () => {
  it.each([60, 80, 200])('has a line for each entry at %i columns: nothing wraps', async (columns) => {
    start('table', columns);
    const lines = (await tmux.screen(/^shown$/m)).split('\n');
    expect(lines.filter((line) => line !== '')).toHaveLength(2 + 2 + 7 + 1);
    expect(lines.find((line) => line.startsWith('2'))).toMatch(/5:12 {2}ヨアソビ.*62 % \?$/);
  });

  it('keeps columns in line after what terminals measure differently', async () => {
    start('table', 120);
    // In tmux 3.3 the heart of this title has one column, by the book it has two.
    const rows = (await tmux.screen(/^shown$/m)).split('\n');
    const header = rows.find((line) => line.startsWith('#'))!;
    const row = rows.find((line) => line.startsWith('3'))!;
    expect(row.slice(row.indexOf('Acapella') - 1)).toMatch(/^ Acapella/);
    // Characters of two columns count once in the text: three emoji and the heart's selector before the version.
    const wide = [...row.slice(0, row.indexOf('Acapella'))].length;
    expect(Math.abs(header.indexOf('Version') - wide)).toBeLessThanOrEqual(4);
  });

  it.each([
    ['TERM', 'dumb'],
    ['LANG', 'C'],
  ])('is drawn in ASCII with %s=%s', async (key, value) => {
    start('table', 80, { [key]: value });
    const text = await tmux.screen(/^shown$/m);
    expect(text).not.toMatch(/[─█▓░╵…]/);
    expect(text).toMatch(/^1=+x?2/m);
  });

  it('has colours, but none with NO_COLOR', async () => {
    start('table', 80);
    expect(await tmux.screen(/shown/, '-e')).toContain('\u001b[36m');
    tmux.end();
    start('table', 80, { NO_COLOR: '1' });
    expect(await tmux.screen(/shown/, '-e')).not.toContain('\u001b[');
  });
});

describe('the progress line in a terminal', () => {
  it.each([60, 80, 200])(
    'stays on one line of %i columns, under the warnings, and is gone before the result',
    async (columns) => {
      start('live', columns);
      const before = (await tmux.screen(/Listening 16:40 of 1:02:05.*0:27 left/)).split('\n');
      expect(before).toHaveLength(2);
      expect(before[0]).toBe('warning: The sound is damaged at 10:00.');
      expect(tmux.run('display-message', '-p', '#{cursor_flag}').trim()).toBe('0');
      tmux.run('send-keys', 'Enter');
      const after = (await tmux.screen(/^shown$/m)).split('\n');
      expect(after).toEqual(['warning: The sound is damaged at 10:00.', 'the result', 'shown']);
      expect(tmux.run('display-message', '-p', '#{cursor_flag}').trim()).toBe('1');
    },
  );

  it('leaves nothing behind when the terminal is narrowed while it is there', async () => {
    start('earlier live', 100);
    // What has scrolled away counts too.
    const whole = (until: RegExp): Promise<string> => tmux.screen(until, '-S', '-');
    await whole(/Listening 16:40 of 1:02:05.*mp3$/m);
    // Drawn again for each width, before the next one.
    const drawn = [/ left$/, /3 tracks$/, /1:02:05$/];
    for (const [i, columns] of [70, 45, 32].entries()) {
      tmux.run('resize-window', '-x', String(columns), '-y', '50');
      await whole(new RegExp(`^\\S +Listening.*${drawn[i]!.source}`, 'm'));
    }
    tmux.run('send-keys', 'Enter');
    const lines = (await whole(/^shown$/m)).split('\n').filter((line) => !/^(earlier)?$/.test(line));
    expect(lines).toEqual(['warning: The sound is damaged at', ' 10:00.', 'the result', 'shown']);
  });

  it.each([
    ['TERM', 'dumb'],
    ['CI', 'true'],
  ])('is left out with %s=%s', async (key, value) => {
    start('live', 80, { [key]: value });
    await tmux.screen(/warning/);
    tmux.run('send-keys', 'Enter');
    expect(await tmux.screen(/^shown$/m)).not.toContain('Listening');
  });
});

it('a broadcast leaves nothing behind when the terminal is narrowed while it is shown', async () => {
  start('earlier broadcast', 100);
  const whole = (until: RegExp): Promise<string> => tmux.screen(until, '-S', '-');
  await whole(/^Listening 1:39 {2}2 tracks {2}A Radio With Quite a Long Name$/m);
  for (const [columns, drawn] of [
    [60, /The First Song of the Ev…/],
    [40, /A Radio With…/],
  ] as const) {
    tmux.run('resize-window', '-x', String(columns), '-y', '50');
    await whole(drawn);
  }
  tmux.run('send-keys', 'Enter');
  const lines = (await whole(/^shown$/m)).split('\n').filter((line) => !/^(earlier)?$/.test(line));
  expect(lines).toEqual([expect.stringMatching(/^ {4}0:00 {2}Somebody - The….*97 %$/), 'the result', 'shown']);
});
