import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openSource } from '../../../../src/audio/sources/registry.js';
import type { AudioSource } from '../../../../src/domain/ports/source.js';
import { collect, everyFfmpeg, lag, synth, testFfmpeg, toInt16, writeWav } from '../../../support/audio.js';
import { type FileServer, ffmpegMakes, packedAudio, serveFolder } from '../../../support/hls.js';
import { stagedWeb } from '../../../support/web.js';

const RATE = 11_025;
const SECONDS = 42;
const KEY = Buffer.from('0123456789abcdef');

let folder: string;
let ffmpeg: string;
/** The sound that all streams here carry, at the rate of the comparison. */
let truth: Int16Array;

beforeAll(async () => {
  ffmpeg = await testFfmpeg();
  folder = mkdtempSync(join(tmpdir(), 'hls-'));
  await writeWav(join(folder, 'mix.wav'), toInt16(synth(SECONDS)), 44_100);
  truth = toInt16(synth(SECONDS)).filter((_, i) => i % 4 === 0);
  const sound = ['-i', 'mix.wav', '-c:a', 'aac', '-b:a', '128k'];
  const pictures = [
    '-f',
    'lavfi',
    '-i',
    'testsrc=s=32x32:r=10',
    '-c:v',
    'mpeg4',
    '-g',
    '10',
    '-b:v',
    '200k',
    '-shortest',
  ];
  const list = ['-f', 'hls', '-hls_time', '4', '-hls_list_size', '0', '-hls_playlist_type', 'vod'];
  const make = (...args: string[]): Promise<void> => ffmpegMakes(ffmpeg, folder, args);
  await writeFile(join(folder, 'key'), KEY);
  await writeFile(join(folder, 'keyinfo'), `key\n${join(folder, 'key')}\n00000000000000000000000000000007\n`);
  await writeFile(join(folder, 'keyinfo-without-iv'), `key\n${join(folder, 'key')}\n`);
  await make(...sound, ...list, '-hls_segment_filename', 'ts%03d.ts', 'ts.m3u8');
  await make('-i', 'mix.wav', ...pictures, '-c:a', 'aac', ...list, '-hls_segment_filename', 'av%03d.ts', 'av.m3u8');
  const fragmented = ['-hls_segment_type', 'fmp4', '-hls_fmp4_init_filename'];
  await make(...sound, ...list, ...fragmented, 'init.mp4', '-hls_segment_filename', 'f%03d.m4s', 'fmp4.m3u8');
  await make(...sound, ...list, '-hls_flags', 'single_file', '-hls_segment_filename', 'one.ts', 'ranges.m3u8');
  const oneFile = ['-hls_flags', 'single_file', '-hls_segment_filename', 'one.m4s'];
  await make(...sound, ...list, ...fragmented, 'one-init.mp4', ...oneFile, 'fmp4-ranges.m3u8');
  await make(...sound, ...list, '-hls_key_info_file', 'keyinfo', '-hls_segment_filename', 'e%03d.ts', 'aes.m3u8');
  const cipher = ['-hls_key_info_file', 'keyinfo-without-iv', '-start_number', '5'];
  await make(...sound, ...list, ...cipher, '-hls_segment_filename', 'n%03d.ts', 'aes-number.m3u8');
  await packedAudio(ffmpeg, folder, 'mix.wav', { codec: 'aac', extension: 'aac' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function open(server: FileServer, path: string, by = ffmpeg): Promise<AudioSource> {
  const tempFolder = mkdtempSync(join(tmpdir(), 'hls-temp-'));
  const tools = {
    ffmpeg: by,
    reach: 'anywhere' as const,
    stdin: new PassThrough(),
    tempFolder,
    makeWeb: async () => stagedWeb(),
  };
  const source = await openSource(`${server.url}/${path}`, tools);
  onTestFinished(async () => {
    await source.close();
    rmSync(tempFolder, { recursive: true });
  });
  return source;
}

/** Held against the sound that was put in, whose encoders delay it by some milliseconds; half a second here and there. */
function expectSame(heard: Int16Array, start: number, seconds: number): void {
  expect(heard.length / RATE).toBeCloseTo(seconds, 0);
  const length = Math.round(RATE / 2);
  const last = heard.length - length - Math.round(0.2 * RATE);
  for (const at of new Set([0, Math.round(last / 2), last])) {
    const from = Math.round(start * RATE) + at;
    const found = lag(truth.subarray(from, from + length), heard.subarray(at, at + length), Math.round(0.07 * RATE));
    expect(found.likeness).toBeGreaterThan(0.9);
    expect(Math.abs(found.samples) / RATE).toBeLessThan(0.06);
  }
}

const STREAMS: ReadonlyArray<readonly [what: string, path: string]> = [
  ['transport stream', 'ts.m3u8'],
  ['fragmented MP4', 'fmp4.m3u8'],
  ['packed AAC', 'packed.m3u8'],
  ['transport stream with pictures', 'av.m3u8'],
  ['byte ranges', 'ranges.m3u8'],
  ['byte ranges of a fragmented MP4', 'fmp4-ranges.m3u8'],
  ['AES-128', 'aes.m3u8'],
  ['AES-128 with the number as vector', 'aes-number.m3u8'],
];
// How bytes are had is the same for every ffmpeg; how they are packed isn't.
const CASES = (await everyFfmpeg()).flatMap(({ name, path: by }, i) =>
  STREAMS.slice(0, i === 0 ? undefined : 3).map(([what, path]) => ({ name, by, what, path })),
);

describe('a stream', () => {
  it.each(CASES)(
    'of $what is heard as it was made, whole and in parts, with the ffmpeg by $name',
    async ({ by, path }) => {
      const source = await open(await serveFolder(folder), path, by);
      expect(source.duration).toBeCloseTo(SECONDS, 0);
      expectSame(await collect(source.pcm({ rate: RATE })), 0, SECONDS);
      for (const start of [1, 15.9]) {
        expectSame(await collect(source.pcm({ rate: RATE, start, end: start + 6 })), start, 6);
      }
    },
  );
});

describe('an on-demand stream', () => {
  it('is fetched only where it is heard', async () => {
    const server = await serveFolder(folder);
    const source = await open(server, 'ts.m3u8');
    await collect(source.pcm({ rate: RATE, start: 21, end: 23 }));
    expect(server.paths).toEqual(['/ts.m3u8', '/ts000.ts', '/ts005.ts']);
    const { fetched, total } = source.transfer!();
    expect(fetched / total!).toBeGreaterThan(0.1);
    expect(fetched / total!).toBeLessThan(0.25);
    await collect(source.pcm({ rate: RATE }));
    await collect(source.pcm({ rate: RATE, start: 3, end: 13 }));
    expect(new Set(server.paths).size).toBe(server.paths.length);
    expect(source.transfer!().total).toBe(source.transfer!().fetched);
  });
});
