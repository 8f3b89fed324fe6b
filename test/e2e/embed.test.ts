import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { encode, synth, testFfmpeg, toInt16, writeWav } from '../support/audio.js';
import { runCli } from '../support/cli.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

let cwd: string;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'embed-'));
  await writeWav(join(cwd, 'mix.wav'), toInt16(synth(30)), 44_100);
  await encode(await testFfmpeg(), join(cwd, 'mix.wav'), join(cwd, 'mix.mp3'), ['-b:a', '64k']);
  save('mix.json', 'mix.mp3');
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

function save(name: string, location: string, duration = 30): void {
  const entries = [trackEntry(0, 12, 'Harbour Glass'), unknownEntry(12, 20), trackEntry(20, 30, 'Slow Orbit')];
  const source = { name: 'mix.mp3', kind: 'file', location, title: 'Night' };
  writeFileSync(join(cwd, name), JSON.stringify(tracklistOf(entries, { source, duration })));
}
const run = (line: string) => runCli(['embed', ...line.split(' ')], { cwd });
const bytes = (name: string): Buffer => readFileSync(join(cwd, name));

it('makes a copy beside the mix, or under its own name elsewhere, and leaves the mix as it was', async () => {
  const before = bytes('mix.mp3');
  expect(await run('mix.json')).toMatchObject({ code: 0, stdout: '', stderr: 'wrote mix.chapters.mp3\n' });
  expect(await run('mix.json -o out/deep')).toMatchObject({ code: 0, stderr: 'wrote out/deep/mix.mp3\n' });
  expect(bytes('mix.mp3').equals(before)).toBe(true);
  expect(bytes('out/deep/mix.mp3').toString('latin1')).toMatch(/CHAP.*Harbour Glass.*CHAP.*ID - ID/s);
  expect(bytes('mix.chapters.mp3').equals(bytes('out/deep/mix.mp3'))).toBe(true);
});

it('replaces nothing unless it is told to', async () => {
  mkdirSync(join(cwd, 'full'), { recursive: true });
  writeFileSync(join(cwd, 'full/mix.mp3'), 'mine');
  writeFileSync(join(cwd, 'full/mix.chapters.mp3'), 'mine too');
  const refused = await run('mix.json -o full');
  expect(refused.code).toBe(7);
  expect(refused.stderr).toMatch(/mix\.chapters\.mp3 is there already.*--force/);
  expect(bytes('full/mix.mp3').toString()).toBe('mine');
  expect(await run('mix.json -o full --force')).toMatchObject({ code: 0, stderr: 'wrote full/mix.mp3\n' });
  expect(bytes('full/mix.chapters.mp3').toString()).toBe('mine too');
});

it('leaves the mix as it is where another way leads to it', async () => {
  symlinkSync(cwd, join(cwd, 'link'));
  const before = bytes('mix.mp3');
  expect((await run('mix.json -o link --force')).stderr).toMatch(/wrote link\/mix\.chapters\.mp3/);
  expect(bytes('mix.mp3').equals(before)).toBe(true);
});

it('says what is wrong with the mix, and does the others all the same', async () => {
  save('gone.json', 'gone.mp3');
  save('web.json', 'https://example.com/mix.mp3');
  save('long.json', 'mix.mp3', 3000);
  const both = await run('gone.json web.json mix.json -o several');
  expect(both.code).toBe(3);
  expect(both.stderr).toMatch(/gone\.mp3/);
  expect(both.stderr).toMatch(/isn't a file on this machine: name its file with --into/);
  expect(both.stderr).toMatch(/wrote several\/mix\.mp3/);
  expect((await run('gone.json --into mix.wav -o wav')).code).toBe(0);
  expect(existsSync(join(cwd, 'wav/mix.wav'))).toBe(true);
  expect((await run('long.json -o odd')).stderr).toMatch(/lasts 0:30, and the tracklist is of a mix of 50:00/);
  expect((await run('gone.json mix.json --into mix.wav')).code).toBe(2);
  expect((await run('mix.json --into mix.json')).code).toBe(3);
});
