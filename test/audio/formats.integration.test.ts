import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSource } from '../../src/audio/sources/registry.js';
import { collect, encode, everyFfmpeg, lag, likeness, synth, toInt16, writeWav } from '../support/audio.js';

const SECONDS = 4;
const RATE = 16_000;
const VIDEO = ['-f', 'lavfi', '-i', `testsrc=size=64x64:rate=10:duration=${SECONDS}`, '-map', '0:a', '-map', '1:v'];

const FORMATS: ReadonlyArray<readonly [file: string, options: string[]]> = [
  ['cbr.mp3', ['-b:a', '128k']],
  ['vbr.mp3', ['-q:a', '4']],
  ['aac.m4a', ['-c:a', 'aac', '-b:a', '128k']],
  ['alac.m4a', ['-c:a', 'alac']],
  ['raw.aac', ['-c:a', 'aac', '-b:a', '128k']],
  ['lossless.flac', []],
  ['plain.wav', []],
  ['deep.wav', ['-c:a', 'pcm_s24le']],
  ['float.wav', ['-c:a', 'pcm_f32le']],
  ['plain.aiff', []],
  ['vorbis.ogg', ['-c:a', 'libvorbis']],
  ['plain.opus', ['-c:a', 'libopus']],
  ['windows.wma', ['-c:a', 'wmav2']],
  ['video.mp4', [...VIDEO, '-c:a', 'aac', '-c:v', 'mpeg4']],
  ['video.mkv', [...VIDEO, '-c:a', 'libvorbis', '-c:v', 'mpeg4']],
  ['video.webm', [...VIDEO, '-c:a', 'libopus', '-c:v', 'libvpx']],
];

const ffmpegs = await everyFfmpeg();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-test-'));
  await writeWav(join(folder, 'truth.wav'), toInt16(synth(SECONDS)), 44_100, 2);
  for (const [file, options] of FORMATS)
    await encode(ffmpegs[0]!.path, join(folder, 'truth.wav'), join(folder, file), options);
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(ffmpegs)('with the ffmpeg by $name', ({ path: ffmpeg }) => {
  const tools = { ffmpeg, reach: 'anywhere' as const, stdin: new PassThrough(), tempFolder: tmpdir() };

  let truth: Int16Array;
  beforeAll(async () => {
    truth = await collect((await openSource(join(folder, 'truth.wav'), tools)).pcm({ rate: RATE }));
  });

  /** All of a file: two tests want it, and starting an ffmpeg takes longer than what it does here. */
  const decoding = new Map<string, Promise<{ heard: Int16Array; damage: string[] }>>();
  const allOf = (file: string) => {
    const made = decoding.get(file) ?? decode(file);
    decoding.set(file, made);
    return made;
  };
  async function decode(file: string) {
    const source = await openSource(join(folder, file), tools);
    const damage: string[] = [];
    const heard = await collect(source.pcm({ rate: RATE, onDamage: (d) => damage.push(d.message) }));
    await source.close();
    return { heard, damage };
  }

  it('gives back the very samples of a WAV at its own rate', async () => {
    const source = await openSource(join(folder, 'truth.wav'), tools);
    expect(await collect(source.pcm({ rate: 44_100 }))).toEqual(toInt16(synth(SECONDS)));
  });

  it.each(FORMATS)('decodes %s to the sound that went in, at its place and of its length', async (file) => {
    const { heard, damage } = await allOf(file);
    expect(heard.length / RATE).toBeGreaterThan(SECONDS - 0.03);
    expect(heard.length / RATE).toBeLessThan(SECONDS + 0.1);
    const found = lag(truth.subarray(0, 12_000), heard.subarray(0, 12_000), 900);
    expect(found.likeness).toBeGreaterThan(0.9);
    // Raw AAC says nothing of the encoder's delay, WMA's is a guess; Matroska's times are in whole milliseconds.
    const tolerance = file === 'raw.aac' || file.endsWith('.wma') ? 0.055 : /mkv|webm/.test(file) ? 0.01 : 0.002;
    expect(Math.abs(found.samples) / RATE).toBeLessThan(tolerance);
    expect(damage).toEqual([]);
  });

  it.each(FORMATS)('gives the same sound from the middle of %s as in one go', async (file) => {
    const { heard: whole } = await allOf(file);
    const source = await openSource(join(folder, file), tools);
    const part = await collect(source.pcm({ rate: RATE, start: 1.75, end: 3 }));
    await source.close();
    expect(part.length).toBe(1.25 * RATE);
    const found = lag(whole.subarray(1.75 * RATE, 2.5 * RATE), part.subarray(0, 0.75 * RATE), 400);
    expect(found.likeness).toBeGreaterThan(0.98);
    expect(Math.abs(found.samples) / RATE).toBeLessThan(0.02);
    // From its first moment on, too. The times of Vorbis, WMA and Matroska wander by some milliseconds after a seek.
    if (/vorbis|wma|mkv|webm/.test(file)) return;
    expect(likeness(whole.subarray(1.75 * RATE, 1.75 * RATE + 400), part.subarray(0, 400))).toBeGreaterThan(0.99);
  });
});
