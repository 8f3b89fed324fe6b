import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { Archive } from '../../src/archive/archive.js';
import { parseTracklist } from '../../src/domain/schema.js';
import type { Entry } from '../../src/domain/tracklist.js';
import { runCli } from '../support/cli.js';
import { tempFolder } from '../support/temp.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

let cwd: string;
let archive: Archive;
beforeEach(() => {
  cwd = tempFolder();
  archive = new Archive(join(cwd, 'tracklistify/archive'), () => Date.parse('2026-05-01T00:00:00Z'));
});

const run = (...args: string[]) => runCli(args, { cwd });
const ids = (...args: string[]) => run('ids', ...args);

/** IDs 1 to 3 with the same print, and mixes that are in the archive and in files, as runs leave them. */
async function kept(mixes: Record<string, Entry[]>): Promise<void> {
  for (const mix of ['pier', 'quay', 'roof']) {
    const print = { engine: '0', seconds: 90, peaks: new Uint8Array(0) };
    await archive.ids.add({ firstSeen: '2026-05-01T00:00:00Z', print, from: { mix, start: 0, end: 90 } });
  }
  const numbering = await archive.ids.makeNumbering();
  await mkdir(join(cwd, 'saved'));
  for (const [name, entries] of Object.entries(mixes)) {
    const source = { name: `${name}.mp3`, kind: 'file', location: join(cwd, `${name}.mp3`), id: `sound of ${name}` };
    const createdAt = `2026-05-0${Object.keys(mixes).indexOf(name) + 1}T00:00:00Z`;
    await writeFile(
      join(cwd, `saved/${name}.json`),
      JSON.stringify(tracklistOf(entries, { source, createdAt, duration: 400, numbering })),
    );
  }
  const saved = Object.keys(mixes).map((name) => `saved/${name}.json`);
  expect(await run('archive', 'import', ...saved)).toMatchObject({ code: 0 });
  expect(await run('export', ...saved, '-f', 'json,csv', '-o', 'out')).toMatchObject({ code: 0 });
}
const twoMixes = () =>
  kept({
    pier: [trackEntry(0, 100, 'One'), unknownEntry(100, 200, { number: 1 }), unknownEntry(200, 300, { number: 2 })],
    quay: [unknownEntry(0, 150, { number: 1 }), unknownEntry(150, 300, { number: 3 })],
  });

const text = (file: string): Promise<string> => readFile(join(cwd, file), 'utf8');
const titles = async (name: string): Promise<string[]> =>
  parseTracklist(await text(`out/${name}.json`), 'it').entries.map(({ track, number }) =>
    [track?.title ?? 'ID', number].filter(Boolean).join(' '),
  );

it('lists what nobody could name, the most often heard first', async () => {
  await twoMixes();
  const list = await ids('list');
  expect(list.stdout.split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
    'ID Mixes Times Longest First Last',
    '─────── ───── ───── ─────── ────────── ──────────',
    'ID 0001 2 2 2:30 2026-05-01 2026-05-02',
    'ID 0002 1 1 1:40 2026-05-01 2026-05-01',
    'ID 0003 1 1 2:30 2026-05-02 2026-05-02',
    '',
  ]);
  expect(JSON.parse((await ids('list', '--json')).stdout)[0]).toMatchObject({ number: 1, mixes: 2, name: null });
  expect((await ids('list', '--named')).stderr).toContain('No ID has a name yet');
  expect(await ids('list', '--named', '--unnamed')).toMatchObject({ code: 2 });
});

