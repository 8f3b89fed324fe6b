import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasMuxer } from '../../src/audio/capabilities.js';
import { chromaprintOf, type Fingerprinter, findFingerprinter } from '../../src/audio/chromaprint.js';
import { onPath } from '../../src/audio/find-ffmpeg.js';
import { encode, everyFfmpeg, synth, testFfmpeg, toInt16, writeWav } from '../support/audio.js';
import { bitsApart, itemsOf } from '../support/chromaprint.js';

const run = promisify(execFile);
const NEVER = new AbortController().signal;
const FPCALC = onPath('fpcalc', process.env)!;
const fpcalc: Fingerprinter = { by: 'fpcalc', path: FPCALC, version: '' };
const all = await everyFfmpeg();
const able: typeof all = [];
for (const one of all) if (await hasMuxer(one.path, 'chromaprint')) able.push(one);

/** Longer than what is fingerprinted, so that the cut counts. */
const SECONDS = 130;
const FILES = {
  'wav.wav': [],
  'flac.flac': ['-ar', '48000'],
  'mono.wav': ['-ac', '1', '-ar', '22050', '-t', '40'],
  'mp3.mp3': ['-b:a', '192k'],
  'aac.m4a': ['-c:a', 'aac'],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-chromaprint-'));
  const source = join(folder, 'source.wav');
  await writeWav(source, toInt16(synth(SECONDS, { seed: 5, rate: 22_050 })), 22_050, 2);
  const ffmpeg = await testFfmpeg();
  for (const [name, options] of Object.entries(FILES)) await encode(ffmpeg, source, join(folder, name), options);
});
afterAll(() => rm(folder, { recursive: true }));

const of = (name: string, ffmpeg: string, fingerprinter: Fingerprinter) =>
  chromaprintOf(join(folder, name), { ffmpeg, fingerprinter, tempFolder: folder }, NEVER);

const LOSSLESS = /\.(wav|flac)$/;
/** Where a file is shorter than it wants, it says so and fails, after it has printed what is right. */
const byItself = (name: string): Promise<string> =>
  run(FPCALC, ['-plain', join(folder, name)])
    .catch(({ stdout }: { stdout: string }) => ({ stdout }))
    .then(({ stdout }) => stdout.trim());

/** Of some thirty thousand: of equal samples, one FFT or another now and then makes the lowest bit of an item a 1 or a 0. */
const FEW = 4;
/** Of what decoders reckon in fractions, which fpcalc by itself rounds otherwise than ffmpeg does. */
const MORE = 60;

describe.each(Object.keys(FILES))('the fingerprint of %s', (name) => {
  it('is the same by fpcalc and by ffmpeg, and what fpcalc makes of the file itself', async () => {
    const found = new Map<string, string | null>();
    for (const { path, name: origin } of all) found.set(`fpcalc behind ${origin}`, await of(name, path, fpcalc));
    for (const { path, name: origin } of able) found.set(origin, await of(name, path, { by: 'ffmpeg' }));
    if (process.platform === 'linux') expect(able.length).toBeGreaterThan(0);
    const [first] = found.values();
    // Its header: algorithm 1, and fewer than 1,024 items.
    expect(first).toMatch(/^AQA[A-D][A-Za-z0-9_-]{600,}$/);
    expect(itemsOf(first!).length).toBe(name === 'mono.wav' ? 302 : 948);
    for (const [by, fingerprint] of found) expect(bitsApart(first!, fingerprint!), by).toBeLessThanOrEqual(FEW);
    const own = await byItself(name);
    expect(bitsApart(first!, own)).toBeLessThanOrEqual(LOSSLESS.test(name) ? FEW : MORE);
  });
});

describe('what gives no fingerprint', () => {
  const ways: [string, string, Fingerprinter][] = [
    ...all.map(({ path, name }) => [`fpcalc behind ${name}`, path, fpcalc] as [string, string, Fingerprinter]),
    ...able.map(({ path, name }) => [name, path, { by: 'ffmpeg' }] as [string, string, Fingerprinter]),
  ];
  it.each(ways)('is told from a failure, by %s', async (_by, ffmpeg, fingerprinter) => {
    await writeWav(join(folder, 'short.wav'), toInt16(synth(2, { seed: 1 })), 44_100);
    expect(await of('short.wav', ffmpeg, fingerprinter)).toBeNull();
    await writeFile(join(folder, 'words.wav'), 'no sound at all');
    await expect(of('words.wav', ffmpeg, fingerprinter)).rejects.toThrow(
      /^No fingerprint can be made of ".*words\.wav"/,
    );
    await expect(of('gone.wav', ffmpeg, fingerprinter)).rejects.toThrow('gone.wav');
  });

  it('is not looked for in other files, whatever a file names', async () => {
    await writeFile(join(folder, 'list.wav'), `ffconcat version 1.0\nfile wav.wav\n`);
    await expect(of('list.wav', await testFfmpeg(), fpcalc)).rejects.toThrow('No fingerprint');
  });

  it('is over as soon as somebody interrupts', async () => {
    const ended = new AbortController();
    ended.abort(new Error('enough'));
    const tools = { ffmpeg: await testFfmpeg(), fingerprinter: fpcalc, tempFolder: folder };
    await expect(chromaprintOf(join(folder, 'wav.wav'), tools, ended.signal)).rejects.toThrow('enough');
    const during = new AbortController();
    const under = chromaprintOf(join(folder, 'wav.wav'), tools, during.signal);
    setImmediate(() => during.abort(new Error('now')));
    await expect(under).rejects.toThrow('now');
  });
});

describe('the search for a way to make fingerprints', () => {
  it('takes fpcalc where there is one, else an ffmpeg that can, else says that there is none', async () => {
    const bin = join(folder, 'bin');
    await run('mkdir', ['-p', bin]);
    await symlink(FPCALC, join(bin, 'fpcalc')).catch(() => {});
    const ffmpeg = await testFfmpeg();
    expect(await findFingerprinter({ ffmpeg, env: { PATH: bin } })).toMatchObject({
      by: 'fpcalc',
      path: join(bin, 'fpcalc'),
      version: expect.stringMatching(/^\d/),
    });
    for (const { path } of all) {
      const expected = able.some((one) => one.path === path) ? { by: 'ffmpeg' } : null;
      expect(await findFingerprinter({ ffmpeg: path, env: { PATH: '' } })).toEqual(expected);
    }
    expect(await findFingerprinter({ ffmpeg, configured: FPCALC, env: {} })).toMatchObject({ path: FPCALC });
    expect(await findFingerprinter({ ffmpeg, configured: 'fpcalc', env: { PATH: bin } })).toMatchObject({
      by: 'fpcalc',
    });
  });

  it('passes over what only has the name, and refuses what the user has named wrongly', async () => {
    const other = join(folder, 'other');
    await run('mkdir', ['-p', other]);
    await writeFile(join(other, 'fpcalc'), '#!/bin/sh\necho something else\n');
    await chmod(join(other, 'fpcalc'), 0o755);
    const ffmpeg = await testFfmpeg();
    expect(await findFingerprinter({ ffmpeg, env: { PATH: other } })).not.toMatchObject({ by: 'fpcalc' });
    for (const configured of [join(other, 'fpcalc'), '/nowhere/fpcalc', 'fpcalk'])
      await expect(findFingerprinter({ ffmpeg, configured, env: { PATH: other } })).rejects.toThrow(
        `There is no fpcalc at "${configured}"`,
      );
  });
});
