import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseTracklist } from '../../src/domain/schema.js';
import { wavBytes } from '../support/audio.js';
import { runCli } from '../support/cli.js';
import { crossfade, piece, RATE } from '../support/synth.js';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'tracklistify-edit-'));
  await mkdir(join(cwd, 'music'));
  await writeFile(join(cwd, 'music/Artist 1 - Song 1.wav'), wavBytes(piece(1, 40), RATE));
  const pieces = [1, 77].map((seed) => piece(seed, 40));
  await writeFile(join(cwd, 'pier.wav'), wavBytes(crossfade(pieces, 8), RATE));
  expect(await identify()).toMatchObject({ code: 0 });
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const run = (args: string[], env: Record<string, string> = {}) => runCli(args, { cwd, env });
const identify = () => run(['pier.wav', '--library', 'music', '--providers', 'library', '-f', 'json,txt']);
const read = async () =>
  parseTracklist(await readFile(join(cwd, 'pier.json'), 'utf8'), 'it').entries.map(
    ({ track, corrected }) => `${track?.title ?? 'ID'}${corrected ? ' (yours)' : ''}`,
  );
const text = () => readFile(join(cwd, 'pier.txt'), 'utf8');

it('stands in every file of the mix and in every later result, until it is undone', async () => {
  const set = await run(['edit', 'pier.json', 'set', '2', 'Ann - Sea (Dub)']);
  expect(set).toMatchObject({ code: 0, stderr: 'wrote pier.json\nwrote pier.txt\n' });
  expect(set.stdout).toMatch(/^- 2 {2}0:\d\d {2}ID - ID\n\+ 2 {2}0:\d\d {2}Ann - Sea \(Dub\) {2}\(yours\)\n$/);
  expect((await run(['edit', 'pier.json', 'accept', '1'])).code).toBe(0);
  await identify();
  expect(await read()).toEqual(['Song 1 (yours)', 'Sea (yours)']);
  expect(await text()).toContain('Ann - Sea (Dub)');
  expect((await run(['edit', 'pier.json', 'undo'])).stdout).toContain('+ 1  0:00  Artist 1 - Song 1\n');
  await run(['edit', 'pier.json', 'undo']);
  expect(await read()).toEqual(['Song 1', 'ID']);
  expect(await text()).not.toContain('Sea');
  const nothing = await run(['edit', 'pier.json', 'undo']);
  expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining('nothing to undo')]);
  await identify();
  expect(await read()).toEqual(['Song 1', 'ID']);
});

it('adds to what was changed by hand in the document', async () => {
  const document = JSON.parse(await readFile(join(cwd, 'pier.json'), 'utf8'));
  document.entries[1].track = { title: 'By hand', artists: ['Me'] };
  await writeFile(join(cwd, 'pier.json'), JSON.stringify(document));
  expect((await run(['edit', 'pier.json', 'title', 'Night'])).stdout).toBe('+ title: Night\n');
  expect(await read()).toEqual(['Song 1', 'By hand (yours)']);
  expect((await readdir(cwd)).sort()).toContain('pier.json');
  expect((await readdir(cwd)).filter((name) => name.startsWith('pier-'))).toEqual([]);
});

it('says beside what is left of a rejected name that it was rejected', async () => {
  const { stdout } = await run(['edit', 'pier.json', 'reject', '1']);
  expect(stdout).toBe('- 1  0:00  Artist 1 - Song 1\n+ 1  0:00  ID - ID  (you rejected Artist 1 - Song 1)\n');
});

it('undoes the last change alone, and not where that was changed again by hand', async () => {
  const byHand = async (entry: number, title: string) => {
    const document = JSON.parse(await readFile(join(cwd, 'pier.json'), 'utf8'));
    document.entries[entry].track.title = title;
    await writeFile(join(cwd, 'pier.json'), JSON.stringify(document));
  };
  await run(['edit', 'pier.json', 'set', '2', 'Ann - Sea']);
  await byHand(0, 'By hand');
  expect((await run(['edit', 'pier.json', 'undo'])).code).toBe(0);
  expect(await read()).toEqual(['By hand (yours)', 'ID']);
  await run(['edit', 'pier.json', 'set', '2', 'Ann - Sea']);
  await byHand(1, 'Lake');
  const undone = await run(['edit', 'pier.json', 'undo']);
  expect([undone.code, undone.stderr]).toEqual([
    2,
    expect.stringContaining("isn't as the last change of its mix left it"),
  ]);
  expect(await read()).toEqual(['By hand (yours)', 'Lake (yours)']);
});

it('opens it as lines in an editor, and keeps what it can’t understand', async () => {
  const editor = (script: string) => ({ EDITOR: `sed -i -e '${script}'`, TMPDIR: cwd });
  const changed = await run(['edit', 'pier.json'], editor('s/ID$/Ann - Sea/'));
  expect([changed.code, changed.stdout]).toEqual([0, expect.stringContaining('Ann - Sea  (yours)')]);
  expect(await read()).toEqual(['Song 1', 'Sea (yours)']);
  const nothing = await run(['edit', 'pier.json'], editor('s/nobody/x/'));
  expect([nothing.code, nothing.stderr]).toEqual([0, 'Nothing was changed.\n']);
  const emptied = await run(['edit', 'pier.json'], editor('d'));
  expect([emptied.code, emptied.stderr]).toEqual([2, expect.stringContaining('left an empty file')]);
  const wrong = await run(['edit', 'pier.json'], editor('s/0:00/later/'));
  expect(wrong.code).toBe(2);
  const kept = /what you wrote is in (.*\.txt)\./.exec(wrong.stderr)?.[1];
  expect(await readFile(kept!, 'utf8')).toContain('later');
  expect((await run(['edit', 'pier.json'], { EDITOR: 'false' })).stderr).toContain('nothing was changed');
  expect((await run(['edit', 'pier.json'])).stderr).toContain('name an editor by EDITOR');
  expect(await read()).toEqual(['Song 1', 'Sea (yours)']);
});

it('refuses what is no saved tracklist, and what has no place', async () => {
  expect((await run(['edit', 'pier.wav', 'accept', '1'])).code).toBe(3);
  expect((await run(['edit', '-', 'accept', '1'])).code).toBe(2);
  expect((await run(['edit', 'pier.json', 'accept', '7'])).stderr).toContain('There is no entry 7. The last one is: 2');
});