it('names an ID in every list, says what was done in each, and takes the name back', async () => {
  await twoMixes();
  const tried = await ids('name', '1', 'Ann - Sea (Dub)', '--dry-run');
  expect(tried).toMatchObject({ code: 0, stderr: '' });
  expect(tried.stdout).toMatch(
    /^quay\.mp3 \(.*\): 0:00 would be Ann - Sea \(Dub\)\npier\.mp3 \(.*\): 1:40 would be Ann/,
  );
  expect([await titles('quay'), (await ids('list', '--named')).stdout]).toEqual([['ID 1', 'ID 3'], '']);
  const named = await ids('name', 'ID 0001', 'Ann', '-', 'Sea (Dub)');
  expect(named).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /^quay\.mp3 \([0-9a-f]{8}\): 0:00 is Ann - Sea \(Dub\) now\npier\.mp3 \(.*\): 1:40 is Ann/,
    ),
    stderr: 'wrote out/quay.json\nwrote out/quay.csv\nwrote out/pier.json\nwrote out/pier.csv\n',
  });
  expect([await titles('pier'), await titles('quay')]).toEqual([
    ['One', 'Sea 1', 'ID 2'],
    ['Sea 1', 'ID 3'],
  ]);
  expect(await text('out/quay.csv')).toContain('Ann,Sea,Dub');
  expect((await ids('list')).stdout).toContain('Ann - Sea (Dub)');
  // Once more: nothing is left to do, and nothing is written.
  const again = await ids('name', '1', 'Ann - Sea (Dub)');
  expect([again.code, again.stdout.match(/says so already/g)?.length, again.stderr]).toEqual([0, 2, '']);
  // What a person has called it in one of them stays.
  expect(await run('edit', 'out/quay.json', 'set', '1', 'Bob - Mine')).toMatchObject({ code: 0 });
  const back = await ids('name', '0001', 'ID');
  expect(back.stdout).toContain('quay');
  expect(back.stdout).toMatch(/stays Bob - Mine, as you called it there/);
  expect([await titles('pier'), await titles('quay')]).toEqual([
    ['One', 'ID 1', 'ID 2'],
    ['Mine 1', 'ID 3'],
  ]);
  expect((await ids('list')).stdout).not.toContain('Sea');
});

it('leaves a file alone that somebody has changed, says so in a line, and goes on with the rest', async () => {
  await twoMixes();
  const byHand = (await text('out/quay.json')).replace('"duration"', '"duration" ');
  await writeFile(join(cwd, 'out/quay.json'), byHand);
  await writeFile(join(cwd, 'out/pier.csv'), 'mine');
  const { code, stderr } = await ids('name', '1', "Ann - It's Sea");
  expect(code).toBe(0);
  expect(stderr).toContain(
    `out/quay.json was changed by hand, so it stays. To say it there: tracklistify edit out/quay.json set 0:00 'Ann - It'\\''s Sea'\n`,
  );
  expect(stderr).toMatch(
    /out\/pier\.csv was changed by hand, so it stays\. For a new one beside it: tracklistify archive export [0-9a-f]{8} -f csv -o out\n/,
  );
  expect([await text('out/quay.json'), await text('out/pier.csv')]).toEqual([byHand, 'mine']);
  expect(await titles('pier')).toEqual(['One', "It's Sea 1", 'ID 2']);
  expect(await text('out/quay.csv')).toContain("It's Sea");
});

it('goes on where it was interrupted', async () => {
  await twoMixes();
  // As a kill leaves it after the number has its name, and before any list has.
  await archive.ids.change(1, (id) => ({ ...id, name: { title: 'Sea', artists: ['Ann'] } }));
  expect((await ids('list')).stderr).toContain('not every list has the name yet');
  const shown = await ids('show', '1');
  expect(shown.stderr).toContain("To go on: tracklistify ids name 1 'Ann - Sea'");
  await ids('name', '1', 'Ann - Sea');
  expect([await titles('pier'), await titles('quay')]).toEqual([
    ['One', 'Sea 1', 'ID 2'],
    ['Sea 1', 'ID 3'],
  ]);
  expect((await ids('list')).stderr).toBe('');
});

it('tells whoever names one in one mix how to name it in the others', async () => {
  await twoMixes();
  const first = await run('edit', 'out/quay.json', 'set', '1', 'Ann - Sea');
  expect(first.stderr).toContain(
    "ID 0001 was heard in 1 other mix. To name it there, too: tracklistify ids name 1 'Ann - Sea'\n",
  );
  expect((await run('edit', 'out/quay.json', 'set', '2', 'Ann - Sky')).stderr).not.toContain('other mix');
  expect((await ids('name', '1', 'Ann - Sea')).stdout).toMatch(/^quay\.mp3 .*: says so already\npier\.mp3 .*1:40 is/);
});

