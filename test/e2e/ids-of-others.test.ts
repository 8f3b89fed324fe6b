import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Archive } from '../../src/archive/archive.js';
import { parseTracklist } from '../../src/domain/schema.js';
import type { Entry, Tracklist } from '../../src/domain/tracklist.js';
import { runCli } from '../support/cli.js';
import { tempFolder } from '../support/temp.js';
import { tracklistOf, unknownEntry } from '../support/tracklists.js';

const NOW = '2026-05-01T00:00:00.000Z';

/** Somebody with a data folder of their own, in which ID 1 and ID 2 are in one mix. */
async function owner(cwd: string, who: string, mix: string) {
  const archive = new Archive(join(cwd, who, 'tracklistify/archive'), () => Date.parse(NOW));
  const print = { engine: '0', seconds: 90, peaks: new Uint8Array(0) };
  for (const start of [0, 100])
    await archive.ids.add({ firstSeen: NOW, print, from: { mix: 'x', start, end: start + 90 } });
  const run = (...args: string[]) => runCli(args, { cwd, env: { XDG_DATA_HOME: join(cwd, who) } });
  const entries = [unknownEntry(0, 100, { number: 1 }), unknownEntry(100, 200, { number: 2 })];
  await archive.keep({ ...listOf(mix, cwd, entries), numbering: await archive.ids.makeNumbering() });
  expect(await run('archive', 'export', mix, '-f', 'json', '-o', who)).toMatchObject({ code: 0 });
  return { archive, run };
}
const listOf = (mix: string, cwd: string, entries: Entry[]): Tracklist =>
  tracklistOf(entries, {
    source: { name: `${mix}.mp3`, kind: 'file', location: join(cwd, `${mix}.mp3`), id: `sound of ${mix}` },
    duration: 200,
  });

it('takes no number of another archive for its own, whatever is done with the list that has it', async () => {
  const cwd = tempFolder();
  await mkdir(join(cwd, 'ann'));
  await mkdir(join(cwd, 'bob'));
  const [ann, bob] = [await owner(cwd, 'ann', 'pier'), await owner(cwd, 'bob', 'quay')];
  const text = (file: string): Promise<string> => readFile(join(cwd, file), 'utf8');
  const shown = async (file: string): Promise<unknown[]> => {
    const { entries, corrections = [] } = parseTracklist(await text(file), file);
    return [
      ...entries.map(({ track, number }) => [track?.title ?? 'ID', number].filter(Boolean).join(' ')),
      ...corrections.flatMap((one) => (one.kind === 'name' ? [one.number ?? 'here'] : [])),
    ];
  };
  const heardIn = async ({ run }: typeof ann, number: string): Promise<string[]> =>
    JSON.parse((await run('ids', 'show', number, '--json')).stdout).sightings.map(
      ({ mix }: { mix: { name: string } }) => mix.name,
    );
  expect((await ann.run('ids', 'name', '1', 'Ann - Sea')).code).toBe(0);
  expect(await shown('ann/pier.json')).toEqual(['Sea 1', 'ID 2', 1]);
  const theirs = await text('ann/pier.json');

  // Taken into the other archive, it says what it says, by no number.
  expect((await bob.run('archive', 'import', 'ann/pier.json')).code).toBe(0);
  expect([await heardIn(bob, '1'), await heardIn(bob, '2')]).toEqual([['quay.mp3'], ['quay.mp3']]);
  expect((await bob.run('ids', 'name', '1', 'Bob - Mine')).stdout).not.toContain('pier');
  expect(await text('ann/pier.json')).toBe(theirs);
  expect(await shown('bob/quay.json')).toEqual(['Mine 1', 'ID 2', 1]);

  // Nor where it is changed there: what was said in it stands, and nobody's number is renamed.
  const edited = await bob.run('edit', 'ann/pier.json', 'set', '2', 'Ann - Sky');
  expect(edited).toMatchObject({ code: 0, stderr: expect.not.stringContaining('ID 0002') });
  expect(await shown('ann/pier.json')).toEqual(['Sea', 'Sky', 'here', 'here']);
  expect((await bob.run('ids', 'name', '2', 'Bob - Yours')).stdout).not.toContain('pier');
  expect((await bob.run('ids', 'name', '1', 'ID')).stdout).not.toContain('pier');
  expect(await shown('ann/pier.json')).toEqual(['Sea', 'Sky', 'here', 'here']);
  expect((await bob.archive.read()).all.map(({ played }) => played.map(({ number }) => number))).toContainEqual([
    undefined,
    undefined,
  ]);

  // And the first archive is none the wiser: its own list has its numbers, and tells where they are in the file.
  expect(await heardIn(ann, '2')).toEqual(['pier.mp3']);
  expect((await ann.run('archive', 'import', 'bob/quay.json')).code).toBe(0);
  expect(await heardIn(ann, '2')).toEqual(['pier.mp3']);
});

it('has its own numbers for a mix that it knows itself, where the list of somebody else is changed', async () => {
  const cwd = tempFolder();
  await mkdir(join(cwd, 'ann'));
  await mkdir(join(cwd, 'bob'));
  await owner(cwd, 'ann', 'pier');
  const bob = await owner(cwd, 'bob', 'quay');
  const numbering = await bob.archive.ids.makeNumbering();
  const own = listOf('pier', cwd, [unknownEntry(0, 98, { number: 2 }), unknownEntry(100, 200)]);
  await bob.archive.keep({ ...own, numbering });
  const edited = await bob.run('edit', 'ann/pier.json', 'title', 'Night', '--json');
  const list = parseTracklist(edited.stdout, 'it');
  expect([list.numbering, ...list.entries.map(({ number }) => number)]).toEqual([numbering, 2, undefined]);
});
