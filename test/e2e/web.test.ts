import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseTracklist } from '../../src/domain/schema.js';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { testFfmpeg, wavBytes } from '../support/audio.js';
import { runCli } from '../support/cli.js';
import { ffmpegMakes, serveFolder } from '../support/hls.js';
import { tracks } from '../support/providers/music.js';
import { musicOf, Rig } from '../support/providers/rig.js';
import { crossfade, piece, RATE } from '../support/synth.js';

let folder: string;
let byFile: Tracklist;
const BROADCAST = Date.parse('2026-05-01T20:00:00Z');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-web-'));
  const ffmpeg = await testFfmpeg();
  await Promise.all([mkdir(join(folder, 'music')), mkdir(join(folder, 'www'))]);
  for (const seed of [1, 2, 3]) {
    await writeFile(join(folder, `music/Artist ${seed} - Song ${seed}.wav`), wavBytes(piece(seed, 50), RATE));
  }
  const mix = crossfade([piece(1, 50), piece(2, 50, { tempo: 1.04 }), piece(77, 40), piece(3, 50)], 8);
  await writeFile(join(folder, 'mix.wav'), wavBytes(mix, RATE));
  const www = join(folder, 'www');
  const make = (...args: string[]): Promise<void> => ffmpegMakes(ffmpeg, www, ['-i', '../mix.wav', ...args]);
  await make('-c:a', 'libmp3lame', '-b:a', '128k', 'mix.mp3');
  await make(
    '-c:a',
    'aac',
    '-b:a',
    '128k',
    '-hls_time',
    '6',
    '-hls_list_size',
    '0',
    '-hls_segment_filename',
    's%03d.ts',
    'set.m3u8',
  );
  const list = await readFile(join(www, 'set.m3u8'), 'utf8');
  const date = `#EXT-X-PROGRAM-DATE-TIME:${new Date(BROADCAST).toISOString()}\n#EXTINF`;
  await writeFile(join(www, 'set.m3u8'), list.replace('#EXTINF', date));
  byFile = (await identify('mix.wav')).tracklist;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function identify(source: string) {
  const { code, stdout, stderr } = await runCli([source, '--library', 'music', '--json', '--no-files'], {
    cwd: folder,
  });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return { tracklist: parseTracklist(stdout, 'stdout'), stderr };
}

function expectSame({ entries, duration }: Tracklist, truth: Tracklist, seconds: number): void {
  expect(duration).toBeCloseTo(truth.duration, 0);
  expect(entries.map((e) => e.track?.title)).toEqual(truth.entries.map((e) => e.track?.title));
  for (const [i, { start }] of entries.entries()) {
    expect(Math.abs(start - truth.entries[i]!.start)).toBeLessThanOrEqual(seconds);
  }
}

