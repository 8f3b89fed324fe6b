import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

/** What a real terminal makes of it: `show.ts` beside this file is run in tmux, and its screen is read. */
const folder = mkdtempSync(join(tmpdir(), 'tracklistify-tmux-'));
const program = join(folder, 'show.mjs');
/** A server of its own for each terminal: one that is just ending would take the next one with it. */
let servers = 0;
const tmux = (...args: string[]) =>
  // Without -u tmux would replace what its own locale can't show.
  execFileSync('tmux', ['-u', '-S', join(folder, `${servers}`), '-f', '/dev/null', ...args], { encoding: 'utf8' });

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
afterEach(() => tmux('kill-server'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(view: string, columns: number, env: Record<string, string> = {}) {
  const all = { LANG: 'C.UTF-8', LC_ALL: '', CI: '', NO_COLOR: '', FORCE_COLOR: '', COLUMNS: '', ...env };
  const assignments = Object.entries(all).map(([key, value]) => (value ? `${key}=${value}` : `-u ${key}`));
  const unset = assignments.filter((a) => a.startsWith('-u')).join(' ');
  const set = assignments.filter((a) => !a.startsWith('-u')).join(' ');
  // Without echo, so that the key that ends the live view doesn't move the cursor; cat keeps the screen open.
  const command = `stty -echo; env ${unset} ${set} '${process.execPath}' '${program}' ${view}; cat`;
  servers++;
  tmux('new-session', '-d', '-x', String(columns), '-y', '50', command);
}

/** The screen once it shows what is waited for; the test's own time limit ends a wait in vain. */
async function screen(until: RegExp, ...flags: string[]): Promise<string> {
  for (;;) {
    const text = tmux('capture-pane', '-p', ...flags);
    if (until.test(text)) return text.trimEnd();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('the table in a terminal', () => {
  it.each([60, 80, 200])('has a line for each entry at %i columns: nothing wraps', async (columns) => {
    start('table', columns);
    const lines = (await screen(/^shown$/m)).split('\n');
    expect(lines.filter((line) => line !== '')).toHaveLength(2 + 2 + 7 + 1);
    expect(lines.find((line) => line.startsWith('2'))).toMatch(/5:12 {2}ヨアソビ.*62 % \?$/);
  });

  it('keeps columns in line after what terminals measure differently', async () => {
    start('table', 120);
    // In tmux 3.3 the heart of this title has one column, by the book it has two.
    const rows = (await screen(/^shown$/m)).split('\n');
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
    const text = await screen(/^shown$/m);
    expect(text).not.toMatch(/[─█▓░╵…]/);
    expect(text).toMatch(/^1=+x?2/m);
  });

  it('has colours, but none with NO_COLOR', async () => {
    start('table', 80);
    expect(await screen(/shown/, '-e')).toContain('\u001b[36m');
    tmux('kill-server');
    start('table', 80, { NO_COLOR: '1' });
    expect(await screen(/shown/, '-e')).not.toContain('\u001b[');
  });
});

describe('the progress line in a terminal', () => {
  it.each([60, 80, 200])(
    'stays on one line of %i columns, under the warnings, and is gone before the result',
    async (columns) => {
      start('live', columns);
      const before = (await screen(/Listening 16:40 of 1:02:05.*0:27 left/)).split('\n');
      expect(before).toHaveLength(2);
      expect(before[0]).toBe('warning: The sound is damaged at 10:00.');
      expect(tmux('display-message', '-p', '#{cursor_flag}').trim()).toBe('0');
      tmux('send-keys', 'Enter');
      const after = (await screen(/^shown$/m)).split('\n');
      expect(after).toEqual(['warning: The sound is damaged at 10:00.', 'the result', 'shown']);
      expect(tmux('display-message', '-p', '#{cursor_flag}').trim()).toBe('1');
    },
  );

  it.each([
    ['TERM', 'dumb'],
    ['CI', 'true'],
  ])('is left out with %s=%s', async (key, value) => {
    start('live', 80, { [key]: value });
    await screen(/warning/);
    tmux('send-keys', 'Enter');
    expect(await screen(/^shown$/m)).not.toContain('Listening');
  });
});
