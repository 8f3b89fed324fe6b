import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLiveWeb } from '../../../../src/audio/sources/web/open.js';
import type { LivePart, LiveRequest } from '../../../../src/domain/ports/live.js';
import { lag, synth, testFfmpeg, toInt16, writeWav } from '../../../support/audio.js';
import { type FileServer, ffmpegMakes, packedAudio, serveFolder } from '../../../support/hls.js';
import { quickClock } from '../../../support/network.js';
import { stagedWeb } from '../../../support/web.js';

const RATE = 11_025;
const SECONDS = 42;
const START = Date.parse('2026-05-01T20:00:00Z');

let folder: string;
let ffmpeg: string;
let truth: Int16Array;
/** The segments of each stream, as ffmpeg cut them: the lines before the address, and the address. */
const cut: Record<string, { head: string[]; segments: Array<{ duration: number; name: string }> }> = {};

beforeAll(async () => {
  ffmpeg = await testFfmpeg();
  folder = mkdtempSync(join(tmpdir(), 'hls-live-'));
  await writeWav(join(folder, 'mix.wav'), toInt16(synth(SECONDS)), 44_100);
  truth = toInt16(synth(SECONDS)).filter((_, i) => i % 4 === 0);
  const sound = ['-i', 'mix.wav', '-c:a', 'aac', '-b:a', '128k', '-f', 'hls', '-hls_time', '4', '-hls_list_size', '0'];
  const fragmented = ['-hls_segment_type', 'fmp4', '-hls_fmp4_init_filename', 'init.mp4'];
  await ffmpegMakes(ffmpeg, folder, [...sound, '-hls_segment_filename', 'ts%03d.ts', 'ts.m3u8']);
  await ffmpegMakes(ffmpeg, folder, [...sound, ...fragmented, '-hls_segment_filename', 'f%03d.m4s', 'fmp4.m3u8']);
  await packedAudio(ffmpeg, folder, 'mix.wav', { codec: 'aac', extension: 'aac' });
  for (const name of ['ts', 'fmp4', 'packed']) cut[name] = parse(await readFile(join(folder, `${name}.m3u8`), 'utf8'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function parse(text: string): (typeof cut)[string] {
  const head = text.split('\n').filter((line) => /^#EXT-X-(MAP|TARGETDURATION|VERSION)/.test(line));
  const segments = [...text.matchAll(/#EXTINF:([\d.]+).*\n(.*)/g)].map(([, duration, name]) => ({
    duration: Number(duration),
    name: name!,
  }));
  return { head, segments };
}

interface Window {
  first: number;
  count: number;
  ended?: boolean;
  /** Sequence number of the first segment in it; else the same as `first`. */
  sequence?: number;
  /** Lines before a segment, by its place in the stream. */
  before?: Record<number, string>;
  dated?: boolean;
}

/** Serves a window of a stream that goes on with every look at it, as a broadcaster does with time. */
async function broadcast(name: string, windows: readonly Window[]): Promise<FileServer> {
  const server = await serveFolder(folder);
  let looks = 0;
  server.instead = (request, response) => {
    if (request.url !== '/live.m3u8') return false;
    const {
      first,
      count,
      ended,
      sequence = first,
      before = {},
      dated,
    } = windows[Math.min(looks++, windows.length - 1)]!;
    const { head, segments } = cut[name]!;
    const lines = ['#EXTM3U', ...head, `#EXT-X-MEDIA-SEQUENCE:${sequence}`];
    for (const [i, { duration, name: file }] of segments.slice(first, first + count).entries()) {
      const at = segments.slice(0, first + i).reduce((sum, s) => sum + s.duration, 0);
      if (before[first + i]) lines.push(before[first + i]!);
      if (dated) lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(START + at * 1000).toISOString()}`);
      lines.push(`#EXTINF:${duration},Song ${first + i < 5 ? 'one' : 'two'}`, file);
    }
    if (ended) lines.push('#EXT-X-ENDLIST');
    response.end(lines.join('\n'));
    return true;
  };
  return server;
}

const sliding = (count: number, last = 11): Window[] =>
  Array.from({ length: last - count + 1 }, (_, first) => ({
    first,
    count,
    dated: true,
    ended: first === last - count,
  }));

async function listen(server: FileServer, request: Partial<LiveRequest> = {}): Promise<LivePart[]> {
  const tools = {
    ffmpeg,
    stdin: new PassThrough(),
    reach: 'anywhere' as const,
    tempFolder: '/nowhere',
    makeWeb: async () => stagedWeb(),
    clock: quickClock(),
  };
  const source = await openLiveWeb(`${server.url}/live.m3u8`, tools);
  const parts: LivePart[] = [];
  const { signal } = new AbortController();
  for await (const part of source.follow({ rate: RATE, signal, ...request })) parts.push(part);
  await source.close();
  return parts;
}

type Sound = Extract<LivePart, { type: 'sound' }>;
const soundsOf = (parts: readonly LivePart[]): Sound[] => parts.filter((p): p is Sound => p.type === 'sound');

/** The sound at a moment of the mix, by what the parts say of themselves. */
function soundAt(parts: readonly LivePart[], mixTime: number, seconds: number): Int16Array {
  const out = new Int16Array(Math.round(seconds * RATE));
  for (const { mixTime: at, pcm } of soundsOf(parts)) {
    const from = Math.round((at - mixTime) * RATE);
    for (let i = Math.max(0, -from); i < pcm.length && from + i < out.length; i++) out[from + i] = pcm[i]!;
  }
  return out;
}

/** Whether what is heard at one moment of the mix is the sound that was put in at another. */
function expectSame(parts: readonly LivePart[], mixTime: number, original: number): void {
  const heard = soundAt(parts, mixTime, 0.5);
  const from = Math.round(original * RATE);
  const found = lag(truth.subarray(from, from + heard.length), heard, Math.round(0.07 * RATE));
  expect(found.likeness, `at ${mixTime}`).toBeGreaterThan(0.9);
}

describe('a live stream', () => {
  it.each(['ts', 'fmp4', 'packed'])('is heard without a seam, in a window that slides: %s', async (name) => {
    const parts = await listen(await broadcast(name, sliding(4)));
    expect(parts.filter((p) => p.type === 'gap')).toEqual([]);
    // The window's first four segments are there at once; it starts three from the end.
    for (const at of [0, 14.5, 33]) expectSame(parts, at, at + 4);
    let end = 0;
    for (const { mixTime, pcm } of soundsOf(parts)) {
      expect(mixTime).toBeCloseTo(end, 5);
      end = mixTime + pcm.length / RATE;
    }
    expect(end).toBeCloseTo(SECONDS - 4, 0);
  });

  it('tells what the clock says, and what is on', async () => {
    const parts = await listen(await broadcast('ts', sliding(4)));
    for (const { mixTime, wallClock } of soundsOf(parts))
      expect((wallClock! - START) / 1000).toBeCloseTo(mixTime + 4, 0);
    const titles = parts.filter((p) => p.type === 'title');
    expect(titles.map((t) => t.title)).toEqual(['Song one', 'Song two']);
    expect(titles[1]!.mixTime).toBeCloseTo(16, 0);
  });

  it('goes on after what it was too slow for, with the gap marked', async () => {
    const windows = [
      { first: 0, count: 3 },
      { first: 6, count: 4, ended: true },
    ];
    const parts = await listen(await broadcast('ts', windows));
    expect(parts.filter((p) => p.type === 'gap')).toEqual([
      {
        type: 'gap',
        mixTime: expect.closeTo(12, 0),
        seconds: expect.closeTo(12, 0),
        reason: 'it was too far behind the stream',
      },
    ]);
    expectSame(parts, 2, 2);
    expectSame(parts, 30, 30);
  });

  it('goes on after a discontinuity and a segment that is missing', async () => {
    const troubles: string[] = [];
    const windows = [{ first: 0, count: 10, ended: false, before: { 7: '#EXT-X-DISCONTINUITY', 8: '#EXT-X-GAP' } }];
    const server = await broadcast('ts', [
      { ...windows[0]!, count: 4 },
      { ...windows[0]!, ended: true },
    ]);
    const files = server.instead;
    server.instead = (request, response) => {
      if (request.url !== '/ts005.ts') return files(request, response);
      response.writeHead(404).end();
      return true;
    };
    const parts = await listen(server, { onTrouble: (message) => troubles.push(message) });
    expect(troubles).toEqual([expect.stringMatching(/ts005\.ts" doesn't exist/)]);
    expect(server.paths).not.toContain('/ts008.ts');
    const gaps = parts.filter((p) => p.type === 'gap');
    expect(gaps).toMatchObject([
      { mixTime: expect.closeTo(16, 0), seconds: expect.closeTo(4, 0) },
      { mixTime: expect.closeTo(28, 0), seconds: expect.closeTo(4, 0), reason: 'the stream itself has a gap' },
    ]);
    for (const at of [1, 21, 25, 33]) expectSame(parts, at, at + 4);
  });

  it('goes on after a restart that numbers anew', async () => {
    const windows = [
      { first: 0, count: 4, sequence: 100 },
      { first: 5, count: 4, sequence: 0, ended: true },
    ];
    const parts = await listen(await broadcast('ts', windows));
    // The clock stood still between the two looks, so nothing is said to be lost.
    expectSame(parts, 1, 5);
    expectSame(parts, 14, 22);
  });

  it('gives its own bytes for keeping', async () => {
    const kept: Buffer[] = [];
    const parts = await listen(await broadcast('ts', sliding(4)), {
      async keep(bytes, extension) {
        expect(extension).toBe('ts');
        kept.push(Buffer.from(bytes));
      },
    });
    expect(soundsOf(parts).length).toBeGreaterThan(0);
    const files = cut['ts']!.segments.slice(1).map(({ name }) => readFile(join(folder, name)));
    expect(Buffer.concat(kept).equals(Buffer.concat(await Promise.all(files)))).toBe(true);
  });

  it('ends when it is told to', async () => {
    const controller = new AbortController();
    const server = await broadcast('ts', [{ first: 0, count: 4 }]);
    const listening = listen(server, {
      signal: controller.signal,
      onTrouble: () => controller.abort(new Error('enough')),
    });
    await expect(listening).rejects.toThrow('enough');
  });

  it('that is over is none', async () => {
    const server = await broadcast('ts', [{ first: 0, count: 4, ended: true }]);
    await expect(listen(server)).rejects.toThrow(/over, not live/);
  });
});
