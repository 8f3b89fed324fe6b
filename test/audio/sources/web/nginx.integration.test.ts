import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openSource } from '../../../../src/audio/sources/registry.js';
import type { TracklistifyEvent } from '../../../../src/domain/events.js';
import type { AudioSource } from '../../../../src/domain/ports/source.js';
import { collect, lag, synth, testFfmpeg, toInt16, writeWav } from '../../../support/audio.js';
import { ffmpegMakes } from '../../../support/hls.js';
import { type Nginx, nginx } from '../../../support/nginx.js';
import { tempFolder } from '../../../support/temp.js';
import { stagedWeb } from '../../../support/web.js';

const RATE = 22_050;
let folder: string;
let ffmpeg: string;

beforeAll(async () => {
  ffmpeg = await testFfmpeg();
  folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  await writeWav(join(folder, 'mix.wav'), toInt16(synth(20)), 44_100, 2);
  const list = ['-f', 'hls', '-hls_time', '4', '-hls_list_size', '0'];
  const fragmented = ['-hls_segment_type', 'fmp4', '-hls_fmp4_init_filename', 'init.mp4'];
  const make = (...args: string[]): Promise<void> =>
    ffmpegMakes(ffmpeg, folder, ['-i', 'mix.wav', '-c:a', 'aac', ...args]);
  await make(...list, '-hls_segment_filename', 's%03d.ts', 'ts.m3u8');
  await make(...list, ...fragmented, '-hls_segment_filename', 'f%03d.m4s', 'fmp4.m3u8');
  await make(...list, '-hls_flags', 'single_file', '-hls_segment_filename', 'one.ts', 'ranges.m3u8');
  writeFileSync(join(folder, 'key'), '0123456789abcdef');
  writeFileSync(join(folder, 'keyinfo'), `key\n${folder}/key\n`);
  await make(...list, '-hls_key_info_file', 'keyinfo', '-hls_segment_filename', 'e%03d.ts', 'aes.m3u8');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function open(address: string, emit: (event: TracklistifyEvent) => void = () => {}): Promise<AudioSource> {
  const tools = {
    ffmpeg,
    reach: 'anywhere' as const,
    stdin: new PassThrough(),
    tempFolder: tempFolder(),
    makeWeb: async () => stagedWeb(),
    emit,
  };
  const source = await openSource(address, tools);
  onTestFinished(() => source.close());
  return source;
}

/** ffmpeg's own reading of the address: its own HTTP, its own HLS. */
function byFfmpeg(address: string): Int16Array {
  const args = ['-v', 'error', '-i', address, '-vn', '-ac', '1', '-ar', String(RATE), '-f', 's16le', '-'];
  const bytes = execFileSync(ffmpeg, args, { maxBuffer: 1 << 28 });
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1)));
}

describe('from nginx', () => {
  it.each(['ts', 'fmp4', 'ranges', 'aes'])('a stream sounds as ffmpeg itself would play it: %s', async (name) => {
    const server = await nginx(folder);
    const own = await collect((await open(`${server.url}/${name}.m3u8`)).pcm({ rate: RATE }));
    // The ffmpeg of 2018 loses frames of byte ranges.
    const theirs = byFfmpeg(`${server.url}/${name === 'ranges' ? 'ts' : name}.m3u8`);
    expect(Math.abs(own.length - theirs.length) / RATE).toBeLessThan(0.1);
    for (const at of [0, 8, 17]) {
      const [a, b] = [own, theirs].map((pcm) => pcm.subarray(at * RATE, (at + 0.5) * RATE));
      const found = lag(a!, b!, Math.round(0.03 * RATE));
      expect(found.likeness).toBeGreaterThan(0.99);
    }
  });

  it('a file is taken up again after the server was killed, on a slow line, behind a login and a redirect', async () => {
    writeFileSync(join(folder, 'users'), 'me:{PLAIN}secret\n');
    const directives = (limit: string): string => `location = /mix { return 302 /mix.wav; }
      location = /mix.wav { auth_basic x; auth_basic_user_file ${folder}/users; ${limit} }`;
    const server: Nginx = await nginx(folder, directives('limit_rate 50k; limit_rate_after 300k;'));
    let restarts = 0;
    const source = await open(`${server.url.replace('//', '//me:secret@')}/mix`, (event) => {
      if (event.type !== 'fetched' || restarts > 0) return;
      restarts++;
      void server.kill().then(() => server.start(directives('')));
    });
    const local = await openSource(join(folder, 'mix.wav'), {
      ffmpeg,
      stdin: new PassThrough(),
      reach: 'anywhere' as const,
      tempFolder: '/nowhere',
    });
    const [heard, truth] = await Promise.all([source, local].map((s) => collect(s.pcm({ rate: RATE }))));
    expect(Buffer.compare(Buffer.from(heard!.buffer), Buffer.from(truth!.buffer))).toBe(0);
    const bytes = await readFile(join(folder, 'mix.wav'));
    expect(source.transfer!().fetched).toBe(bytes.length);
    expect(source.info.location).toBe(`${server.url}/mix`);
    expect(server.log()).toContain('GET /mix.wav HTTP/1.1 206');
  });
});