it('shows where an ID was heard, and what it may be', async () => {
  const doubt = (title: string, identifier: string) => ({
    track: { title, artists: ['Bob'] },
    confidence: 0.3,
    evidence: [{ identifier, mixTime: 0, mixDuration: 10, score: 0.3 }],
  });
  await kept({
    pier: [unknownEntry(0, 100, { number: 1, alternatives: [doubt('Maybe', 'shazam')] })],
    quay: [
      unknownEntry(30, 100, { number: 1, alternatives: [doubt('Other', 'acrcloud'), doubt('Maybe', 'acrcloud')] }),
    ],
  });
  const { stdout, stderr } = await ids('show', 'id0001');
  expect(stdout.replaceAll(/ +/g, ' ')).toMatch(
    /^ID 0001 heard in 2 mixes\n\nMix At Until Day Number\n.*\nquay.mp3 0:30 1:40 .*\npier.mp3 0:00 1:40 .*\n\nIt may be:\nTrack Sure Times By\n.*\nBob - Maybe 30 % \?\? 2 acrcloud, shazam\nBob - Other 30 % \?\? 1 acrcloud\n$/,
  );
  expect(stderr).toContain('tracklistify ids name 1 "Artist - Title (Version)"');
  expect(JSON.parse((await ids('show', '1', '--json')).stdout)).toMatchObject({
    sightings: [{ start: 30 }, { start: 0 }],
    candidates: [{ label: 'Bob - Maybe', times: 2 }, { label: 'Bob - Other' }],
  });
});

it('lets one number stand for two, and one be forgotten', async () => {
  await twoMixes();
  await ids('name', '3', 'Ann - Sea');
  const merged = await ids('merge', '3', '1');
  expect([merged.code, merged.stderr]).toEqual([0, expect.stringContaining('ID 0001 stands for both')]);
  expect([await titles('pier'), await titles('quay')]).toEqual([
    ['One', 'Sea 1', 'ID 2'],
    ['Sea 1', 'Sea 1'],
  ]);
  expect((await ids('show', '3')).stderr).toContain('ID 0003 was merged into ID 0001, which is meant.');
  expect((await ids('merge', '3', '1')).stdout).toMatch(/(says so already\n.*){2}/);
  await ids('name', '2', 'Bob - Sky');
  expect(await ids('merge', '1', '2')).toMatchObject({ code: 2, stderr: expect.stringContaining('ids name 2 ID') });
  await ids('name', '2', 'ID');
  expect(await ids('forget', '2')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^pier\.mp3 \(.*\): an unknown without a number from now on\n$/),
  });
  expect(await ids('clip', '2')).toMatchObject({ code: 3, stderr: expect.stringContaining('ids forget --undo 2') });
  expect(await titles('pier')).toEqual(['One', 'Sea 1', 'ID']);
  expect((await ids('list')).stdout).not.toContain('ID 0002');
  expect(await ids('name', '2', 'Bob - Sky')).toMatchObject({ code: 2, stderr: expect.stringContaining('--undo 2') });
  expect(await ids('forget', '--undo', '2')).toMatchObject({ code: 0 });
  expect((await ids('list', '--all')).stdout).toContain('ID 0002');
});

it('says in a sentence what is wrong with what was typed', async () => {
  const errorOf = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await ids(...args);
    expect([code, stdout]).toEqual([2, '']);
    return stderr;
  };
  expect(await errorOf('show', '7')).toContain('There is no ID 0007, and no other ID: unknowns get numbers when');
  expect((await ids('list')).stderr).toContain('There is no ID yet');
  await twoMixes();
  expect(await errorOf('show', '7')).toContain('"tracklistify ids list" shows those there are.');
  expect(await errorOf('show', 'sea')).toContain('"sea" is no number of an ID: write it as 417 or "ID 0417".');
  expect(await errorOf('name', '1')).toContain('Say what it is: tracklistify ids name 1');
  expect(await errorOf('name', '1', '')).toContain('Say what it is');
  expect(await errorOf('name', '1', '2')).toContain('tracklistify ids merge 1 2');
  expect(await errorOf('name', '1', '--as', 'nowhere.flac')).toContain('Your library has nothing that "nowhere.flac"');
  expect(await errorOf('name', '1', 'Ann - Sea', '--as', 'x')).toContain('one of them');
  expect(await errorOf('merge', '1', '1')).toContain('name two IDs');
});
