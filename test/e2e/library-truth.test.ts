import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { synth, toInt16, writeWav } from '../support/audio.js';
import { runCli } from '../support/cli.js';
import { tempFolder } from '../support/temp.js';

const RATE = 11_025;
const tune = (seed: number): Int16Array => toInt16(synth(30, { seed, rate: RATE }));

/** Two tunes and a set of them in ~/Music, of which one lies in another folder too: quieter, and without a name. */
async function home() {
  const cwd = tempFolder();
  const [a, b, unknown] = [tune(1), tune(2), tune(3)] as const;
  await mkdir(join(cwd, 'Music/Sets'), { recursive: true });
  await mkdir(join(cwd, 'usb'));
  const wav = (path: string, ...parts: Int16Array[]) =>
    writeWav(join(cwd, path), Int16Array.from(parts.flatMap((part) => [...part])), RATE);
  await wav('Music/Ann - Amber.wav', a);
  await wav('Music/Bea - Birch.wav', b);
  await wav('Music/Sets/Live at the Dock.wav', a, b, unknown, tune(4));
  await wav(
    'usb/track 01.wav',
    a.map((v) => 0.4 * v),
  );
  await wav('mix.wav', a, b, unknown);
  return { cwd, run: (...args: string[]) => runCli(args, { cwd }) };
}

describe('a library that holds more than tracks', () => {
  it('names the tracks, says where else they are, and what else they are called', async () => {
    const { run, cwd } = await home();
    const added = await run('library', 'add', 'Music');
    expect(added).toMatchObject({ code: 0 });
    // Two minutes are no mix by their length: somebody has to say so.
    const marked = await run('library', 'mark', '--mix', 'Music/Sets');
    expect(marked).toMatchObject({ code: 0, stderr: '1 recording marked as mixes\n' });
    expect((await run('library', 'list', '--mixes')).stdout).toContain('Live at the Dock');

    const both = await run('mix.wav', '--no-files', '--json', '--library', 'usb', '--providers', 'library');
    const { entries } = JSON.parse(both.stdout);
    const rows = entries.map(
      (e: { track: { title: string } | null; alsoIn?: unknown[]; otherNames?: { title: string }[] }) => [
        e.track?.title ?? 'ID',
        e.otherNames?.map(({ title }) => title),
        e.alsoIn?.length,
      ],
    );
    expect(rows).toEqual([
      ['Amber', ['track 01'], 1],
      ['Birch', undefined, 1],
      ['ID', undefined, 1],
    ]);
    expect(entries[2].alsoIn[0]).toMatchObject({ track: { title: 'Live at the Dock' }, start: expect.closeTo(60, -1) });
    expect(entries[2].alternatives).toEqual([]);

    // A folder means that folder alone; what it made is told, and goes when that is wanted.
    const alone = JSON.parse((await run('mix.wav', '--no-files', '--json', '--library', 'usb')).stdout);
    expect(alone.entries.map((e: { track: { title: string } | null }) => e.track?.title)).toEqual([
      'track 01',
      undefined,
    ]);
    expect(JSON.parse((await run('library', 'list', '--of', 'usb', '--json')).stdout)).toHaveLength(1);
    expect(JSON.parse((await run('library', 'stats', '--json')).stdout)).toMatchObject({
      tracks: 3,
      mixes: 1,
      limited: [{ of: join(cwd, 'usb'), present: true, tracks: 1 }],
    });
    // Its print is taken over, with the folder gone from the list of what has to be heard.
    expect((await run('library', 'add', 'usb')).stderr).toContain('1 of them taken over from another index');
    await rm(join(cwd, 'usb'), { recursive: true });
    expect(await run('library', 'remove', '--of', 'usb')).toMatchObject({ code: 0 });
    expect(await run('library', 'list', '--of', 'usb')).toMatchObject({ code: 2, stdout: '' });
  });

  it('is limited to the files of a playlist, which are taken over from the library', async () => {
    const { run, cwd } = await home();
    await run('library', 'add', 'Music', '--exclude', 'Sets');
    expect(JSON.parse((await run('library', 'list', '--json')).stdout)).toHaveLength(2);
    await writeFile(join(cwd, 'night.m3u8'), '#EXTM3U\n#EXTINF:30,Bea - Birch\nMusic/Bea - Birch.wav\n');
    const found = await run('mix.wav', '--no-files', '--json', '--library', 'night.m3u8');
    const { entries } = JSON.parse(found.stdout);
    expect(entries.map((e: { track: { title: string } | null }) => e.track?.title ?? 'ID')).toEqual([
      'ID',
      'Birch',
      'ID',
    ]);
  });
});
