import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playableFile, playableSource, stampOf } from '../../src/audio/playable.js';
import { openSource } from '../../src/audio/sources/registry.js';
import type { Playable } from '../../src/audio/virtual-wav.js';
import { encode, synth, testFfmpeg, toInt16 } from '../support/audio.js';

const RATE = 44_100;
const SECONDS = 6;
const never = new AbortController().signal;
let ffmpeg: string;
let folder: string;
let truth: Buffer;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  ffmpeg = await testFfmpeg();
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-playable-'));
  const [left, right] = [1, 2].map((seed) => toInt16(synth(SECONDS, { seed, rate: RATE })));
  truth = Buffer.alloc(left!.length * 4);
  left!.forEach((value, i) => {
    truth.writeInt16LE(value, 4 * i);
    truth.writeInt16LE(right![i]!, 4 * i + 2);
  });
  await writeFile(at('raw.pcm'), truth);
  execFileSync(ffmpeg, [
    ...['-v', 'error', '-y', '-f', 's16le', '-ar', String(RATE), '-ac', '2', '-i', at('raw.pcm'), at('mix.wav')],
  ]);
  await encode(ffmpeg, at('mix.wav'), at('mix.flac'));
});
afterAll(() => rm(folder, { recursive: true }));

async function all(playable: Playable, start = 0, end = playable.size, signal = never): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of playable.read(start, end, signal)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
const open = (name: string, asWav = false, duration = SECONDS): Promise<Playable> =>
  playableFile(at(name), duration, { ffmpeg, asWav, signal: never });

describe('a file that browsers play', () => {
  it.each([
    ['mix.mp3', ['-b:a', '192k'], 'audio/mpeg'],
    ['low.mp3', ['-ar', '22050', '-b:a', '64k'], 'audio/mpeg'],
    ['mix.m4a', ['-c:a', 'aac'], 'audio/mp4'],
    ['mix.ogg', ['-c:a', 'libvorbis'], 'audio/ogg'],
    ['mix.opus', ['-c:a', 'libopus'], 'audio/ogg'],
    ['mix.flac', [], 'audio/flac'],
    ['24.wav', ['-c:a', 'pcm_s24le'], 'audio/wav'],
  ])('%s is handed out as it is', async (name, options, type) => {
    if (name !== 'mix.flac') await encode(ffmpeg, at('mix.wav'), at(name), options);
    const playable = await open(name);
    const bytes = readFileSync(at(name));
    expect([playable.type, playable.size]).toEqual([type, bytes.length]);
    for (const [start, end] of [
      [0, bytes.length],
      [1000, 1001],
      [7, Math.min(70_000, bytes.length)],
    ] as const) {
      expect((await all(playable, start, end)).equals(bytes.subarray(start, end)), `${start}-${end}`).toBe(true);
    }
  });
});

describe('a file that browsers don’t play', () => {
  it.each([
    ['mix.aiff', []],
    // Browsers seek in it by guessing.
    ['vbr.mp3', ['-q:a', '4']],
    ['headerless.mp3', ['-q:a', '4', '-write_xing', '0']],
    ['alac.m4a', ['-c:a', 'alac']],
    ['mix.wma', ['-c:a', 'wmav2']],
    ['mix.aac', ['-c:a', 'aac', '-f', 'adts']],
  ])('%s is a WAV for them', async (name, options) => {
    await encode(ffmpeg, at('mix.wav'), at(name), options);
    const playable = await open(name);
    expect([playable.type, playable.size]).toEqual(['audio/wav', 44 + truth.length]);
  });

  it('gives the same sound wherever it begins, to the byte', async () => {
    const playable = await open('mix.flac', true);
    const bytes = await all(playable);
    expect(bytes.subarray(44).equals(truth)).toBe(true);
    const size = playable.size;
    for (const [start, end] of [
      [0, 10],
      [40, 50],
      [44, 48],
      [45, 46],
      [47, 500_001],
      [400_003, 400_010],
      [700_000, size],
      [size - 1, size],
    ] as const) {
      expect((await all(playable, start, end)).equals(bytes.subarray(start, end)), `${start}-${end}`).toBe(true);
    }
  });

  it('is quiet where the sound ends before its own word', async () => {
    const playable = await open('mix.flac', true, SECONDS + 2);
    const bytes = await all(playable);
    expect(bytes.length).toBe(44 + truth.length + 2 * RATE * 4);
    expect(bytes.subarray(44, 44 + truth.length).equals(truth)).toBe(true);
    expect(bytes.subarray(44 + truth.length).every((byte) => byte === 0)).toBe(true);
    // Also where nothing is left at all.
    expect((await all(playable, bytes.length - 8)).every((byte) => byte === 0)).toBe(true);
  });

  it('stops decoding when nobody listens any more', async () => {
    const stop = new AbortController();
    const playable = await open('mix.flac', true, 36_000);
    const reading = all(playable, 0, playable.size, stop.signal);
    stop.abort(new Error('gone'));
    await expect(reading).rejects.toThrow('gone');
  });

  it('is half as wide, and slower, where its length would be too much for a WAV file', async () => {
    const sizeOf = async (hours: number): Promise<number[]> => {
      const playable = await open('mix.flac', true, hours * 3600);
      const header = Buffer.from((await all(playable, 0, 44)) as Uint8Array);
      return [header.readUInt32LE(24), playable.size - 44 - header.readUInt32LE(40)];
    };
    expect(await sizeOf(6)).toEqual([44_100, 0]);
    expect(await sizeOf(10)).toEqual([22_050, 0]);
  });
});

it('plays what is no file by decoding it where somebody listens', async () => {
  const source = await openSource(at('mix.flac'), {
    ffmpeg,
    stdin: process.stdin,
    tempFolder: folder,
    reach: 'anywhere',
  });
  const playable = playableSource(source, SECONDS, 'tag');
  expect([playable.type, playable.size]).toEqual(['audio/wav', 44 + truth.length / 2]);
  const bytes = await all(playable);
  expect((await all(playable, 300_001, 300_009)).equals(bytes.subarray(300_001, 300_009))).toBe(true);
  expect(bytes.subarray(44).some((byte) => byte !== 0)).toBe(true);
  await playable.close();
});

it('is told apart from what its file was before', async () => {
  await writeFile(at('changing'), 'one');
  const before = await stampOf(at('changing'));
  expect(await stampOf(at('changing'))).toBe(before);
  await appendFile(at('changing'), 'two');
  expect(await stampOf(at('changing'))).not.toBe(before);
});
