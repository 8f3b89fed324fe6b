import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { openSource } from '../../../../src/audio/sources/registry.js';
import type { AudioSource } from '../../../../src/domain/ports/source.js';
import { collect, encode, everyFfmpeg, synth, testFfmpeg, toInt16, writeWav } from '../../../support/audio.js';
import { loopback } from '../../../support/loopback.js';
import { deferred } from '../../../support/network.js';
import { tempFolder } from '../../../support/temp.js';
import { stagedWeb } from '../../../support/web.js';

const RATE = 8000;
const own = await testFfmpeg();

const folder = mkdtempSync(join(tmpdir(), 'growing-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file of 100 seconds, large enough to be heard before it is there. Made once for all that want it. */
async function sound(extension: string, options: string[] = []): Promise<{ path: string; bytes: Buffer }> {
  const path = join(folder, `${options.join('').replace(/\W/g, '')}.${extension}`);
  const source = join(folder, 'in.wav');
  if (!existsSync(source)) await writeWav(source, toInt16(synth(100, { rate: 22_050 })), 22_050);
  if (!existsSync(path)) await encode(own, source, path, options);
  return { path, bytes: readFileSync(path) };
}

/** Gives the first part at once, and the rest when it is told to. */
async function halting(bytes: Buffer, first: number, headers: (count: number) => Record<string, string> = () => ({})) {
  const more = deferred<Buffer | null>();
  const server = await loopback(async (request, response: ServerResponse, count) => {
    const [, from = '0'] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    const rest = bytes.subarray(Number(from));
    const status = request.headers.range ? 206 : 200;
    response.writeHead(status, {
      'content-length': String(rest.length),
      ...(status === 206 && { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
      ...headers(count),
    });
    if (count > 1) return void response.end(rest);
    response.write(rest.subarray(0, first));
    const then = await more.promise;
    if (then) response.end(then);
    else response.socket?.destroy();
  });
  onTestFinished(() => server.close());
  return { ...server, goOn: () => more.resolve(bytes.subarray(first)), drop: () => more.resolve(null) };
}

async function open(location: string, ffmpeg = own): Promise<AudioSource> {
  const makeWeb = async () => stagedWeb();
  const source = await openSource(location, {
    ffmpeg,
    reach: 'anywhere' as const,
    stdin: new PassThrough(),
    tempFolder: tempFolder(),
    makeWeb,
  });
  onTestFinished(() => source.close());
  return source;
}

/** Listens to the first second before letting the server go on, and then to the rest. */
async function hearBefore(source: AudioSource, goOn: () => void) {
  const damage: string[] = [];
  const parts: Int16Array[] = [];
  let heard = 0;
  for await (const chunk of source.pcm({ rate: RATE, onDamage: (d) => damage.push(d.message) })) {
    parts.push(chunk);
    if (heard < RATE && heard + chunk.length >= RATE) goOn();
    heard += chunk.length;
  }
  return { pcm: Buffer.concat(parts.map((p) => Buffer.from(p.buffer, p.byteOffset, p.byteLength))), damage };
}

const locally = async (path: string, ffmpeg: string): Promise<Buffer> => {
  const source = await open(path, ffmpeg);
  const damage: string[] = [];
  return Buffer.from((await collect(source.pcm({ rate: RATE, onDamage: (d) => damage.push(d.message) }))).buffer);
};

describe.each(await everyFfmpeg())('with the ffmpeg by $name, a file that is still coming', ({ path: ffmpeg }) => {
  it.each([
    ['mp3', ['-b:a', '160k']],
    ['flac', []],
    ['wav', []],
    ['ogg', ['-c:a', 'flac']],
    ['mka', ['-c:a', 'flac']],
    ['m4a', ['-c:a', 'alac', '-movflags', '+faststart']],
  ])('is heard as it comes, and as it would be when whole: %s', async (extension, options) => {
    const { path, bytes } = await sound(extension, options);
    const server = await halting(bytes, 1_200_000);
    const { pcm, damage } = await hearBefore(await open(`${server.url}/mix`, ffmpeg), server.goOn);
    expect(damage).toEqual([]);
    const whole = await locally(path, ffmpeg);
    // How much of its last frame an MP3 means is only known of the whole.
    const length = extension === 'mp3' ? whole.length - 0.1 * RATE * 2 : whole.length;
    expect(Math.abs(pcm.length - whole.length) / RATE / 2).toBeLessThan(0.1);
    expect(Buffer.compare(pcm.subarray(0, length), whole.subarray(0, length))).toBe(0);
  });
});

describe('a file that is still coming', () => {
  it('knows its length by its bit rate, then for certain', async () => {
    const { bytes } = await sound('mp3', ['-b:a', '160k', '-write_xing', '0']);
    const server = await halting(bytes, 1_200_000);
    const source = await open(`${server.url}/mix`);
    expect(source.duration).toBeCloseTo(100, 0);
    await hearBefore(source, server.goOn);
    expect(source.duration).toBeCloseTo(100, 0);
  });

  it('is waited for where a later stretch is wanted', async () => {
    const { bytes } = await sound('mp3', ['-b:a', '160k']);
    const server = await halting(bytes, 1_200_000);
    const source = await open(`${server.url}/mix`);
    const later = collect(source.pcm({ rate: RATE, start: 80, end: 90 }));
    server.goOn();
    expect((await later).length).toBe(10 * RATE);
  });

  it('is waited for where its index comes last', async () => {
    const { path, bytes } = await sound('m4a', ['-c:a', 'alac']);
    const server = await halting(bytes, 1_200_000);
    const opened = open(`${server.url}/mix`);
    server.goOn();
    const pcm = Buffer.from((await collect((await opened).pcm({ rate: RATE }))).buffer);
    expect(Buffer.compare(pcm, await locally(path, own))).toBe(0);
  });

  it('is heard on where the line was cut in the middle', async () => {
    const { path, bytes } = await sound('flac');
    const server = await halting(bytes, 1_200_000, () => ({ etag: '"1"' }));
    const { pcm } = await hearBefore(await open(`${server.url}/mix`), server.drop);
    expect(server.requests[1]!.headers['range']).toMatch(/^bytes=\d{7}-$/);
    expect(Buffer.compare(pcm, await locally(path, own))).toBe(0);
  });

  it('is given up when it is another one by then', async () => {
    const { bytes } = await sound('flac');
    const server = await halting(bytes, 1_200_000, (count) => ({ etag: count > 1 ? '"2"' : '"1"' }));
    await expect(hearBefore(await open(`${server.url}/mix`), server.drop)).rejects.toThrow(
      /has changed while it was read/,
    );
  });

  it('that was cut off on the server is told so', async () => {
    const { bytes } = await sound('wav');
    const server = await halting(bytes.subarray(0, 2_000_000), 1_200_000);
    const { damage } = await hearBefore(await open(`${server.url}/mix`), server.goOn);
    expect(damage).toEqual([expect.stringMatching(/cut off/)]);
  });

  it('is not fetched any further than it is wanted', async () => {
    const { bytes } = await sound('wav');
    const server = await halting(bytes, 1_200_000);
    const source = await open(`${server.url}/mix`);
    expect((await collect(source.pcm({ rate: RATE, end: 5 }))).length).toBe(5 * RATE);
    await source.close();
    expect(source.transfer!().fetched).toBeLessThan(1_300_000);
  });
});
