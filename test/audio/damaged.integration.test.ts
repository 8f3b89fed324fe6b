import { execFileSync } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSource } from '../../src/audio/sources/registry.js';
import { FormatError } from '../../src/domain/errors.js';
import { collect, encode, everyFfmpeg, lag, random, synth, toInt16, writeWav } from '../support/audio.js';

const SECONDS = 24;
const RATE = 8_000;
const ffmpegs = await everyFfmpeg();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-test-'));
  await writeWav(join(folder, 'good.wav'), toInt16(synth(SECONDS, { rate: 22_050 })), 22_050);
  const encoded: Array<[string, string[]]> = [
    ['good.mp3', ['-b:a', '64k']],
    ['good.m4a', ['-c:a', 'aac', '-movflags', 'faststart']],
    ['late.m4a', ['-c:a', 'aac']],
    ['good.flac', []],
    ['good.ogg', ['-c:a', 'libvorbis']],
    ['good.opus', ['-c:a', 'libopus']],
    ['good.mka', ['-c:a', 'libopus']],
    ['good.wma', ['-c:a', 'wmav2']],
  ];
  for (const [file, options] of encoded)
    await encode(ffmpegs[0]!.path, join(folder, 'good.wav'), join(folder, file), options);
});
afterAll(() => rm(folder, { recursive: true }));

/** A copy that ends after a part of it. */
function truncated(file: string, part: number): string {
  const path = join(folder, `cut-${file}`);
  const bytes = readFileSync(join(folder, file));
  writeFileSync(path, bytes);
  truncateSync(path, Math.floor(bytes.length * part) | 1);
  return path;
}

/** A copy with noise instead of a part of it. */
function holed(file: string, from: number, to: number): string {
  const path = join(folder, `holed-${file}`);
  const bytes = readFileSync(join(folder, file));
  const next = random(7);
  for (let i = Math.floor(bytes.length * from); i < bytes.length * to; i++) bytes[i] = next() * 256;
  writeFileSync(path, bytes);
  return path;
}

describe.each(ffmpegs)('with the ffmpeg by $name', ({ name, path: ffmpeg }) => {
  async function hear(path: string) {
    const source = await openSource(path, {
      ffmpeg,
      reach: 'anywhere' as const,
      stdin: new PassThrough(),
      tempFolder: tmpdir(),
    });
    const damage: Array<{ mixTime: number; message: string }> = [];
    const pcm = await collect(source.pcm({ rate: RATE, onDamage: (d) => damage.push(d) }));
    await source.close();
    return { pcm, damage, seconds: pcm.length / RATE };
  }

  it.each(['good.mp3', 'good.m4a', 'good.flac', 'good.ogg', 'good.opus', 'good.mka', 'good.wav'])(
    'uses %s up to where it was cut off, and says where',
    async (file) => {
      const { seconds, damage } = await hear(truncated(file, 0.6));
      expect(seconds).toBeGreaterThan(SECONDS * 0.5);
      expect(seconds).toBeLessThan(SECONDS * 0.7);
      expect(damage).toHaveLength(1);
      expect(damage[0]!.message).toMatch(/ 0:1\d.*: it is probably cut off$/);
      expect(damage[0]!.mixTime).toBeCloseTo(seconds, 1);
    },
  );

  // The ffmpeg of 2018 doesn't check Ogg's sums: it takes noise for packets, and their lengths for time.
  const holeable = ['good.m4a', 'good.flac', ...(name === 'package' ? [] : ['good.ogg', 'good.opus'])];
  it.each(holeable)('goes on behind a hole in %s, at the right place, and says what is missing', async (file) => {
    const { pcm, damage, seconds } = await hear(holed(file, 0.5, 0.6));
    const good = await hear(join(folder, file));
    expect(Math.abs(seconds - SECONDS)).toBeLessThan(0.1);
    const after = 19 * RATE;
    const found = lag(good.pcm.subarray(after, after + 8000), pcm.subarray(after, after + 8000), 160);
    expect(found.likeness).toBeGreaterThan(0.95);
    expect(damage).toHaveLength(1);
    expect(damage[0]!.message).toMatch(
      /^the file is damaged from 0:(09|1\d) to 0:\d\d \(about \d+ s can't be decoded\)/,
    );
  });

  it('reports a damaged stretch of an MP3 and uses what follows', async () => {
    const { seconds, damage } = await hear(holed('good.mp3', 0.5, 0.51));
    expect(seconds).toBeGreaterThan(SECONDS * 0.95);
    expect(damage[0]!.message).toMatch(/^the file is damaged (at|from) 0:1[0-4]/);
  });

  it.each(['good.mp3', 'good.m4a', 'good.flac', 'good.ogg', 'good.opus', 'good.mka', 'good.wav', 'good.wma'])(
    'has nothing to say of %s, which is whole',
    async (file) => expect((await hear(join(folder, file))).damage).toEqual([]),
  );

  it('refuses an MP4 whose index was cut off, and says so', async () => {
    await expect(hear(truncated('late.m4a', 0.6))).rejects.toThrow(/is cut off: an MP4 has its index at the end/);
  });

  it.each<[string, (path: string) => void, RegExp]>([
    ['text', (p) => writeFileSync(p, 'Dear diary,\nno sound today.\n'), /is no audio file: it is plain text\.$/],
    [
      'noise',
      (p) =>
        writeFileSync(
          p,
          Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) >> 5),
        ),
      /is no audio file/,
    ],
    ['nothing', (p) => writeFileSync(p, ''), /is empty\.$/],
    [
      'a picture',
      (p) => make(p, '-f', 'lavfi', '-i', 'color=red:size=64x64', '-frames:v', '1', '-f', 'mjpeg'),
      /it is a JPEG picture\.$/,
    ],
    [
      'a silent film',
      (p) => make(p, '-f', 'lavfi', '-i', 'testsrc=size=64x64:duration=1', '-c:v', 'mpeg4', '-f', 'mp4'),
      /moving pictures without sound/,
    ],
    [
      'a WAV without samples',
      (p) => make(p, '-f', 'lavfi', '-i', 'sine=duration=1', '-t', '0', '-f', 'wav'),
      /no sound that can be decoded|no audio/,
    ],
  ])('refuses a .mp3 that holds %s with one sentence', async (_, write, sentence) => {
    const path = join(folder, 'odd.mp3');
    write(path);
    const heard = hear(path);
    await expect(heard).rejects.toBeInstanceOf(FormatError);
    await expect(heard).rejects.toThrow(sentence);
    await expect(heard).rejects.toThrow(`"${path}"`);
  });

  function make(path: string, ...options: string[]): void {
    execFileSync(ffmpeg, ['-v', 'error', '-y', ...options, path], { stdio: ['ignore', 'ignore', 'ignore'] });
  }
});
