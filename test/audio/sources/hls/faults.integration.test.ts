import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openSource } from '../../../../src/audio/sources/registry.js';
import type { AudioSource } from '../../../../src/domain/ports/source.js';
import { collect, lag, synth, testFfmpeg, toInt16, writeWav } from '../../../support/audio.js';
import { encrypted, type FileServer, ffmpegMakes, packedAudio, serveFolder } from '../../../support/hls.js';
import { quickClock } from '../../../support/network.js';
import { stagedWeb } from '../../../support/web.js';

const RATE = 11_025;
const SECONDS = 30;
let folder: string;
let ffmpeg: string;
let truth: Int16Array;

beforeAll(async () => {
  ffmpeg = await testFfmpeg();
  folder = mkdtempSync(join(tmpdir(), 'hls-faults-'));
  const sound = toInt16(synth(SECONDS));
  truth = sound.filter((_, i) => i % 4 === 0);
  await writeWav(join(folder, 'mix.wav'), sound, 44_100);
  await writeWav(join(folder, 'ad.wav'), toInt16(synth(6, { rate: 22_050, seed: 9 })), 22_050, 2);
  const list = ['-f', 'hls', '-hls_time', '4', '-hls_list_size', '0'];
  const make = (...args: string[]): Promise<void> => ffmpegMakes(ffmpeg, folder, args);
  await make('-i', 'mix.wav', '-c:a', 'aac', ...list, '-hls_segment_filename', 's%03d.ts', 'list.m3u8');
  const fragmented = ['-hls_segment_type', 'fmp4', '-hls_fmp4_init_filename', 'init.mp4'];
  await make('-i', 'mix.wav', '-c:a', 'aac', ...list, ...fragmented, '-hls_segment_filename', 'f%03d.m4s', 'fmp4.m3u8');
  // An advertisement of another rate, another number of channels and another packing, as they are put between.
  await make('-i', 'ad.wav', '-c:a', 'aac', '-ar', '48000', '-f', 'adts', 'ad.aac');
  await make('-i', 'ad.wav', '-c:a', 'mp2', '-ar', '48000', '-f', 'mpegts', 'ad.ts');
  const pictures = ['-f', 'lavfi', '-i', 'testsrc=s=32x32:r=10', '-c:v', 'mpeg4', '-b:v', '900k', '-shortest'];
  await make('-i', 'mix.wav', ...pictures, '-c:a', 'aac', ...list, '-hls_segment_filename', 'v%03d.ts', 'video.m3u8');
  await make(
    '-f',
    'lavfi',
    '-i',
    'testsrc=s=32x32:r=10',
    '-t',
    '8',
    '-c:v',
    'mpeg4',
    ...list,
    '-hls_segment_filename',
    'm%03d.ts',
    'mute.m3u8',
  );
  await packedAudio(ffmpeg, folder, 'mix.wav', { codec: 'libmp3lame', extension: 'mp3', from: 2 ** 33 / 90_000 - 10 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Damage {
  mixTime: number;
  message: string;
}

async function open(server: FileServer, path: string, web = stagedWeb()): Promise<AudioSource> {
  const tempFolder = mkdtempSync(join(tmpdir(), 'hls-temp-'));
  onTestFinished(() => rmSync(tempFolder, { recursive: true }));
  const tools = {
    ffmpeg,
    reach: 'anywhere' as const,
    stdin: new PassThrough(),
    tempFolder,
    makeWeb: async () => web,
    clock: quickClock(),
  };
  const source = await openSource(`${server.url}/${path}`, tools);
  onTestFinished(() => source.close());
  return source;
}

async function hear(source: AudioSource): Promise<{ pcm: Int16Array; damage: Damage[] }> {
  const damage: Damage[] = [];
  const pcm = await collect(source.pcm({ rate: RATE, onDamage: (d) => damage.push(d) }));
  return { pcm, damage };
}

function expectSame(pcm: Int16Array, at: number, original = at): void {
  const from = Math.round(original * RATE);
  const here = Math.round(at * RATE);
  const found = lag(
    truth.subarray(from, from + RATE / 2),
    pcm.subarray(here, here + RATE / 2),
    Math.round(0.08 * RATE),
  );
  expect(found.likeness, `at ${at}`).toBeGreaterThan(0.9);
}

const silent = (pcm: Int16Array, from: number, to: number): boolean =>
  pcm.subarray(from * RATE, to * RATE).every((sample) => sample === 0);

/** Serves the folder, and another playlist made of the whole one. */
async function serve(change: (text: string) => string, host?: string): Promise<FileServer> {
  const server = await serveFolder(folder, host);
  const text = change(await readFile(join(folder, 'list.m3u8'), 'utf8'));
  answer(server, '/changed.m3u8', (_, response) => void response.end(text));
  return server;
}

function answer(
  server: FileServer,
  path: string,
  by: (r: IncomingMessage, s: ServerResponse, count: number) => void,
): void {
  const before = server.instead;
  let count = 0;
  server.instead = (request, response) => {
    if (request.url !== path) return before(request, response);
    by(request, response, ++count);
    return true;
  };
}

const same = (text: string): string => text;

describe('a stream with faults', () => {
  it('goes on around a segment that is missing', async () => {
    const server = await serve(same);
    answer(server, '/s002.ts', (_, response) => void response.writeHead(404).end());
    const { pcm, damage } = await hear(await open(server, 'list.m3u8'));
    expect(damage).toEqual([
      { mixTime: expect.closeTo(8, 0), message: expect.stringMatching(/^4 s are missing: .*s002\.ts" doesn't exist/) },
    ]);
    expect(silent(pcm, 9, 11)).toBe(true);
    for (const at of [4, 13, 26]) expectSame(pcm, at);
  });

  it('tries again what may pass', async () => {
    const server = await serve(same);
    const file = await readFile(join(folder, 's001.ts'));
    answer(server, '/s001.ts', (_, response, count) => {
      if (count === 1) response.writeHead(500).end();
      else if (count === 2)
        response
          .writeHead(200, { 'content-length': file.length })
          .write(file.subarray(0, 999), () => response.destroy());
      else response.end(file);
    });
    const { pcm, damage } = await hear(await open(server, 'list.m3u8'));
    expect(damage).toEqual([]);
    expectSame(pcm, 5);
  });

  it('that stops being given is given up', async () => {
    const server = await serve(same);
    const source = await open(server, 'list.m3u8');
    server.instead = (_, response) => {
      response.writeHead(403).end();
      return true;
    };
    await expect(hear(source)).rejects.toThrow(/refused to us/);
  });

  it('does not ask for its gaps', async () => {
    const server = await serve((text) => text.replace(/(#EXTINF.*\ns002)/, '#EXT-X-GAP\n$1'));
    const { pcm, damage } = await hear(await open(server, 'changed.m3u8'));
    expect(server.paths).not.toContain('/s002.ts');
    expect(damage[0]!.message).toMatch(/the stream itself has a gap/);
    expect(silent(pcm, 9, 11)).toBe(true);
    expectSame(pcm, 14);
  });

  it('does not stand in for gaps of days', async () => {
    const gaps = Array.from({ length: 700 }, (_, i) => `#EXT-X-GAP\n#EXTINF:3600,\ngone${i}.ts\n`).join('');
    const server = await serve((text) => text.replace(/#EXTINF.*\ns002/, `${gaps}$&`));
    const { pcm, damage } = await hear(await open(server, 'changed.m3u8'));
    expect(pcm.length / RATE).toBeLessThan(3600 + SECONDS);
    expect(damage.at(-1)!.message).toBe('more than 60 minutes are missing: the rest is left out');
  });

  it.each(['ad.aac', 'ad.ts'])('changes its encoding at a discontinuity: %s', async (name) => {
    const ad = `#EXT-X-DISCONTINUITY\n#EXTINF:6,\n${name}\n#EXT-X-DISCONTINUITY\n`;
    const server = await serve((text) => text.replace(/(#EXTINF.*\ns003)/, `${ad}$1`));
    const source = await open(server, 'changed.m3u8');
    expect(source.duration).toBeCloseTo(36, 0);
    const { pcm, damage } = await hear(source);
    expect(damage).toEqual([]);
    expectSame(pcm, 8);
    expectSame(pcm, 20, 14);
    expectSame(pcm, 30, 24);
    const part = await collect(source.pcm({ rate: RATE, start: 20, end: 24 }));
    const lagging = lag(pcm.subarray(20 * RATE, 23 * RATE), part.subarray(0, 3 * RATE), 400);
    expect(lagging.likeness).toBeGreaterThan(0.99);
    expect(Math.abs(lagging.samples)).toBeLessThan(0.03 * RATE);
  });

  it('keeps time though its durations are rounded', async () => {
    const server = await serve((text) =>
      text.replace(/#EXTINF:[\d.]+/g, '#EXTINF:5').replace(/TARGETDURATION:\d+/, 'TARGETDURATION:5'),
    );
    const source = await open(server, 'changed.m3u8');
    expect(source.duration).toBeCloseTo(SECONDS, 0);
    const { pcm } = await hear(source);
    expectSame(pcm, 25);
    const part = await collect((await open(server, 'changed.m3u8')).pcm({ rate: RATE, start: 21, end: 25 }));
    const from = 21 * RATE;
    expect(lag(truth.subarray(from, from + RATE / 2), part.subarray(0, 2 * RATE), 600).likeness).toBeGreaterThan(0.9);
  });

  it('keeps time though its stamps begin anew', async () => {
    // Packed MP3, whose 33-bit stamps pass their end after ten seconds.
    const { pcm, damage } = await hear(await open(await serve(same), 'packed.m3u8'));
    expect(damage).toEqual([]);
    for (const at of [1, 12, 26]) expectSame(pcm, at);
  });

  it('may have its initialisation section encrypted too', async () => {
    const [key, other] = [Buffer.from('a key of 16 byte'), Buffer.from('another one of16')];
    const iv = (n: number): Buffer => Buffer.from(n.toString(16).padStart(32, '0'), 'hex');
    const tag = (name: string, n: number): string => `#EXT-X-KEY:METHOD=AES-128,URI="${name}",IV=0x${n.toString(16)}`;
    const init = encrypted(await readFile(join(folder, 'init.mp4')), key, iv(0xabc));
    const list = await readFile(join(folder, 'fmp4.m3u8'), 'utf8');
    const server = await serve(() =>
      list.replace(
        /#EXT-X-MAP:URI="init.mp4"/,
        `${tag('key', 0xabc)}\n#EXT-X-MAP:URI="secret.mp4"\n${tag('other', 7)}`,
      ),
    );
    answer(server, '/secret.mp4', (_, response) => void response.end(init));
    answer(server, '/key', (_, response) => void response.end(key));
    answer(server, '/other', (_, response) => void response.end(other));
    for (const name of list.match(/^f\d+\.m4s$/gm)!) {
      const bytes = encrypted(await readFile(join(folder, name)), other, iv(7));
      answer(server, `/${name}`, (_, response) => void response.end(bytes));
    }
    const { pcm, damage } = await hear(await open(server, 'changed.m3u8'));
    expect(damage).toEqual([]);
    for (const at of [1, 21]) expectSame(pcm, at);
    // Each of them once, however many segments it is for.
    expect(server.paths.filter((path) => /key|other|secret/.test(path)).sort()).toEqual([
      '/key',
      '/other',
      '/secret.mp4',
    ]);
  });

  it('may come from a server that knows no ranges', async () => {
    const [one, two] = await Promise.all(['s000.ts', 's001.ts'].map((name) => readFile(join(folder, name))));
    await writeFile(join(folder, 'all.ts'), Buffer.concat([one!, two!]));
    const server = await serve(() =>
      [
        '#EXTM3U',
        ...[
          `#EXTINF:4,\n#EXT-X-BYTERANGE:${one!.length}@0`,
          'all.ts',
          `#EXTINF:4,\n#EXT-X-BYTERANGE:${two!.length}`,
          'all.ts',
        ],
        '#EXT-X-ENDLIST',
      ].join('\n'),
    );
    answer(server, '/all.ts', (_, response) => void response.end(Buffer.concat([one!, two!])));
    const { pcm } = await hear(await open(server, 'changed.m3u8'));
    for (const at of [1, 5]) expectSame(pcm, at);
  });

  it('may be packed as gzip on the way', async () => {
    const { gzipSync } = await import('node:zlib');
    const server = await serve(same);
    const list = await readFile(join(folder, 'list.m3u8'));
    answer(
      server,
      '/list.m3u8',
      (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(list)),
    );
    expectSame((await hear(await open(server, 'list.m3u8'))).pcm, 3);
  });

  it('is over where its key is refused', async () => {
    const server = await serve((text) => text.replace(/(#EXTINF)/, '#EXT-X-KEY:METHOD=AES-128,URI="key"\n$1'));
    answer(server, '/key', (_, response) => void response.writeHead(403).end());
    await expect(open(server, 'changed.m3u8')).rejects.toThrow(/key" is refused to us/);
    answer(server, '/key', (_, response) => void response.end('<html>Log in</html>'));
    await expect(open(server, 'changed.m3u8')).rejects.toThrow(/should be a key of 16 bytes and has 19/);
    answer(server, '/key', (_, response) => void response.end('another key 1234'));
    await expect(open(server, 'changed.m3u8')).rejects.toThrow(/its key is another one/);
  });

  it.each([
    ['moving pictures only', 'mute.m3u8', /holds no sound/],
    ['nothing', 'changed.m3u8', /empty playlist/],
  ])('is refused where it holds %s', async (_, path, message) => {
    await expect(open(await serve(() => '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-ENDLIST'), path)).rejects.toThrow(
      message,
    );
  });

  it('that is live is told so', async () => {
    const server = await serve((text) => text.replace('#EXT-X-ENDLIST', ''));
    await expect(open(server, 'changed.m3u8')).rejects.toThrow(/live stream: "tracklistify listen" follows it/);
  });

  it('that still grows is read as far as it is', async () => {
    const server = await serve((text) =>
      text.replace('#EXT-X-ENDLIST', '').replace('#EXTM3U', '#EXTM3U\n#EXT-X-PLAYLIST-TYPE:EVENT'),
    );
    expect((await open(server, 'changed.m3u8')).duration).toBeCloseTo(SECONDS, 0);
  });
});

describe('a list of renditions', () => {
  const rendition = (...lines: string[]) => serve(() => ['#EXTM3U', ...lines].join('\n'));
  const audio = '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="One",DEFAULT=YES,URI="list.m3u8"';
  const video = ['#EXT-X-STREAM-INF:BANDWIDTH=900000,CODECS="mp4v.20.9,mp4a.40.2"', 'video.m3u8'];

  it('leads to the sound alone', async () => {
    const server = await rendition(audio, '#EXT-X-STREAM-INF:BANDWIDTH=900000,AUDIO="a"', 'video.m3u8');
    expectSame((await hear(await open(server, 'changed.m3u8'))).pcm, 3);
    expect(server.paths).not.toContain('/video.m3u8');
    expect(server.paths.filter((path) => path.startsWith('/v'))).toEqual([]);
  });

  it('leads to the next one where the best cannot be had', async () => {
    const gone = ['#EXT-X-STREAM-INF:BANDWIDTH=64000,CODECS="mp4a.40.2"', 'gone.m3u8'];
    const mute = ['#EXT-X-STREAM-INF:BANDWIDTH=65000', 'mute.m3u8'];
    const server = await rendition(...gone, ...mute, ...video);
    expectSame((await hear(await open(server, 'changed.m3u8'))).pcm, 3);
  });
});

describe('a playlist on the public network', () => {
  it.each(['a segment', 'a key', 'a rendition', 'a redirect of a segment'])(
    'does not lead to private hosts by %s',
    async (what) => {
      const inside = await serveFolder(folder, '127.0.0.2');
      const target = `${inside.url}/s000.ts`;
      const server = await serve((text) => {
        if (what === 'a segment') return text.replaceAll(/^s\d+\.ts$/gm, target);
        if (what === 'a key') return text.replace(/(#EXTINF)/, `#EXT-X-KEY:METHOD=AES-128,URI="${target}"\n$1`);
        if (what === 'a rendition') return `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n${inside.url}/list.m3u8`;
        return text.replaceAll(/^s\d+\.ts$/gm, 'away.ts');
      });
      answer(server, '/away.ts', (_, response) => void response.writeHead(302, { location: target }).end());
      await expect(open(server, 'changed.m3u8')).rejects.toThrow(/--allow-private/);
      expect(inside.paths).toEqual([]);
      const allowed = open(server, 'changed.m3u8', stagedWeb({ allowPrivate: true }));
      await allowed.catch(() => {});
      expect(inside.paths).not.toEqual([]);
    },
  );

  it('does not lead to private hosts where a private one led to it', async () => {
    const inside = await serveFolder(folder, '127.0.0.2');
    const server = await serve((text) => text.replaceAll(/^s\d+\.ts$/gm, `${inside.url}/s000.ts`));
    answer(
      inside,
      '/master.m3u8',
      (_, response) => void response.end(`#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n${server.url}/changed.m3u8`),
    );
    await expect(open(inside, 'master.m3u8')).rejects.toThrow(/--allow-private/);
    expect(inside.paths).toEqual(['/master.m3u8']);
  });

  it('does not lead to files', async () => {
    const server = await serve((text) => text.replaceAll(/^s\d+\.ts$/gm, `file://${folder}/s000.ts`));
    await expect(open(server, 'changed.m3u8')).rejects.toThrow(/file:.*refused/);
  });
});