describe('an address', () => {
  it('of a file gives the same tracklist as the file', async () => {
    const server = await serveFolder(join(folder, 'www'));
    const { tracklist, stderr } = await identify(`${server.url}/mix.mp3?token=secret`);
    expectSame(tracklist, (await identify('www/mix.mp3')).tracklist, 0);
    const { id, ...source } = tracklist.source;
    expect(source).toEqual({ name: 'mix', kind: 'http', location: `${server.url}/mix.mp3` });
    // Another token means another file, for all that anybody knows.
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(stderr).toMatch(/fetched 1\.3 MB of 1\.3 MB/);
    expect(JSON.stringify(tracklist)).not.toContain('secret');
  });

  it('of an HLS playlist gives the same tracklist as the file, and wall-clock times', async () => {
    const server = await serveFolder(join(folder, 'www'));
    const { tracklist } = await identify(`${server.url}/set.m3u8`);
    expectSame(tracklist, byFile, 1);
    expect(tracklist.source).toMatchObject({ name: 'set', kind: 'hls' });
    for (const { start, wallClock } of tracklist.entries) {
      expect(Math.abs(Date.parse(wallClock!) - BROADCAST - start * 1000)).toBeLessThan(50);
    }
    expect(new Set(server.paths).size).toBe(server.paths.length);
  });

  it('may be one in a list of sources', async () => {
    const server = await serveFolder(join(folder, 'www'));
    await writeFile(join(folder, 'sources.txt'), `${server.url}/mix.mp3\n`);
    // The server is on this very machine, which a list alone isn't believed.
    const args = ['--from-file', 'sources.txt', '--allow-private', '--library', 'music', '-o', 'out'];
    const { code, stdout, stderr } = await runCli(args, { cwd: folder });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain('Song 3');
    expect(
      parseTracklist(await readFile(join(folder, 'out/mix.json'), 'utf8'), 'mix.json').stats.transfer?.total,
    ).toBeGreaterThan(1e6);
  });

  it.each([
    ['that is missing', '/none.mp3', /none\.mp3" doesn't exist \(HTTP 404\)/],
    [
      'that leads to a file of this machine',
      '/file',
      /"file:\/\/\/etc\/passwd" that 127\.0\.0\.1:\d+ leads to is refused/,
    ],
    [
      'of a playlist that names a file of this machine',
      '/bad.m3u8',
      /refused: sound is fetched by http and https only/,
    ],
    ['of a copy-protected stream', '/drm.m3u8', /copy-protected \(Widevine\)/],
  ])('%s is told in a sentence', async (_, path, message) => {
    const server = await serveFolder(join(folder, 'www'));
    const drm =
      '#EXT-X-KEY:METHOD=SAMPLE-AES-CTR,URI="data:,x",KEYFORMAT="urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed"';
    server.instead = ({ url }, response) => {
      if (url === '/file') response.writeHead(302, { location: 'file:///etc/passwd' }).end();
      else if (url === '/bad.m3u8')
        response.end('#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4\nfile:///etc/passwd\n#EXT-X-ENDLIST');
      else if (url === '/drm.m3u8')
        response.end(`#EXTM3U\n#EXT-X-TARGETDURATION:4\n${drm}\n#EXTINF:4\na.ts\n#EXT-X-ENDLIST`);
      else return false;
      return true;
    };
    const { code, stderr, stdout } = await runCli([server.url + path, '--library', 'music'], { cwd: folder });
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(code).toBe(3);
  });
});

describe('a live stream', () => {
  /** A list of renditions, whose sound is three segments long at the first look, and over at the next one. */
  async function broadcast() {
    const www = join(folder, 'www');
    if (!existsSync(join(www, 'short.m3u8'))) {
      const list = ['-hls_time', '2', '-hls_list_size', '0', '-hls_segment_filename', 't%03d.ts', 'short.m3u8'];
      await ffmpegMakes(await testFfmpeg(), www, ['-i', '../mix.wav', '-c:a', 'aac', '-b:a', '128k', ...list]);
    }
    const whole = await readFile(join(www, 'short.m3u8'), 'utf8');
    const begun = whole.slice(0, whole.indexOf('#EXTINF', whole.indexOf('t002.ts')));
    const server = await serveFolder(www);
    let looks = 0;
    server.instead = ({ url }, response) => {
      if (url === '/sound.m3u8') response.end(looks++ === 0 ? begun : whole);
      else if (url !== '/radio.m3u8') return false;
      else {
        response.end(`#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Sound",DEFAULT=YES,URI="sound.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=900000,CODECS="avc1.4d401f,mp4a.40.2",AUDIO="a"
pictures.m3u8`);
      }
      return true;
    };
    return `${server.url}/radio.m3u8`;
  }

  it('is followed to its end by listen, and gives the same tracklist as the file', async () => {
    const args = ['listen', await broadcast(), '--library', 'music', '--providers', 'library', '--json', '--no-files'];
    const { code, stdout, stderr } = await runCli(args, { cwd: folder });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expectSame(parseTracklist(stdout, 'stdout'), byFile, 1.5);
  });

  it('is none to be read as a whole, which is told with what to do', async () => {
    const { code, stderr } = await runCli([await broadcast(), '--library', 'music'], { cwd: folder });
    expect(stderr).toMatch(/is a live stream: "tracklistify listen" follows it/);
    expect(code).toBe(3);
  });
});

describe('an on-demand stream that only services are asked about', () => {
  it('is fetched where they are asked, and nowhere else', async () => {
    const parts = [
      { song: 0, from: 0, seconds: 140 },
      { song: 1, from: 0, seconds: 140 },
    ];
    const rig = new Rig(musicOf(parts, tracks(2, 140)));
    onTestFinished(() => rig.close());
    await mkdir(join(rig.cwd, 'www'));
    const args = [
      '-i',
      '../mix.wav',
      '-c:a',
      'aac',
      '-b:a',
      '128k',
      '-hls_time',
      '4',
      '-hls_list_size',
      '0',
      'set.m3u8',
    ];
    await ffmpegMakes(await testFfmpeg(), join(rig.cwd, 'www'), args);
    const server = await serveFolder(join(rig.cwd, 'www'));
    const { env } = await rig.acrcloud();
    const ran = await runCli([`${server.url}/set.m3u8`, '--json', '--no-files'], { cwd: rig.cwd, env });
    expect(ran).toMatchObject({ code: 0 });
    const { entries, stats } = parseTracklist(ran.stdout, 'stdout');
    expect(entries.map((e) => e.track?.title)).toEqual(['Song 1', 'Song 2']);
    expect(stats.transfer!.fetched / stats.transfer!.total!).toBeLessThan(0.5);
    expect(ran.stderr).toMatch(/fetched \d+ kB of \d\.\d MB|fetched \d\.\d MB of \d\.\d MB/);
  });
});
